// @ts-check
/** `npm run screenshots`: makes docs/screenshot.png from a real hub and real people in real browsers, light and dark. */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { chromium } from 'playwright-core';
import { WebSocket } from 'ws';
import { ensureBrowser } from './ensure-browser.mjs';
import { ensureBuilt, root } from './ensure-built.mjs';

const size = { width: 960, height: 640 };

/** @type {[string, string][]} */
const before = [
  ['Mira', 'Good morning. The laser cutter is free until eleven.'],
  ['Jonas', 'Then I take it for the signs. Twenty minutes.'],
  ['Mira', 'Fine. The new plywood is on the left shelf.'],
  ['Build server', 'Nightly build 412 passed: 1,204 tests, 3 min 12 s.'],
];
const after = ['Thanks, I saw it. Shall we look at the enclosure after lunch?', 'I have the drawings here.'];

await ensureBuilt();
const data = await mkdtemp(join(tmpdir(), 'hearth-pictures-'));
const hub = spawn(
  process.execPath,
  [join(root, 'out/main/hub.js'), '--port', '0', '--host', '127.0.0.1', '--data', data, '--name', 'Workshop', '--json'],
  { stdio: ['ignore', 'pipe', 'ignore'] },
);
const browser = await chromium.launch({
  executablePath: ensureBrowser(),
  args: ['--disable-gpu', ...(process.getuid?.() === 0 ? ['--no-sandbox'] : [])],
});
try {
  const [line] = await once(createInterface({ input: hub.stdout }), 'line');
  const { url, ws } = JSON.parse(line);
  for (const room of ['signage', 'orders']) await say(ws, room, [['Mira', 'Made a room for it.']]);
  await say(ws, 'lobby', before);
  const light = await picture(url, 'light', after);
  const dark = await picture(url, 'dark', []);
  await writeFile(join(root, 'docs/screenshot.png'), await beside([light, dark]));
} finally {
  await browser.close();
  hub.kill('SIGTERM');
  await once(hub, 'exit');
  await rm(data, { recursive: true, force: true });
}

/** Everybody stays: a room of one says little. @param {string} ws @param {string} room @param {[string, string][]} messages */
async function say(ws, room, messages) {
  /** @type {Map<string, WebSocket>} */
  const people = new Map();
  for (const [name, message] of messages) {
    const socket = people.get(name) ?? new WebSocket(`${ws}?${new URLSearchParams({ name, room, echo: '0' }).toString()}`);
    if (!people.has(name)) await once(socket, 'message');
    people.set(name, socket);
    socket.send(JSON.stringify({ message }));
    // The answer to a ping comes after what was sent before it was taken.
    socket.ping();
    await once(socket, 'pong');
  }
}

/** @param {string} url @param {'light' | 'dark'} colorScheme @param {string[]} messages @returns {Promise<Buffer>} */
async function picture(url, colorScheme, messages) {
  const context = await browser.newContext({ viewport: size, colorScheme, locale: 'en-GB', deviceScaleFactor: 1.5 });
  const page = await context.newPage();
  await page.goto(url);
  await page.getByRole('textbox', { name: 'Your name' }).fill(colorScheme === 'light' ? 'Ada' : 'Jonas');
  await page.getByRole('button', { name: /^Join/ }).click();
  const composer = page.getByRole('textbox', { name: 'Message #lobby' });
  for (const message of messages) {
    await composer.fill(message);
    await composer.press('Enter');
    await page.getByRole('log').getByText(message).waitFor();
  }
  await page
    .getByRole('log')
    .getByText(before[3]?.[1] ?? '')
    .waitFor();
  await page
    .getByRole('button', { name: 'Not now' })
    .click({ timeout: 500 })
    .catch(() => undefined);
  const shot = await page.screenshot();
  await context.close();
  return shot;
}

/** @param {Buffer[]} pictures @returns {Promise<Buffer>} one picture */
async function beside(pictures) {
  const page = await browser.newPage({ viewport: { width: 1640, height: 564 } });
  const images = pictures.map((shot) => `<img src="data:image/png;base64,${shot.toString('base64')}">`).join('');
  await page.setContent(
    `<style>body{margin:12px;display:flex;gap:12px;background:#8a8178}img{width:802px;border-radius:10px}</style>${images}`,
  );
  return page.screenshot();
}
