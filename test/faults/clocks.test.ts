/** R14: clocks that are wrong by years, or go back, change what is shown and nothing else. */
import { expect, it } from 'vitest';
import { Chat } from '../../src/client/chat';
import { systemClock } from '../../src/hub/clock';
import { check, Recorder } from '../helpers/checker';
import { type FakeClock, settle } from '../helpers/fake-clock';
import { FaultClient, settled } from '../helpers/fault-client';
import { cleanUp, startHub, tempDir } from '../helpers/hub';
import { MemoryHub } from '../helpers/memory-hub';
import { memoryPorts } from '../helpers/memory-ports';
import { roomEntries } from '../helpers/room-file';
import { seeded } from '../helpers/seeded';

const YEARS_10 = 10 * 365 * 86_400_000;

it('R14: a hub whose clock jumps, over restarts', async () => {
  const random = seeded();
  const recorder = new Recorder();
  const dataDir = await tempDir();
  let offset = 0;
  const clock = { ...systemClock, now: () => Date.now() + offset };
  const limits = { messageRate: 0, frameRate: 0 };
  let hub = await startHub({ dataDir, clock, limits });
  const clients = ['a', 'b', 'c'].map((name) => new FaultClient({ name, url: () => hub.ws, recorder, random, repeats: 2 }));
  cleanUp(async () => clients.forEach((client) => client.stop()));
  const caughtUp = async (): Promise<void> => {
    await settled(clients, () => clients.every(({ waiting, live }) => waiting === 0 && live));
    const last = Math.max(...clients.map(({ held }) => held));
    await settled(clients, () => clients.every(({ held }) => held >= last));
  };
  let written = 0;
  for (const jump of [0, YEARS_10, -YEARS_10, -1, -86_400_000, 2 * YEARS_10, -2 * YEARS_10]) {
    offset += jump;
    for (const client of clients) for (let n = 0; n < 20; n += 1) client.write(`m${String((written += 1))}`, 'text');
    clients[written % 3]?.cut();
    await caughtUp();
    await hub.stop();
    hub = await startHub({ dataDir, clock, limits });
    await caughtUp();
  }
  clients.forEach((client) => client.stop());
  await hub.stop();
  const log = await roomEntries(dataDir);
  expect(check(recorder.operations, log, { complete: ['a', 'b', 'c'] }).slice(0, 10), `seed ${String(random.seed)}`).toEqual([]);
  expect(log).toHaveLength(written);
  const years = new Set(log.map(({ at }) => new Date(at).getFullYear()));
  expect(years.size).toBeGreaterThan(2);
});

it('R14: a device whose clock jumps writes, reads and comes back', async () => {
  const hub = new MemoryHub();
  const ports = memoryPorts(hub.dial);
  const clock = ports.clock as FakeClock;
  const chat = new Chat(ports);
  cleanUp(() => chat.close());
  const told: string[] = [];
  chat.onTimeline(({ entries }) => told.push(...entries.map(({ text = '' }) => text)));
  await chat.start();
  void chat.join('127.0.0.1');
  await settle();
  const expected: string[] = [];
  for (const jump of [YEARS_10, -2 * YEARS_10, -1, YEARS_10]) {
    clock.step(jump);
    await chat.send('lobby-id', `own ${String(expected.length)}`);
    await settle();
    hub.write('lobby-id', `other ${String(expected.length)}`);
    await settle();
    expected.push(`own ${String(expected.length)}`, `other ${String(expected.length)}`);
    hub.cut();
    hub.write('lobby-id', `missed ${String(expected.length)}`);
    expected.push(`missed ${String(expected.length)}`);
    await clock.advance(1_000);
    expect(chat.state().hub?.connection.phase).toBe('ready');
  }
  expect(told).toEqual(expected);
});
