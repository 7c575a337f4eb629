/** Files between the app and a browser: pictures, a large one through a hub that is killed in the middle, names that mean harm, and a full host. */
import { createHash, randomBytes } from 'node:crypto';
import { mkdir, readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Page } from 'playwright-core';
import { afterAll, expect, it, onTestFinished } from 'vitest';
import { closeBrowser, guestPage, screenshot } from '../helpers/browser';
import { startHubProcess, type HubProcess } from '../helpers/hub-process';
import { launchApp } from '../helpers/launch-app';
import { objections } from '../helpers/objections';
import { tempFolder } from '../helpers/temp-folder';
import { Person } from './person';

afterAll(closeBrowser);

/** Longest wait for a file; reached only by a test that fails. */
const PATIENCE = 60_000;
const LARGE = 30_000_000;
/** Bytes a second of the guest's network: slow enough to be cut in the middle. */
const SLOW = 6_000_000;

const hash = (bytes: Buffer): string => createHash('sha256').update(bytes).digest('hex');

async function inABrowser(name: string, url: string): Promise<Person> {
  const page = await guestPage(url);
  onTestFinished(() => page.context().close());
  const person = new Person(page, name);
  await person.joinAsGuest();
  await person.isIn('lobby');
  return person;
}

async function inTheApp(name: string, hub: HubProcess): Promise<{ person: Person; downloads: string; errors: () => string[] }> {
  const dataDir = await tempFolder();
  const downloads = join(dataDir, 'downloads');
  await mkdir(downloads);
  const app = await launchApp({ dataDir });
  onTestFinished(() => app.kill());
  const person = new Person(app.page, name);
  await person.join(`127.0.0.1:${String(hub.port)}`);
  await person.isIn('lobby');
  return { person, downloads, errors: app.pageErrors };
}

/** Chooses files as the system's dialog would. */
async function choose(who: Person, name: string, mimeType: string, buffer: Buffer): Promise<void> {
  await who.page.locator('input[type=file]').setInputFiles({ name, mimeType, buffer });
  await who.button(`Remove ${name}`).waitFor({ timeout: PATIENCE });
}

const sendThem = (who: Person): Promise<void> => who.button('Send').click();

/** Drops a small file of any name on the window. */
const drop = (page: Page, name: string, type: string, text: string): Promise<void> =>
  page.evaluate(
    ([fileName, mime, words]) => {
      const dataTransfer = new DataTransfer();
      dataTransfer.items.add(new File([words], fileName, { type: mime }));
      window.dispatchEvent(new DragEvent('drop', { dataTransfer, bubbles: true, cancelable: true }));
    },
    [name, type, text] as const,
  );

/** A photo of this size, as PNG. */
async function photo(page: Page, width: number, height: number): Promise<Buffer> {
  const url = await page.evaluate(
    ([w, h]) => {
      const canvas = document.createElement('canvas');
      [canvas.width, canvas.height] = [w, h];
      const pen = canvas.getContext('2d');
      if (pen) [pen.fillStyle, pen.font] = ['#c2562f', '80px sans-serif'];
      pen?.fillRect(0, 0, w, h / 2);
      pen?.fillText('Hearth', 40, h - 60);
      return canvas.toDataURL('image/png');
    },
    [width, height] as const,
  );
  return Buffer.from(url.split(',')[1] ?? '', 'base64');
}

/** Waits until a picture of this name is drawn. */
const seesPicture = (who: Person, name: string): Promise<void> =>
  expect
    .poll(
      () =>
        who.page.evaluate(
          (alt) => document.querySelector<HTMLImageElement>(`img[alt="${alt}"]`)?.naturalWidth ?? 0,
          `Picture ${name}`,
        ),
      { timeout: PATIENCE },
    )
    .toBe(640);

/** Saves a file in a browser; its bytes, and the name that the browser was given. */
async function save(who: Person, name: string): Promise<{ bytes: Buffer; name: string }> {
  const given = who.page.waitForEvent('download', { timeout: PATIENCE });
  await who
    .button(new RegExp(`^Save ${name}`))
    .last()
    .click();
  const download = await given;
  return { bytes: await readFile(await download.path()), name: download.suggestedFilename() };
}

/** How far a file is, 0 to 1; null where nothing is on its way. */
const progress = (who: Person, name: string): Promise<number | null> =>
  who.page.evaluate(
    (label) => document.querySelector<HTMLProgressElement>(`progress[aria-label="${label}"]`)?.position ?? null,
    `${name}: how much is there`,
  );

const tryNow = (who: Person): Promise<void> =>
  who
    .button('Try now')
    .click({ timeout: 3_000 })
    .catch(() => undefined);

it('carries pictures and large files both ways, through a hub that is killed in the middle', { timeout: 240_000 }, async () => {
  const data = await tempFolder();
  let hub = await startHubProcess(data, ['--name', 'Workshop', '--limit', 'fileChunk=1048576']);
  onTestFinished(() => hub.kill());
  const { person: ada, downloads, errors } = await inTheApp('Ada', hub);
  const gwen = await inABrowser('Gwen', hub.url);

  // Pictures: drawn small by whoever sends them, and shown by themselves.
  await choose(ada, 'roof.png', 'image/png', await photo(gwen.page, 1_280, 800));
  await ada.sees('Up to 10 files in one message, each at most');
  await ada.composer().fill('The roof');
  await sendThem(ada);
  await gwen.reads(['The roof']);
  await seesPicture(gwen, 'roof.png');
  await choose(gwen, 'door.png', 'image/png', await photo(gwen.page, 800, 1_280));
  await sendThem(gwen);
  await expect.poll(() => ada.page.locator('img[alt="Picture door.png"]').count(), { timeout: PATIENCE }).toBe(1);
  await gwen.button('Show roof.png larger').click();
  await gwen.page.getByRole('dialog', { name: 'roof.png' }).waitFor();
  expect(await objections(gwen.page, 'files-picture')).toEqual([]);
  await gwen.page.keyboard.press('Escape');
  await gwen.page.getByRole('dialog').waitFor({ state: 'detached' });

  // Up from the browser, cut in the middle.
  const network = await gwen.page.context().newCDPSession(gwen.page);
  await network.send('Network.enable');
  const speed = (bytes: number) =>
    network.send('Network.emulateNetworkConditions', {
      offline: false,
      latency: 0,
      downloadThroughput: bytes,
      uploadThroughput: bytes,
    });
  await speed(SLOW);
  const large = randomBytes(LARGE);
  await choose(gwen, 'large.bin', 'application/octet-stream', large);
  await gwen.composer().fill('All of it');
  await sendThem(gwen);
  await expect.poll(() => progress(gwen, 'large.bin'), { timeout: PATIENCE, interval: 50 }).toBeGreaterThan(0.2);
  await screenshot(gwen.page, 'files-uploading');
  await hub.kill();
  const reached = await progress(gwen, 'large.bin');
  expect(reached).toBeLessThan(1);
  hub = await startHubProcess(data, ['--port', String(hub.port), '--limit', 'fileChunk=1048576']);
  await tryNow(gwen);
  await tryNow(ada);
  await ada.reads(['All of it']);
  await speed(-1);

  // Down to the app, twice: nothing is written over.
  await ada.button('Save large.bin').click();
  await ada.sees('Saved as large.bin');
  await ada.button('Save large.bin again').click();
  await expect
    .poll(async () => (await readdir(downloads)).filter((name) => name.endsWith('.bin')).length, { timeout: PATIENCE })
    .toBe(2);
  for (const name of await readdir(downloads))
    expect([name, hash(await readFile(join(downloads, name)))]).toEqual([name, hash(large)]);

  // Up from the app, and down to the browser, cut in the middle.
  const other = randomBytes(LARGE);
  await choose(ada, 'other.bin', 'application/octet-stream', other);
  await ada.composer().fill('The other one');
  await sendThem(ada);
  await gwen.reads(['The other one']);
  await speed(SLOW);
  const saved = save(gwen, 'other.bin');
  await expect.poll(() => progress(gwen, 'other.bin'), { timeout: PATIENCE, interval: 50 }).toBeGreaterThan(0.2);
  await hub.kill();
  expect(await progress(gwen, 'other.bin')).toBeLessThan(1);
  hub = await startHubProcess(data, ['--port', String(hub.port), '--limit', 'fileChunk=1048576']);
  await tryNow(gwen);
  await speed(-1);
  expect(hash((await saved).bytes)).toBe(hash(other));

  await gwen.button(/^Files$/).click();
  await gwen.page.getByRole('searchbox', { name: 'Name of the file' }).waitFor();
  expect(await objections(gwen.page, 'files-panel')).toEqual([]);
  expect(errors()).toEqual([]);
});

it('gives files harmless names, hands out pages as files, and says when the host is full', { timeout: 120_000 }, async () => {
  const hub = await startHubProcess(await tempFolder(), ['--name', 'Workshop', '--limit', 'roomFiles=1000000']);
  onTestFinished(() => hub.kill());
  const { person: ada, downloads } = await inTheApp('Ada', hub);
  const gwen = await inABrowser('Gwen', hub.url);

  await drop(gwen.page, '..\\..\\up\u0000side.txt', 'text/plain', 'harmless');
  await drop(gwen.page, 'page.html', 'text/html', '<script>alert(1)</script>');
  await expect.poll(() => gwen.button(/^Remove /).count()).toBe(2);
  await sendThem(gwen);
  await expect.poll(() => ada.button(/^Save .*side/).count(), { timeout: PATIENCE }).toBe(1);
  await ada.button(/^Save .*side/).click();
  await expect.poll(async () => (await readdir(downloads)).length, { timeout: PATIENCE }).toBe(1);
  const [name = ''] = await readdir(downloads);
  expect(name).toMatch(/side\.txt$/);
  // eslint-disable-next-line no-control-regex -- that is what must not be there
  expect(name).not.toMatch(/[\\/\u0000]|^\.\./);
  expect(await readFile(join(downloads, name), 'utf8')).toBe('harmless');

  const answer = gwen.page.waitForResponse((response) => new URL(response.url()).pathname.startsWith('/files/'));
  const page = await save(gwen, 'page\\.html');
  expect(page.name).toBe('page.html');
  const headers = (await answer).headers();
  expect(headers['content-type']).toBe('application/octet-stream');
  expect(headers['content-disposition']).toMatch(/^attachment/);

  await choose(gwen, 'film.mp4', 'video/mp4', randomBytes(2_000_000));
  await sendThem(gwen);
  await gwen.sees('Workshop has no room left for files of this size.');
  expect(await objections(gwen.page, 'files-full')).toEqual([]);
  await gwen.button('Cancel film.mp4').click();
  await gwen.page.getByText('film.mp4').waitFor({ state: 'detached' });
});
