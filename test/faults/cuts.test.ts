/** R5, R6: connections break all the time, and everybody ends with the same view, gapless. */
import { setTimeout as sleep } from 'node:timers/promises';
import { expect, it } from 'vitest';
import { check, Recorder } from '../helpers/checker';
import { FaultClient, settled } from '../helpers/fault-client';
import { cleanUp, startHub } from '../helpers/hub';
import { long, type SeededRandom } from '../helpers/random';
import { roomEntries } from '../helpers/room-file';
import { seeded } from '../helpers/seeded';

const open = { messageRate: 0, frameRate: 0 };

function crowd(names: string[], url: () => string, options: { random: SeededRandom; recorder: Recorder }): FaultClient[] {
  const clients = names.map((name) => new FaultClient({ name, url, ...options }));
  cleanUp(async () => clients.forEach((client) => client.stop()));
  return clients;
}

async function allCaughtUp(clients: FaultClient[]): Promise<void> {
  await settled(clients, () => clients.every(({ waiting, live }) => waiting === 0 && live));
  const last = Math.max(...clients.map(({ held }) => held));
  await settled(clients, () => clients.every(({ held }) => held >= last));
}

it('R5: 50 clients who are cut again and again see one order, without gap or double', { timeout: 600_000 }, async () => {
  const random = seeded();
  const recorder = new Recorder();
  const hub = await startHub({ limits: open });
  const clients = crowd(
    Array.from({ length: 50 }, (_, n) => `c${String(n)}`),
    () => hub.ws,
    { random, recorder },
  );
  const each = long ? 2_000 : 60;
  let cuts = 0;
  for (let n = 0; n < each; n += 1) {
    for (const client of clients) {
      client.write(`${client.name}-${String(n)}`, `${String(n)} of ${client.name}`);
      if (random.fraction() < 0.03) {
        client.cut();
        cuts += 1;
      }
    }
    await sleep(random.between(0, 3));
  }
  await allCaughtUp(clients);
  await hub.stop();
  const log = await roomEntries(hub.dataDir);
  const about = `seed ${String(random.seed)}, ${String(cuts)} cuts`;
  expect(check(recorder.operations, log, { complete: clients.map(({ name }) => name) }).slice(0, 10), about).toEqual([]);
  expect(log).toHaveLength(50 * each);
  expect(cuts, about).toBeGreaterThan(20);
});

it('R6: one who was away for 10,000 entries gets them all, while others write on', async () => {
  const random = seeded();
  const recorder = new Recorder();
  const hub = await startHub({ limits: open, durability: 'process' });
  const writers = crowd(['a', 'b', 'c'], () => hub.ws, { random, recorder });
  for (let n = 0; n < 10_000; n += 1) writers[n % 3]?.write(`m${String(n)}`, `message ${String(n)}`);
  await allCaughtUp(writers);
  const [back] = crowd(['back'], () => hub.ws, { random, recorder }) as [FaultClient];
  for (let n = 0; !back.live; n += 1) {
    writers[0]?.write(`live${String(n)}`, `meanwhile ${String(n)}`);
    await sleep(1);
  }
  await allCaughtUp([...writers, back]);
  await hub.stop();
  const log = await roomEntries(hub.dataDir);
  expect(log.length).toBeGreaterThan(10_000);
  expect(check(recorder.operations, log, { complete: ['a', 'b', 'c', 'back'] }).slice(0, 10)).toEqual([]);
});
