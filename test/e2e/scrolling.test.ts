/** What is being read never moves by itself, in a real browser: there are no heights anywhere else. */
import type { Page } from 'playwright-core';
import { afterAll, expect, it, onTestFinished } from 'vitest';
import { closeBrowser, guestPage } from '../helpers/browser';
import { startHubProcess } from '../helpers/hub-process';
import { ScriptClient } from '../helpers/script-client';
import { tempFolder } from '../helpers/temp-folder';
import { Person } from './person';

afterAll(closeBrowser);

/** Gwen in a room with 40 messages, at its end. */
async function reader(): Promise<Person> {
  const hub = await startHubProcess(await tempFolder(), ['--name', 'Workshop', '--limit', 'messageBurst=50']);
  onTestFinished(() => hub.kill());
  const script = await ScriptClient.connect(hub.ws, { name: 'Robot' });
  onTestFinished(() => script.close());
  const words = 'enough words that a narrow window has to break the line more than once, and a wide one does not';
  for (let n = 1; n <= 40; n += 1) script.send({ message: n === 40 ? 'the last one' : `message ${String(n)}: ${words}` });
  await script.until(() => script.messages.length === 40);
  const page = await guestPage(hub.url, { viewport: { width: 1280, height: 800 } });
  onTestFinished(() => page.context().close());
  const gwen = new Person(page, 'Gwen');
  await gwen.joinAsGuest();
  await gwen.isIn('lobby');
  await gwen.sees('the last one');
  await expect.poll(() => below(gwen)).toBeLessThan(2);
  return gwen;
}

/** Two frames and what resize observers did in them. */
const drawn = (page: Page): Promise<void> =>
  page.evaluate(() => new Promise((resolve) => requestAnimationFrame(() => requestAnimationFrame(() => resolve()))));

/** How much of the timeline is below the screen, in px. */
const below = (person: Person): Promise<number> =>
  person.timeline().evaluate((log) => Math.round(log.scrollHeight - log.scrollTop - log.clientHeight));

const newest = (person: Person) => person.button(/To the newest message|new message/).count();

it('stays at the end while a message of many lines is written, and when it is sent', async () => {
  const gwen = await reader();
  await gwen.composer().focus();
  const before = await gwen.composer().evaluate((field) => field.clientHeight);
  for (let line = 1; line <= 12; line += 1) {
    await gwen.page.keyboard.type(`line ${String(line)}`);
    await gwen.page.keyboard.press('Shift+Enter');
    await drawn(gwen.page);
    expect(await newest(gwen), `after line ${String(line)}`).toBe(0);
  }
  expect(await gwen.composer().evaluate((field) => field.clientHeight)).toBeGreaterThan(before * 3);
  await expect.poll(() => below(gwen)).toBeLessThan(2);
  await gwen.page.keyboard.press('Enter');
  await gwen.sees(/line 12/);
  await expect.poll(() => below(gwen)).toBeLessThan(2);
  expect(await newest(gwen)).toBe(0);
});

it('keeps the end, and the whole of what is being written, through a narrow window and back', async () => {
  const gwen = await reader();
  await gwen.composer().fill('a draft that fits on one line of a wide window and on none of a narrow one, '.repeat(2));
  for (const width of [390, 1280]) {
    await gwen.page.setViewportSize({ width, height: 800 });
    await drawn(gwen.page);
    await expect.poll(() => below(gwen)).toBeLessThan(2);
    expect(await newest(gwen), `${String(width)} px`).toBe(0);
    expect(await gwen.composer().evaluate((field) => field.scrollHeight - field.clientHeight)).toBeLessThan(2);
  }
});

it('lets a reader go up, stay there while others write, and come back', async () => {
  const gwen = await reader();
  await gwen.timeline().hover();
  await expect
    .poll(async () => {
      // Again and again: the list may still be finding its end.
      await gwen.page.mouse.wheel(0, -150);
      return (await newest(gwen)) === 1 && (await below(gwen)) > 400;
    })
    .toBe(true);
  // The last turn of the wheel may still be on its way.
  let place = -1;
  await expect
    .poll(async () => {
      const before = place;
      place = await gwen.timeline().evaluate((log) => log.scrollTop);
      return place === before;
    })
    .toBe(true);
  await gwen.composer().focus();
  await gwen.page.keyboard.type('one');
  for (let line = 0; line < 6; line += 1) await gwen.page.keyboard.press('Shift+Enter');
  await drawn(gwen.page);
  expect(Math.abs((await gwen.timeline().evaluate((log) => log.scrollTop)) - place)).toBeLessThan(2);
  await gwen.button(/To the newest message/).click();
  await expect.poll(() => below(gwen)).toBeLessThan(2);
  await expect.poll(() => newest(gwen)).toBe(0);
});
