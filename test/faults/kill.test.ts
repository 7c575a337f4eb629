/** R1, R4: a hub that is killed at random moments loses nothing that it acknowledged, keeps nothing twice, and has one order. */
import { setTimeout as sleep } from 'node:timers/promises';
import { expect, it } from 'vitest';
import { buildHub, startBuiltHub, unlimited, type BuiltHub } from '../helpers/built-hub';
import { check, Recorder } from '../helpers/checker';
import { FaultClient, settled } from '../helpers/fault-client';
import { cleanUp, tempDir } from '../helpers/hub';
import { long } from '../helpers/random';
import { roomEntries } from '../helpers/room-file';
import { seeded } from '../helpers/seeded';

buildHub();

const KILLS = long ? 1_000 : 100;
const WRITERS = 50;

async function run(durability: 'power' | 'process', repeats: number, kills: number): Promise<void> {
  const random = seeded();
  const about = `seed ${String(random.seed)}`;
  const dataDir = await tempDir();
  const recorder = new Recorder();
  const start = (port = 0): Promise<BuiltHub> => startBuiltHub(dataDir, port, [...unlimited, '--durability', durability]);
  let hub: BuiltHub | null = await start();
  const { port, ws } = hub;
  const clients = Array.from(
    { length: WRITERS },
    (_, n) => new FaultClient({ name: `w${String(n)}`, url: () => (hub ? ws : null), recorder, random, repeats }),
  );
  cleanUp(async () => clients.forEach((client) => client.stop()));
  await settled(clients, () => clients.every(({ live }) => live));
  let written = 0;
  const writeSome = (): void => {
    for (const client of clients)
      for (let n = random.between(0, 4); n > 0; n -= 1) {
        written += 1;
        client.write(`m${String(written)}`, `${client.name} writes ${String(written)}`);
      }
  };
  for (let kill = 0; kill < kills; kill += 1) {
    writeSome();
    // Random moments are what is tested: before the first write, within a sync, while answers go out.
    await sleep(random.fraction() * 40);
    writeSome();
    await sleep(random.fraction() * 10);
    const dying = hub;
    hub = null;
    await dying.end('SIGKILL');
    hub = await start(port);
  }
  await settled(clients, () => clients.every(({ waiting, live }) => waiting === 0 && live));
  const last = Math.max(...clients.map(({ held }) => held));
  await settled(clients, () => clients.every(({ held }) => held >= last));
  clients.forEach((client) => client.stop());
  expect(await hub.end('SIGTERM'), hub.log().slice(-500)).toBe(0);
  const log = await roomEntries(dataDir);
  expect(check(recorder.operations, log, { complete: clients.map(({ name }) => name) }).slice(0, 10), about).toEqual([]);
  expect(log.length, about).toBe(written);
  expect(recorder.acknowledged, about).toBe(written);
  console.log(`${String(kills)} kills, ${String(written)} messages acknowledged, 0 lost, 0 doubled; ${about}, ${durability}`);
}

it(
  'R1: acknowledged is in the log after any kill, once, and everybody has the same order',
  { timeout: long ? 3_600_000 : 180_000 },
  () => run('power', 1, KILLS),
);

it('R4: everything sent one to five times, across kills, is there once', { timeout: long ? 3_600_000 : 180_000 }, () =>
  run('process', 5, Math.ceil(KILLS / 5)),
);
