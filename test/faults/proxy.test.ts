/** R6: connections that networks do everything to, to clients of two kinds, while the hub is killed now and then. */
import { setTimeout as sleep } from 'node:timers/promises';
import { expect, it } from 'vitest';
import { buildHub, startBuiltHub, unlimited, type BuiltHub } from '../helpers/built-hub';
import { check, Recorder } from '../helpers/checker';
import { Device } from '../helpers/device';
import { FaultClient } from '../helpers/fault-client';
import { FaultProxy, type Cut, type Toxics } from '../helpers/fault-proxy';
import { cleanUp, tempDir } from '../helpers/hub';
import { long, type SeededRandom } from '../helpers/random';
import { roomEntries } from '../helpers/room-file';
import { seeded } from '../helpers/seeded';

buildHub();

const CUTS = long ? 5_000 : 1_000;
const CLIENTS = 20;
const DEVICES = 4;
const RESTARTS = long ? 10 : 4;

/** The app's timers go so much faster here: it gives a silent hub up after 1.3 s. */
const SPEED = 10;

const pick = <T>(random: SeededRandom, from: readonly T[]): T => from[random.between(0, from.length - 1)] as T;

/** Each connection has a weather of its own, and an end: before hello, in a page, much later. */
function weather(random: SeededRandom, ends: readonly Cut[]): Toxics {
  const chance = (share: number): boolean => random.fraction() < share;
  return {
    ...(chance(0.3) ? { latency: random.between(1, 30), jitter: random.between(0, 30) } : {}),
    ...(chance(0.3) ? { slicer: pick(random, [1, 7, 64, 1_400]) } : {}),
    ...(chance(0.2) ? { bandwidth: random.between(50, 500) * 1_024 } : {}),
    cut: {
      kind: pick(random, ends),
      after: random.between(1, pick(random, [1_000, 10_000, 60_000])),
      gone: random.between(0, 300),
    },
  };
}

/** @param patience - ms. @throws where it does not come true */
async function until(what: () => string, holds: () => boolean, patience: number): Promise<void> {
  for (const end = performance.now() + patience; !holds(); await sleep(20))
    if (performance.now() > end) throw new Error(`after ${String(patience)} ms: ${what()}`);
}

it('R6: no loss, no double, one order, through every fault of a network', { timeout: long ? 3_600_000 : 600_000 }, async () => {
  const random = seeded();
  const about = `seed ${String(random.seed)}`;
  const dataDir = await tempDir();
  const recorder = new Recorder();
  let hub = await startBuiltHub(dataDir, 0, [...unlimited, '--limit', 'heartbeat=1000']);
  const { port } = hub;
  const proxy = (ends: readonly Cut[]): Promise<FaultProxy> =>
    new FaultProxy({ random, port, toxics: (own) => weather(own, ends) }).start();
  // The fault client asks nobody whether they are still there, so what swallows its words ends some time; the app must find out.
  const forClients = await proxy(['reset', 'close', 'half-open then gone']);
  const forDevices = await proxy(['reset', 'close', 'half-open', 'half-open then gone']);
  const proxies = [forClients, forDevices];
  const cuts = (): number => proxies.reduce((sum, { total }) => sum + total, 0);
  for (const one of proxies) one.calm();
  const url = `ws://127.0.0.1:${String(forClients.port)}/ws`;
  const clients = Array.from(
    { length: CLIENTS },
    (_, n) => new FaultClient({ name: `c${String(n)}`, url: () => url, recorder, random, repeats: 2 }),
  );
  cleanUp(async () => clients.forEach((client) => client.stop()));
  const devices = await Promise.all(
    Array.from({ length: DEVICES }, async (_, n) => {
      const device = await Device.open({ name: `d${String(n)}`, folder: await tempDir(), recorder, speed: SPEED });
      cleanUp(() => device.chat.close());
      expect(await device.chat.join(`ws://127.0.0.1:${String(forDevices.port)}/`), about).toEqual({ ok: true, value: null });
      return device;
    }),
  );
  cleanUp(async () => void (await Promise.all(proxies.map((one) => one.stop()))));
  await until(
    () => 'nobody is in',
    () => clients.every(({ live }) => live),
    60_000,
  );

  for (const one of proxies) one.storm();
  let written = 0;
  let restarts = 0;
  const text = (): string => `${String((written += 1))} ${'x'.repeat(random.between(0, random.fraction() < 0.1 ? 4_000 : 100))}`;
  while (cuts() < CUTS) {
    for (const client of clients) if (client.waiting < 20 && random.fraction() < 0.2) client.write(`m${String(written)}`, text());
    for (const device of devices) if (random.fraction() < 0.05) await device.write(text());
    if (restarts < RESTARTS && cuts() > ((restarts + 1) * CUTS) / (RESTARTS + 1)) {
      restarts += 1;
      hub = await restart(hub, random, dataDir, port);
    }
    await sleep(random.between(0, 10));
  }

  for (const one of proxies) one.calm();
  const idle = (): boolean =>
    clients.every(({ live, waiting }) => live && waiting === 0) && devices.every(({ settled }) => settled);
  const held = (): number[] => [...clients, ...devices].map((one) => one.held);
  const where = (): string => `${about}: ${held().join(' ')} of ${String(written)}`;
  await until(where, () => idle() && Math.min(...held()) === Math.max(...held()), 120_000);
  clients.forEach((client) => client.stop());
  for (const device of devices) await device.chat.close();
  expect(await hub.end('SIGTERM'), hub.log().slice(-500)).toBe(0);
  const log = await roomEntries(dataDir);
  const complete = [...clients, ...devices].map(({ name }) => name);
  expect(check(recorder.operations, log, { complete }).slice(0, 10), about).toEqual([]);
  expect(log.length, about).toBe(written);
  expect(recorder.acknowledged, about).toBe(written);
  for (const one of proxies) for (const [kind, count] of one.cuts) expect(count, kind).toBeGreaterThan(CUTS / 500);
  const kinds = proxies.map((one) => JSON.stringify(Object.fromEntries(one.cuts))).join(' and ');
  console.log(
    `${String(cuts())} cuts (${kinds}), ${String(restarts)} restarts, ${String(written)} messages, 0 lost, 0 doubled; ${about}`,
  );
});

/** Killed or stopped, in turn by chance, and back after a while. */
async function restart(hub: BuiltHub, random: SeededRandom, dataDir: string, port: number): Promise<BuiltHub> {
  await hub.end(random.fraction() < 0.5 ? 'SIGKILL' : 'SIGTERM');
  await sleep(random.between(0, 500));
  return startBuiltHub(dataDir, port, [...unlimited, '--limit', 'heartbeat=1000']);
}
