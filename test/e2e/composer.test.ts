/** Writing by the keyboard alone, as a guest in a browser and in the app; looks; and what a first message costs. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import type { Page } from 'playwright-core';
import { afterAll, expect, it, onTestFinished } from 'vitest';
import { closeBrowser, guestPage } from '../helpers/browser';
import { startHubProcess, type HubProcess } from '../helpers/hub-process';
import { launchApp } from '../helpers/launch-app';
import { objections } from '../helpers/objections';
import { tempFolder } from '../helpers/temp-folder';
import { Person } from './person';

afterAll(closeBrowser);

/** Bytes, gzipped, that a guest's browser may need until somebody can chat; everything else comes on demand. */
const BUDGET = 300_000;

async function startHub(): Promise<HubProcess> {
  const hub = await startHubProcess(await tempFolder(), ['--name', 'Workshop']);
  onTestFinished(() => hub.kill());
  return hub;
}

async function guest(hub: HubProcess, name: string): Promise<Person> {
  const page = await guestPage(hub.url, { reducedMotion: 'reduce' });
  onTestFinished(() => page.context().close());
  const person = new Person(page, name);
  await person.joinAsGuest();
  await person.isIn('lobby');
  return person;
}

const rootData = (page: Page): Promise<Record<string, string | undefined>> =>
  page.evaluate(() => ({ ...document.documentElement.dataset, lang: document.documentElement.lang }));

it('completes an emoji, calls somebody, commands, goes to another room and changes its looks, all by keys', async () => {
  const hub = await startHub();
  const [ben, gwen] = [await guest(hub, 'Ben'), await guest(hub, 'Gwen')];
  const { page } = gwen;
  const press = (keys: string): Promise<void> => page.keyboard.press(keys);
  const type = (text: string): Promise<void> => page.keyboard.type(text);
  const option = (name: RegExp) => page.getByRole('option', { name });

  await type('well :tad');
  await option(/^:tada:/).waitFor();
  await press('Tab');
  await type(' @be');
  await option(/^@Ben/).waitFor();
  await press('Enter');
  await type('done');
  await press('Enter');
  await ben.reads(['well 🎉 @Ben done']);

  await press('ArrowUp');
  await gwen.sees('Editing your message. Esc cancels.');
  await press('Escape');
  expect(await gwen.composer().inputValue()).toBe('');

  await type('/top');
  await option(/^\/topic/).waitFor();
  await press('Tab');
  expect(await gwen.composer().inputValue()).toBe('/topic ');
  await press('Control+A');
  await type('/frobnicate');
  await press('Enter');
  await gwen.sees('There is no command /frobnicate.');
  await press('Control+A');
  await press('Delete');

  await press('Control+K');
  await page.getByRole('combobox').waitFor();
  await type('create room');
  await press('Enter');
  await gwen.field('Name of the room').waitFor();
  await type('garden');
  await press('Enter');
  await gwen.isIn('garden');
  await press('Control+K');
  await page.getByRole('combobox').waitFor();
  await type('lob');
  await press('Enter');
  await gwen.isIn('lobby');
  // Focus is where it was, and what is typed goes there.
  await type('back');
  expect(await gwen.composer().inputValue()).toBe('back');
  await press('Control+A');
  await press('Delete');

  await press('Control+E');
  await gwen
    .field('Search emoji')
    .or(page.getByRole('searchbox', { name: 'Search emoji' }))
    .first()
    .waitFor();
  await type('fire');
  await page.getByRole('gridcell').first().waitFor();
  await press('ArrowDown');
  await press('Enter');
  await expect.poll(() => gwen.composer().inputValue()).toMatch(/^\p{Emoji}/u);
  await press('Control+A');
  await press('Delete');

  await press('Control+,');
  await page.getByRole('tab', { name: 'Appearance' }).waitFor();
  const chosen = (): Promise<string> => page.evaluate(() => document.activeElement?.getAttribute('name') ?? '');
  for (let steps = 0; steps < 10 && (await chosen()) !== 'theme'; steps += 1) await press('Tab');
  await press('ArrowDown');
  await press('ArrowDown');
  await expect.poll(async () => (await rootData(page))['theme']).toBe('dark');
  await press('Escape');
  await page.getByRole('dialog').waitFor({ state: 'detached' });
  await expect.poll(() => page.evaluate(() => document.activeElement?.id)).toBe('composer');

  await page.evaluate(() => (document.activeElement as HTMLElement).blur());
  await press('?');
  await gwen.sees('Go to a room, a person, a command or a setting');
  await press('Escape');
});

it('keeps its looks over a reload, and speaks another language at once', async () => {
  const gwen = await guest(await startHub(), 'Gwen');
  const { page } = gwen;
  await page.keyboard.press('Control+,');
  await page.getByRole('radio', { name: 'High contrast' }).check();
  await page.getByRole('radio', { name: 'Compact' }).check();
  await page.getByRole('slider', { name: 'Size of the text' }).press('End');
  await page.getByLabel('Language').selectOption('de');
  await page.getByRole('heading', { name: 'Einstellungen' }).waitFor();
  const looks = { theme: 'light', contrast: 'more', density: 'compact', text: '150', lang: 'de' };
  await expect.poll(() => rootData(page)).toEqual(looks);
  expect(await page.evaluate(() => getComputedStyle(document.documentElement).fontSize)).toBe('24px');
  await page.reload();
  await page.getByRole('textbox', { name: /#lobby/ }).waitFor();
  expect(await rootData(page)).toEqual(looks);
});

it('keeps its looks in the app, where the page keeps nothing', async () => {
  const dataDir = await tempFolder();
  const first = await launchApp({ dataDir });
  onTestFinished(() => first.kill());
  await first.page.getByRole('button', { name: 'Host a room' }).waitFor();
  await first.page.keyboard.press('Control+,');
  await first.page.getByRole('radio', { name: 'Dark', exact: true }).check();
  await expect
    .poll(() => JSON.parse(readFileSync(join(dataDir, 'settings.json'), 'utf8')) as unknown)
    .toMatchObject({
      appearance: { theme: 'dark' },
    });
  await first.close();
  const second = await launchApp({ dataDir });
  onTestFinished(() => second.kill());
  await second.page.getByRole('button', { name: 'Host a room' }).waitFor();
  expect((await rootData(second.page))['theme']).toBe('dark');
  await second.close();
});

it.each(['Light', 'Dark', 'High contrast'])('gives axe-core nothing to object to: %s', { timeout: 120_000 }, async (theme) => {
  const gwen = await guest(await startHub(), 'Gwen');
  const { page } = gwen;
  const name = theme.toLowerCase().replace(' ', '-');
  const found: string[] = [];
  const look = async (what: string): Promise<void> => void found.push(...(await objections(page, `${what}-${name}`)));
  await page.keyboard.press('Control+,');
  await page.getByRole('radio', { name: theme, exact: true }).check();
  await look('settings-appearance');
  await page.getByRole('tab', { name: 'History' }).click();
  await look('settings-history');
  await page.getByRole('tab', { name: 'About' }).click();
  await look('settings-about');
  await page.keyboard.press('Escape');
  await page.getByRole('dialog').waitFor({ state: 'detached' });
  await page.keyboard.press('Control+K');
  await page.getByRole('combobox').waitFor();
  await look('palette');
  await page.keyboard.press('Escape');
  await page.getByRole('dialog').waitFor({ state: 'detached' });
  await gwen.composer().focus();
  await page.keyboard.type(':smi');
  await page.getByRole('option').first().waitFor();
  await look('completion');
  await page.keyboard.press('Escape');
  await page.keyboard.press('Control+E');
  await page.getByRole('gridcell').first().waitFor();
  await look('emoji');
  await page.keyboard.press('Escape');
  await page.getByRole('dialog').waitFor({ state: 'detached' });
  await page.setViewportSize({ width: 390, height: 844 });
  await look('room-narrow');
  await page.keyboard.press('Control+,');
  await page.getByRole('tab', { name: 'Appearance' }).waitFor();
  await look('settings-narrow');
  expect(found).toEqual([]);
});

it('needs no more than its budget until somebody can chat, and the hub sends it packed', async () => {
  const hub = await startHub();
  const gwen = await guest(hub, 'Gwen');
  await gwen.writes('first');
  await gwen.reads(['first']);
  const needed = await gwen.page.evaluate(() =>
    (performance.getEntriesByType('resource') as PerformanceResourceTiming[])
      .filter(({ name }) => new URL(name).pathname.startsWith('/assets/'))
      .map(({ name, encodedBodySize, decodedBodySize }) => ({ path: new URL(name).pathname, encodedBodySize, decodedBodySize })),
  );
  expect(needed.length).toBeGreaterThan(2);
  const packed = needed.map(({ path }) => gzipSync(readFileSync(join('out/renderer', path)), { level: 9 }).length);
  const sum = packed.reduce((bytes, one) => bytes + one, gzipSync(readFileSync('out/renderer/index.html')).length);
  console.log(`to the first message: ${String(sum)} bytes gzipped in ${String(needed.length + 1)} files`);
  expect(sum).toBeLessThan(BUDGET);
  for (const { path, encodedBodySize, decodedBodySize } of needed.filter((file) => file.decodedBodySize > 10_000))
    expect([path, encodedBodySize < decodedBodySize / 2]).toEqual([path, true]);
});

it('has its room from right to left where the page has', async () => {
  const gwen = await guest(await startHub(), 'Gwen');
  const { page } = gwen;
  await gwen.writes('مرحبا بالجميع');
  await page.evaluate(() => (document.documentElement.dir = 'rtl'));
  const box = async (selector: string) => (await page.locator(selector).first().boundingBox()) ?? { x: 0, width: 0 };
  const [sidebar, room, send] = [await box('.shell__sidebar'), await box('.shell__room'), await box('.composer .send')];
  expect(sidebar.x).toBeGreaterThan(room.x);
  expect(send.x).toBeLessThan(room.x + room.width / 2);
  expect(await objections(page, 'right-to-left')).toEqual([]);
});
