/** The built app, driven by its window: host, write, be told, be offline, come back. */
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, expect, it, onTestFinished } from 'vitest';
import type { ChatApi, HostingState } from '../../src/shared/ipc/chat-api';
import { closeBrowser, screenshot } from '../helpers/browser';
import { freePort } from '../helpers/free-port';
import { launchApp, type AppHandle, type LaunchOptions } from '../helpers/launch-app';
import { ScriptClient } from '../helpers/script-client';
import { tempFolder } from '../helpers/temp-folder';
import { Person } from './person';

afterAll(closeBrowser);

async function launch(options: LaunchOptions): Promise<{ app: AppHandle; person: Person }> {
  const app = await launchApp(options);
  onTestFinished(() => app.kill());
  return { app, person: new Person(app.page, 'Ada') };
}

/** Hosts through the form; resolves in the room, with the socket for scripts. */
async function host({ app, person }: { app: AppHandle; person: Person }): Promise<string> {
  const port = await freePort();
  await person.field('Your name').fill(person.name);
  await person.button('Host a room').click();
  await person.field('Name of the place').fill('Workshop');
  await person.field('Port').fill(String(port));
  await person.button('Start hosting').click();
  await person.isIn('lobby');
  expect(app.pageErrors()).toEqual([]);
  return `ws://127.0.0.1:${String(port)}/ws`;
}

const hosting = (app: AppHandle): Promise<HostingState> =>
  app.page.evaluate(async () => (await (window as unknown as { hearth: ChatApi }).hearth.getState()).hosting);

/** MiB in use after a collection. */
async function heap({ page }: AppHandle): Promise<number> {
  const session = await page.context().newCDPSession(page);
  await session.send('HeapProfiler.collectGarbage');
  const { usedSize } = await session.send('Runtime.getHeapUsage');
  await session.detach();
  return usedSize / 1024 / 1024;
}

it('opens on the first screen, with a name filled in and two ways to begin', async () => {
  const begun = performance.now();
  const { app, person } = await launch({ dataDir: await tempFolder() });
  await person.button('Host a room').waitFor();
  console.log(`first screen after ${(performance.now() - begun).toFixed(0)} ms (${app.runtime})`);
  await screenshot(app.page, 'app-first-screen');
  expect(await person.field('Your name').inputValue()).not.toBe('');
  expect(await person.button('Join').count()).toBe(1);
  expect(app.pageErrors()).toEqual([]);
});

it('keeps what was said in a JSON file, and one click hosts the same place again with everything in it', async () => {
  const dataDir = await tempFolder();
  const first = await launch({ dataDir });
  const ws = await host(first);
  console.log(`JS heap with an empty room: ${(await heap(first.app)).toFixed(1)} MiB (${first.app.runtime})`);
  await first.person.writes('the kettle is on');
  await first.person.reads(['the kettle is on']);
  await screenshot(first.app.page, 'app-hosting');
  await first.app.close();

  const [hub = ''] = readdirSync(join(dataDir, 'history'));
  const [room = ''] = readdirSync(join(dataDir, 'history', hub)).filter((name) => name.endsWith('.json'));
  const kept = JSON.parse(readFileSync(join(dataDir, 'history', hub, room), 'utf8')) as { text: string }[];
  expect(kept.map(({ text }) => text)).toEqual(['the kettle is on']);

  const second = await launch({ dataDir });
  await screenshot(second.app.page, 'app-last-time');
  await second.person.button(/^Workshop/).click();
  await second.person.reads(['the kettle is on']);
  const ben = await ScriptClient.connect(ws, { name: 'Ben', history: '5' });
  onTestFinished(() => ben.close());
  await ben.until(() => ben.messages.length === 1);
  expect(ben.messages).toEqual(['the kettle is on']);
  expect(second.app.pageErrors()).toEqual([]);
});

it('keeps places of different names apart', async () => {
  const { app, person } = await launch({ dataDir: await tempFolder() });
  await host({ app, person });
  await person.writes('said in the workshop');
  await person.reads(['said in the workshop']);
  const stop = async (): Promise<void> => {
    await person.button('Stop hosting').click();
    await person.page.getByRole('alertdialog').getByRole('button', { name: 'Stop hosting' }).click();
    await person.button('Host a room').waitFor();
  };
  await stop();
  await person.button('Host a room').click();
  await person.field('Name of the place').fill('Family');
  await person.field('Port').fill(String(await freePort()));
  await person.button('Start hosting').click();
  await person.sees('This is the beginning of #lobby.');
  expect(await person.order(['said in the workshop'])).toEqual([]);
  await stop();
  // Both are there, and the first one still has what was said in it.
  await person.button(/^Family/).waitFor();
  await person.button(/^Workshop/).click();
  await person.reads(['said in the workshop']);
});

it('tells of a message while nobody looks, counts it, and opens its room on a click', async () => {
  const { app, person } = await launch({ dataDir: await tempFolder() });
  const ws = await host({ app, person });
  const ben = await ScriptClient.connect(ws, { name: 'Ben' });
  onTestFinished(() => ben.close());
  await person.writes('mine');
  await ben.until(() => ben.messages.includes('mine'));
  expect(await app.notifications()).toEqual([]);

  await app.setFocused(false);
  ben.send({ message: 'are you there?' });
  await expect.poll(() => app.notifications()).toEqual([{ title: 'Ben · #lobby', body: 'are you there?' }]);
  await expect.poll(() => app.badge()).toBe(1);
  await app.clickNotification(-1);
  await expect.poll(() => app.badge()).toBe(0);
  await person.reads(['mine', 'are you there?']);
});

it('goes on hosting when its window is closed, and says so once', async () => {
  const { app, person } = await launch({ dataDir: await tempFolder() });
  const ws = await host({ app, person });
  const ben = await ScriptClient.connect(ws, { name: 'Ben' });
  onTestFinished(() => ben.close());
  await app.closeWindow();
  await expect.poll(async () => (await app.window()).visible).toBe(false);
  expect((await app.notifications()).map(({ title }) => title)).toEqual(['Hearth keeps hosting']);
  ben.send({ message: 'still here' });
  await ben.until(() => ben.messages.includes('still here'));
  await app.close();
  await ben.until(() => ben.closeCode !== null);
  expect(ben.closeCode).toBe(1001);
});

it('survives its hub: the window stays and says so, and hosting again brings everything back', async () => {
  const { app, person } = await launch({ dataDir: await tempFolder() });
  await host({ app, person });
  await person.writes('before');
  await person.reads(['before']);
  await app.killHub();
  await expect.poll(() => hosting(app)).toMatchObject({ phase: 'failed', problem: { code: 'hub_crashed' } });
  await person.reads(['before']);
  await screenshot(app.page, 'app-hub-crashed');
  await person.writes('meanwhile');
  await person.sees('Hosting ended unexpectedly.');
  await person.button('Host again').click();
  await person.reads(['before', 'meanwhile']);
  await expect.poll(() => hosting(app), { timeout: 20_000 }).toMatchObject({ phase: 'live', members: [{ name: 'Ada' }] });
});

it('shows itself when it is started again, and asks about the link it was started with (E22)', async () => {
  const dataDir = await tempFolder();
  const { app, person } = await launch({ dataDir });
  await person.button('Host a room').waitFor();
  const link = 'hearth://192.0.2.7:8080/';
  await expect(launchApp({ dataDir, args: [link] })).rejects.toThrow('ended before its window opened');
  await person.sees('Join 192.0.2.7:8080?');
  await screenshot(app.page, 'app-invite');
});

it('asks about the link of a cold start as soon as its page can', async () => {
  const { person } = await launch({ dataDir: await tempFolder(), args: ['hearth://192.0.2.8:9000/'] });
  await person.sees('Join 192.0.2.8:9000?');
});

it('writes nothing outside its data directory', async () => {
  const dataDir = await tempFolder();
  const home = await tempFolder();
  const { app } = await launch({ dataDir, env: { HOME: home, XDG_CONFIG_HOME: home } });
  await app.close();
  expect(existsSync(join(dataDir, 'identity.pem'))).toBe(true);
  expect(readdirSync(home)).toEqual([]);
});
