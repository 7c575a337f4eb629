/** Finding something far back, in a real browser: what is on the disk of a guest, shown where it was said; and taking it out and away. */
import { readFileSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { afterAll, expect, it, onTestFinished } from 'vitest';
import { closeBrowser, guestPage, screenshot } from '../helpers/browser';
import { startHubProcess } from '../helpers/hub-process';
import { ScriptClient } from '../helpers/script-client';
import { tempFolder } from '../helpers/temp-folder';
import { Person } from './person';

afterAll(closeBrowser);

const axe = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');
const COUNT = 400;
const texts = Array.from({ length: COUNT }, (_, i) =>
  i === 59 ? 'Die Schlüssel liegen unter der Matte' : `message ${String(i + 1)}`,
);

/** Gwen in a room with a long past, and how she gets there again. */
async function reader(): Promise<Person> {
  const hub = await startHubProcess(await tempFolder(), ['--name', 'Workshop', '--limit', `messageBurst=${String(COUNT)}`]);
  onTestFinished(() => hub.kill());
  const script = await ScriptClient.connect(hub.ws, { name: 'Robot' });
  onTestFinished(() => script.close());
  for (const text of texts) script.send({ message: text });
  await script.until(() => script.messages.length === COUNT);
  const page = await guestPage(hub.url, { viewport: { width: 1280, height: 800 } });
  onTestFinished(() => page.context().close());
  const gwen = new Person(page, 'Gwen');
  await gwen.joinAsGuest();
  await gwen.isIn('lobby');
  await gwen.sees(`message ${String(COUNT)}`);
  return gwen;
}

it('finds by the keyboard, shows it where it was said, and goes both ways from there', { timeout: 60_000 }, async () => {
  const gwen = await reader();
  const { page } = gwen;
  await page.keyboard.press('Control+f');
  await page.keyboard.type('SCHLUSSEL matt');
  const hit = page.getByRole('button', { name: /Schlüssel liegen unter der Matte/ });
  await hit.waitFor();
  expect(await page.locator('mark').allTextContents()).toEqual(['Schlüssel', 'Matt']);
  await page.evaluate(axe);
  const { violations } = (await page.evaluate('axe.run()')) as { violations: { id: string; nodes: { html: string }[] }[] };
  expect(violations.map(({ id, nodes }) => `${id}: ${nodes.map(({ html }) => html).join(' ')}`)).toEqual([]);
  await page.keyboard.press('ArrowDown');
  await page.keyboard.press('Enter');
  const row = page.locator('[data-row].found');
  await row.waitFor();
  const ground = await gwen.timeline().evaluate((log) => getComputedStyle(log).backgroundColor);
  expect(await row.evaluate((one) => getComputedStyle(one).backgroundColor)).not.toBe(ground);
  expect(await row.innerText()).toContain('unter der Matte');
  await expect.poll(() => row.evaluate((one) => one.contains(document.activeElement))).toBe(true);
  const box = await row.boundingBox();
  expect(box?.y).toBeGreaterThan(56);
  expect(box?.y).toBeLessThan(600);
  await screenshot(page, 'search-found');
  await expect.poll(() => page.locator('.found').count(), { timeout: 10_000 }).toBe(0);
  // What was there is still there: the mark alone goes.
  expect((await gwen.timeline().getByText('Schlüssel liegen').boundingBox())?.y).toBeCloseTo(box?.y ?? 0, -1);
  await gwen.timeline().hover();
  const wheel = async (by: number, until: string): Promise<void> => {
    await expect
      .poll(
        async () => {
          await page.mouse.wheel(0, by);
          return page.getByText(until, { exact: true }).isVisible();
        },
        { timeout: 20_000, interval: 50 },
      )
      .toBe(true);
  };
  await wheel(-600, 'message 1');
  await wheel(1_500, `message ${String(COUNT)}`);
  await page.keyboard.press('Escape');
  await expect.poll(() => page.evaluate(() => document.activeElement?.getAttribute('data-opens'))).toBe('search');
});

it('saves a conversation, deletes it for good, and takes it in again', { timeout: 60_000 }, async () => {
  const gwen = await reader();
  const { page } = gwen;
  const choose = async (line: string): Promise<void> => {
    await page.getByRole('listitem').filter({ hasText: '#lobby' }).hover();
    await gwen.button('Menu of #lobby').click();
    await page.getByRole('menuitem', { name: line }).click();
  };
  const saved = async (line: string): Promise<{ name: string; path: string }> => {
    const download = page.waitForEvent('download');
    await choose(line);
    const file = await download;
    return { name: file.suggestedFilename(), path: await file.path() };
  };
  const html = await saved('Save as a web page…');
  expect(html.name).toMatch(/^Workshop – lobby .*\.html$/);
  expect(await readFile(html.path, 'utf8')).toContain('Die Schlüssel liegen unter der Matte</p>');
  const json = await saved('Save as JSON…');
  const file = await readFile(json.path, 'utf8');
  expect((JSON.parse(file) as { entries: { text: string }[] }).entries.map(({ text }) => text)).toEqual(texts);

  await choose('Delete history…');
  await gwen.sees('400 messages of #lobby go.');
  await screenshot(page, 'history-delete');
  await gwen.button('Delete from this device').click();
  await gwen.sees('It is gone from this device. Workshop keeps its own copy.');
  await expect.poll(() => gwen.timeline().innerText()).not.toContain('message');
  await page.reload();
  await gwen.isIn('lobby');
  await gwen.writes('after');
  await gwen.sees('after');
  expect(await gwen.timeline().innerText()).not.toContain('message 400');

  const asked = page.waitForEvent('filechooser');
  await choose('Take in from JSON…');
  await (await asked).setFiles({ name: 'conversation.json', mimeType: 'application/json', buffer: Buffer.from(file) });
  await gwen.sees('400 messages were added to #lobby.');
  await gwen.sees('message 400');
  await gwen.sees('after');
});
