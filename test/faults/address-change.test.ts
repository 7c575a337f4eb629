/** R17: an address changes while people write: they are back within 10 s with nothing lost or doubled, in the same place. */
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { beforeEach, describe, expect, it, type TestContext } from 'vitest';
import { BuiltDevice, buildDevice } from '../helpers/built-device';
import { buildHub, startBuiltHub, unlimited, type BuiltHub } from '../helpers/built-hub';
import { cleanUp, tempDir } from '../helpers/hub';
import { wiredPair, type Namespace } from '../helpers/namespace';
import { roomEntries } from '../helpers/room-file';
import { within } from '../helpers/within';

buildHub();
buildDevice();

/** Until the person is in the room again, ms. */
const PROMISED = 10_000;

interface Ground {
  /** The host's machine and the other person's, on one wire. */
  host: Namespace;
  guest: Namespace;
  hub: BuiltHub;
  dataDir: string;
}

let ground: Ground | null;

beforeEach(async () => {
  ground = null;
  const pair = await wiredPair();
  if (!pair) return;
  const [host, guest] = pair;
  host.ip('addr add 10.78.0.1/24 dev eth0');
  guest.ip('addr add 10.78.0.2/24 dev eth0');
  const dataDir = await tempDir();
  const flags = [...unlimited, '--host', '0.0.0.0', '--guests', 'plain', '--allow-host', 'hub.test'];
  const hub = await startBuiltHub(dataDir, 0, flags, [], host.prefix);
  cleanUp(async () => void (await hub.end('SIGKILL')));
  ground = { host, guest, hub, dataDir };
});

/** @returns when each join of the room was logged, on the clock of `performance` */
function joins(hub: BuiltHub): number[] {
  const times: number[] = [];
  const count = (): number => hub.log().match(/"event":"join"/g)?.length ?? 0;
  hub.child.stderr?.on('data', () => {
    while (times.length < count()) times.push(performance.now());
  });
  return times;
}

const idOf = (hub: BuiltHub): string => /"hubId":"([\w-]{43})"/.exec(hub.events())?.[1] ?? '';

/** Joins, writes all the time, lets `change` happen meanwhile, and judges what became of it. */
async function writeThrough({ hub, dataDir, guest }: Ground, url: string, change: () => void | Promise<void>): Promise<void> {
  const folder = await tempDir();
  const times = joins(hub);
  const device = new BuiltDevice(folder, url, guest.prefix);
  cleanUp(() => device.kill());
  await device.said('ready');
  const known = (): Promise<{ id: string; trust?: string }[]> =>
    readFile(join(folder, 'hubs.json'), 'utf8').then((text) => JSON.parse(text) as { id: string; trust?: string }[]);
  const [before] = await known();
  let written = 0;
  const write = (): void => device.write(`message ${String((written += 1))}`);
  for (; written < 20; await sleep(20)) write();
  const first = times.length;
  await change();
  const changed = performance.now();
  // A person writes on meanwhile.
  await within(PROMISED, async () => {
    for (; times.length === first && performance.now() - changed < 4 * PROMISED; await sleep(50)) write();
  });
  const took = (times[first] ?? Infinity) - changed;
  for (let n = 0; n < 10; n += 1) write();
  await device.drain();
  expect(await hub.end('SIGTERM'), hub.log().slice(-500)).toBe(0);
  const texts = (await roomEntries(dataDir)).map(({ text }) => text);
  expect(texts).toEqual(Array.from({ length: written }, (_, n) => `message ${String(n + 1)}`));
  expect(device.accepted).toHaveLength(written);
  const after = await known();
  expect(after.map(({ id, trust }) => ({ id, trust }))).toEqual([{ id: before?.id, trust: before?.trust }]);
  console.log(`back after ${took.toFixed(0)} ms, ${String(written)} messages, 0 lost, 0 doubled`);
}

/** What this user may not have is no failure of Hearth's. */
function needed(skip: TestContext['skip']): Ground {
  return ground ?? skip('this user may not make network namespaces');
}

describe('R17', () => {
  it('the host loses the address that is in use, and has another one of the invite', { timeout: 90_000 }, async ({ skip }) => {
    const here = needed(skip);
    const { host, guest, hub } = here;
    // Another network between them, as of cable and Wi-Fi. Nobody has 10.79.0.9.
    host.ip('addr add 10.79.0.1/24 dev eth0');
    guest.ip('addr add 10.79.0.2/24 dev eth0');
    await writeThrough(
      here,
      `https://10.78.0.1:${String(hub.port)}/#a=10.79.0.9,10.79.0.1&k=${idOf(hub)}`,
      () => void host.ip('addr del 10.78.0.1/24 dev eth0'),
    );
  });

  it('the host has an address that nobody knew, and its name leads there', { timeout: 90_000 }, async ({ skip }) => {
    const here = needed(skip);
    const { host, guest, hub } = here;
    const names = join(await tempDir(), 'hosts');
    await writeFile(names, '127.0.0.1 localhost\n10.78.0.1 hub.test\n');
    guest.run('mount', '--bind', names, '/etc/hosts');
    await writeThrough(here, `ws://hub.test:${String(hub.port)}/`, async () => {
      host.ip('addr del 10.78.0.1/24 dev eth0');
      host.ip('addr add 10.78.0.7/24 dev eth0');
      await writeFile(names, '127.0.0.1 localhost\n10.78.0.7 hub.test\n');
    });
  });

  it('the address of the one who writes changes', { timeout: 90_000 }, async ({ skip }) => {
    const here = needed(skip);
    const { guest, hub } = here;
    await writeThrough(here, `ws://10.78.0.1:${String(hub.port)}/`, () => {
      guest.ip('addr del 10.78.0.2/24 dev eth0');
      guest.ip('addr add 10.78.0.4/24 dev eth0');
    });
  });
});
