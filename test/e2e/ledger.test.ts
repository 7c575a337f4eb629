/**
 * The network ledger against the kernel's own count. The app and its pages live on a machine of their own, as Linux makes them: one wire to the hub
 * that the person chose, and a second one on which everything else leaves, DNS included. After a full session nothing has left on the second one,
 * and as many connections were begun as the ledger lists.
 */
import { chmod, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, expect, it } from 'vitest';
import { ensureBrowser } from '../../scripts/ensure-browser.mjs';
import type { PageApi } from '../../src/shared/ipc/contract';
import type { LedgerEntry } from '../../src/shared/ipc/ledger';
import { closeBrowser, screenshot } from '../helpers/browser';
import { BuiltDevice, buildDevice } from '../helpers/built-device';
import { buildHub, startBuiltHub, unlimited } from '../helpers/built-hub';
import { cleanUp, tempDir } from '../helpers/hub';
import { electronProgram, launchApp, type AppHandle } from '../helpers/launch-app';
import { wiredPair, type Namespace } from '../helpers/namespace';
import { Person } from './person';

buildHub();
buildDevice();
afterAll(closeBrowser);

/** Where everything goes that is for nobody on the wire: an address for documentation, so nobody is there. */
const NAMESERVER = '192.0.2.53';

/** The app's machine and the hub's, and the second wire. */
async function ground(): Promise<[Namespace, Namespace] | null> {
  const pair = await wiredPair();
  if (!pair) return null;
  const [here, there] = pair;
  // One version of IP: a host's neighbour discovery would be counted as the app's.
  for (const end of pair)
    end.run(
      'sh',
      '-c',
      'echo 1 > /proc/sys/net/ipv6/conf/eth0/disable_ipv6; echo 1 > /proc/sys/net/ipv6/conf/default/disable_ipv6',
    );
  here.ip('addr add 10.78.0.2/24 dev eth0');
  there.ip('addr add 10.78.0.1/24 dev eth0');
  here.ip(`link add stray0 type veth peer name stray0 netns ${String(there.pid)}`);
  for (const end of pair) end.ip('link set stray0 arp off up');
  here.ip('addr add 198.51.100.2/24 dev stray0');
  here.ip('route add default dev stray0');
  const names = join(await tempDir(), 'resolv.conf');
  await writeFile(names, `nameserver ${NAMESERVER}\n`);
  here.run('mount', '--bind', names, '/etc/resolv.conf');
  return pair;
}

/** A program that runs another one on the app's machine, whoever starts it. */
async function there(prefix: readonly string[], program: string): Promise<string> {
  const path = join(await tempDir(), 'run');
  await writeFile(path, `#!/bin/sh\nexec ${prefix.join(' ')} '${program}' "$@"\n`);
  await chmod(path, 0o755);
  return path;
}

const call = <T>(app: AppHandle, work: (api: PageApi) => Promise<T>): Promise<T> =>
  app.page.evaluate(`(${work.toString()})(window.hearth)`) as Promise<T>;

it('lists every connection that was begun, and nothing else leaves', { timeout: 240_000 }, async ({ skip }) => {
  if (electronProgram() !== null) return skip("Electron's own runtime is not started in a network namespace by this test");
  const pair = await ground();
  if (!pair)
    return skip('this user may not make network namespaces (root and `ip` are needed), so nobody counted what the app sends');
  const [here, beyond] = pair;
  const flags = [...unlimited, '--host', '0.0.0.0', '--name', 'Workshop'];
  const hubFolder = await tempDir();
  const hub = await startBuiltHub(hubFolder, 0, flags, [], beyond.prefix);
  cleanUp(async () => void (await hub.end('SIGKILL')));
  const address = `10.78.0.1:${String(hub.port)}`;

  const before = process.env['HEARTH_CHROMIUM'];
  process.env['HEARTH_CHROMIUM'] = await there(here.prefix, ensureBrowser());
  cleanUp(async () => {
    if (before === undefined) delete process.env['HEARTH_CHROMIUM'];
    else process.env['HEARTH_CHROMIUM'] = before;
  });
  const begin = here.counters();
  const app = await launchApp({ dataDir: await tempDir(), node: await there(here.prefix, process.execPath) });
  cleanUp(() => app.kill());
  const ada = new Person(app.page, 'Ada');

  // Joins, writes, receives, sees links and what would be fetched for a preview.
  await ada.join(address);
  await ada.isIn('lobby');
  await ada.writes('from the app');
  const ben = new BuiltDevice(await tempDir(), `wss://${address}/`, beyond.prefix);
  cleanUp(() => ben.kill());
  await ben.said('ready');
  ben.write('look at https://example.org/picture.png and http://192.0.2.7/');
  await ada.sees('look at');
  await app.page.getByRole('link').first().hover();
  await app.page.getByRole('link').first().click();
  await app.page.getByRole('alertdialog').getByRole('button', { name: 'Cancel' }).click();

  // The hub goes away and comes back; the machine sleeps and wakes.
  await hub.end('SIGKILL');
  await ada.writes('meanwhile');
  await expect.poll(async () => (await ledger(app))[0]?.answered).toBe(false);
  const again = await startBuiltHub(hubFolder, hub.port, flags, [], beyond.prefix);
  cleanUp(async () => void (await again.end('SIGKILL')));
  await app.emitPower('resume');
  await ada.reads(['from the app', 'meanwhile']);
  await expect
    .poll(async () => (await call(app, (api) => api.getState())).hub?.connection.phase, { timeout: 30_000 })
    .toBe('ready');

  // Hosts a place of its own.
  await call(app, (api) => api.leaveHub());
  await ada.button('Settings').click();
  await app.page.getByRole('tab', { name: 'Network' }).click();
  await ada.sees('Connections of this app');
  await screenshot(app.page, 'ledger');
  await app.page.keyboard.press('Escape');
  await ada.button('Host a room').click();
  await ada.field('Name of the place').fill('Home');
  await ada.field('Port').fill('8123');
  await ada.button('Start hosting').click();
  await ada.isIn('lobby');
  await ada.writes('at home');
  await ada.reads(['at home']);
  // Names of the network, if a page could ask for any.
  await app.page.evaluate(() => fetch('http://example.org/').catch(() => undefined));
  await app.page.evaluate(() => void (new Image().src = 'http://192.0.2.7/pixel.png'));
  await call(app, (api) => api.stopHosting());

  const list = await ledger(app);
  const end = here.counters();
  const attempts = list.reduce((sum, entry) => sum + entry.attempts, 0);
  console.log(
    `ledger: ${String(attempts)} connections to ${[...new Set(list.map((entry) => entry.address))].join(', ')}; the kernel counted ` +
      `${String(end.opened - begin.opened)}, ${String(end.datagrams - begin.datagrams)} datagrams, ${String(end.sent['stray0'])} packets elsewhere`,
  );
  expect(new Set(list.map((entry) => entry.address))).toEqual(new Set([address, '127.0.0.1:8123']));
  expect(list.filter((entry) => entry.why !== 'chat')).toEqual([]);
  expect(list.filter((entry) => entry.answered && (entry.sent === 0 || entry.received === 0 || !entry.encrypted))).toEqual([]);
  expect(end.opened - begin.opened).toBe(attempts);
  expect(end.datagrams - begin.datagrams).toBe(0);
  expect(end.sent['stray0']).toBe(begin.sent['stray0']);
  expect(app.pageErrors().filter((text) => !/Content Security Policy|Failed to fetch|refused/i.test(text))).toEqual([]);
  await app.close();
  expect(here.counters()).toMatchObject({ opened: end.opened, datagrams: end.datagrams });

  // The meter sees what it should: a name that is looked up, and a connection to elsewhere.
  here.run('node', '-e', "require('node:dns').resolve4('example.org', () => {}); setTimeout(() => process.exit(), 300)");
  here.run(
    'node',
    '-e',
    "require('node:net').connect(80, '192.0.2.7').on('error', () => {}); setTimeout(() => process.exit(), 300)",
  );
  const shown = here.counters();
  expect(shown.datagrams).toBeGreaterThan(end.datagrams);
  expect(shown.opened).toBe(end.opened + 1);
  expect(shown.sent['stray0'] ?? 0).toBeGreaterThan((end.sent['stray0'] ?? 0) + 1);
});

/** Newest first. */
function ledger(app: AppHandle): Promise<LedgerEntry[]> {
  return call(app, (api) => api.device('loadLedger'));
}
