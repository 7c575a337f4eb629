import { readFile, readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import type { Clock } from '../../src/hub/clock';
import { systemClock } from '../../src/hub/clock';
import type { Entry } from '../../src/shared/protocol';
import { tempDir, startHub } from '../helpers/hub';
import { newDevice, person } from '../helpers/raw-client';

const DAY = 24 * 60 * 60 * 1_000;

/** The machine's clock, some days later; timers of the passes are called by the test. */
function laterClock(): Clock & { days: number; pass(): void } {
  const passes: (() => void)[] = [];
  return {
    ...systemClock,
    days: 0,
    now() {
      return Date.now() + this.days * DAY;
    },
    every(ms, callback) {
      if (ms < 60 * 60 * 1_000) return systemClock.every(ms, callback);
      passes.push(callback);
      return () => undefined;
    },
    pass: () => passes.forEach((callback) => callback()),
  };
}

const entriesOf = async (dataDir: string, room: string): Promise<Entry[]> =>
  JSON.parse(await readFile(join(dataDir, 'rooms', `${room}.json`), 'utf8')) as Entry[];

describe('retention', () => {
  it('drops old messages, goes on with the sequence, and still knows their ids', async () => {
    const dataDir = await tempDir();
    const clock = laterClock();
    const hub = await startHub({ dataDir, clock, retainDays: 30, limits: { messageRate: 0 } });
    const device = newDevice();
    const ann = await person(hub, 'Ann', device);
    const { room } = ann;
    for (const id of ['a', 'b', 'c']) {
      ann.send({ type: 'send', room, id, text: `old ${id}` });
      await ann.heard(`old ${id}`);
    }
    clock.days = 40;
    ann.send({ type: 'send', room, id: 'd', text: 'new' });
    await ann.heard('new');
    clock.pass();
    await expect.poll(async () => (await entriesOf(dataDir, room)).map(({ seq }) => seq)).toEqual([4]);
    await expect.poll(() => hub.log).toContainEqual(expect.objectContaining({ event: 'retain', room, dropped: 3 }));
    expect(await ann.ask({ type: 'history', room, after: 0 })).toMatchObject({ entries: [{ seq: 4 }], more: false });
    expect(await ann.ask({ type: 'history', room, before: 4 })).toMatchObject({ entries: [], more: false });
    ann.send({ type: 'send', room, id: 'a', text: 'old a' });
    await ann.error({ code: 'conflict', id: 'a' });
    ann.send({ type: 'send', room, id: 'e', text: 'next' });
    expect((await ann.heard('next')).seq).toBe(5);
  });

  it('is off by default', async () => {
    const dataDir = await tempDir();
    const clock = laterClock();
    const hub = await startHub({ dataDir, clock });
    const ann = await person(hub, 'Ann');
    ann.send({ type: 'send', room: ann.room, id: 'a', text: 'old' });
    ann.send({ type: 'send', room: ann.room, id: 'b', text: 'older' });
    await ann.heard('older');
    clock.days = 40_000;
    clock.pass();
    await hub.stop();
    expect(await entriesOf(dataDir, ann.room)).toHaveLength(2);
    expect((await readdir(join(dataDir, 'rooms'))).filter((name) => name.endsWith('.tmp'))).toEqual([]);
  });
});

describe('an id that may have been used', () => {
  it('is looked for without letting what follows overtake it, whoever asks', async () => {
    const dataDir = await tempDir();
    const device = newDevice();
    let hub = await startHub({ dataDir, limits: { messageRate: 0 } });
    const first = await person(hub, 'Ann', device);
    first.send({ type: 'send', room: first.room, id: 'used', text: 'once' });
    await first.heard('once');
    await hub.stop();
    hub = await startHub({ dataDir, limits: { messageRate: 0 } });
    const [desk, phone] = [await person(hub, 'Ann', device), await person(hub, 'Ann', device)];
    const { room } = desk;
    for (const client of [desk, phone]) {
      client.send({ type: 'send', room, id: 'used', text: 'once' });
      client.send({ type: 'send', room, id: 'both', text: 'from both' });
    }
    desk.send({ type: 'send', room, id: 'last', text: 'last' });
    await Promise.all([desk.heard('last'), phone.heard('last')]);
    const bySeq = desk.entries().sort((a, b) => a.seq - b.seq);
    expect(bySeq.map(({ seq, text }) => [seq, text])).toEqual([
      [1, 'once'],
      [2, 'from both'],
      [3, 'last'],
    ]);
  });
});
