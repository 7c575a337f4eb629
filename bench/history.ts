/** What one more message costs the history file, and what a long history costs: opening, memory, remembering ids. */
import { cp, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { WebSocket } from 'ws';
import { createHub } from '../src/hub/hub';
import { SUBPROTOCOL, type Entry } from '../src/shared/protocol';
import type { JsonLog } from '../src/storage/json-log';
import { entry, filledLog, idsOf, openLog } from './history-data';
import { electronStoreAt, lowdbAt } from './history-peers';
import { idleRoom } from './idle-room';
import { median, rowOf, type BenchRow } from './row';

/** Microseconds of each of `times`. */
async function timed(times: number, one: (i: number) => unknown): Promise<number> {
  const start = process.hrtime.bigint();
  for (let i = 0; i < times; i += 1) await one(i);
  return Number(process.hrtime.bigint() - start) / 1_000 / times;
}

/** Runs both in turn, the first one changing, after one round that is not counted. */
async function paired(runs: number, own: () => Promise<number>, other: () => Promise<number>): Promise<[number[], number[]]> {
  const results: [number[], number[]] = [[], []];
  for (let run = -1; run < runs; run += 1) {
    const pair = [0, 0];
    for (const which of run % 2 === 0 ? [0, 1] : [1, 0]) pair[which] = await (which === 0 ? own() : other());
    if (run < 0) continue;
    results[0].push(pair[0] as number);
    results[1].push(pair[1] as number);
  }
  return results;
}

/** Adds so many messages to a log; resolves with microseconds for each. */
function adder(log: JsonLog<Entry>, times: number): () => Promise<number> {
  return () => timed(times, () => log.append([entry((log.last ?? 0) + 1)]));
}

async function appendRows(folder: string, runs: number): Promise<BenchRow[]> {
  const rows: BenchRow[] = [];
  const peers = [
    [10_000, 'lowdb', await lowdbAt(folder, 10_000), 10],
    [100_000, 'electron-store', electronStoreAt(folder, 100_000), 1],
  ] as const;
  for (const [count, peerName, add, peerTimes] of peers) {
    for (const [synced, durability, times] of [
      [false, 'process', 500],
      [true, 'power', 50],
    ] as const) {
      const path = join(folder, `append-${count}-${durability}.json`);
      const log = await filledLog(path, count, durability);
      const [hearth, peer] = await paired(runs, adder(log, times), () => timed(peerTimes, add));
      await log.close();
      const note =
        peerName === 'lowdb'
          ? 'lowdb 7 as it is, which does not sync'
          : 'conf 15, which electron-store is made of; it is outside Electron here';
      const how = `per message: ${times} appends${synced ? ', fdatasync each,' : ''} against ${peerTimes} rewrites (${note}), in turn, medians`;
      const about = { bench: 'history', case: `one message at ${count.toLocaleString('en')}, ${synced ? 'synced' : 'no sync'}` };
      rows.push(rowOf({ ...about, peerName, unit: 'µs', how }, hearth, peer));
    }
  }
  return rows;
}

/** Cases of one log of 1,000,000 entries against one of few. */
async function largeRows(folder: string, runs: number): Promise<BenchRow[]> {
  const rows: BenchRow[] = [];
  const [large, small, tiny] = ['large', 'small', 'tiny'].map((name) => join(folder, `${name}.json`)) as [string, string, string];
  const logs = {
    large: await filledLog(large, 1_000_000),
    small: await filledLog(small, 1_000),
    tiny: await filledLog(tiny, 10),
  };
  const add = await paired(runs, adder(logs.large, 2_000), adder(logs.tiny, 2_000));
  const same = 'a ratio of 1 means that size does not matter';
  const about = { bench: 'history', unit: 'µs' };
  rows.push(
    rowOf(
      {
        ...about,
        case: 'one message at 1,000,000, no sync',
        peerName: 'itself at 10',
        how: `per message: 2,000 appends to each file, in turn, medians; ${same}`,
      },
      ...add,
    ),
  );

  const ids = { large: idsOf(large, logs.large), small: idsOf(small, logs.small) };
  await Promise.all([ids.large.ready(), ids.small.ready()]);
  for (const [what, times, name] of [
    ['never used', 20_000, (i: number) => `new ${Math.random()} ${i}`],
    ['used before', 300, (i: number, count: number) => entry(1 + ((i * 7_919) % count)).id],
  ] as const) {
    const ask = (table: typeof ids.large, count: number) => () => timed(times, (i) => table.find(name(i, count)));
    const found = await paired(runs, ask(ids.large, 1_000_000), ask(ids.small, 900));
    const how = `per question: ${times} of them, ids on disk, filter in memory, in turn, medians; ${same}`;
    rows.push(rowOf({ ...about, case: `an id that was ${what}, of 1,000,000`, peerName: 'itself with 1,000', how }, ...found));
  }
  await Promise.all([ids.large.close(), ids.small.close()]);
  await Promise.all(Object.values(logs).map((log) => log.close()));

  const opening = (path: string) => () => timed(1, async () => (await openLog(path)).close());
  const bare = join(folder, 'bare.json');
  await cp(large, bare);
  const whole = async (): Promise<number> => {
    await rm(`${bare}.index`, { force: true });
    return opening(bare)();
  };
  const opened = await paired(Math.min(runs, 5), opening(large), whole);
  const ms = (values: number[]): number[] => values.map((value) => value / 1_000);
  rows.push(
    rowOf(
      {
        bench: 'history',
        unit: 'ms',
        case: 'opening a room of 1,000,000',
        peerName: 'itself without its index',
        how: 'open and close, in turn, medians',
      },
      ms(opened[0]),
      ms(opened[1]),
    ),
  );

  const memory: [number[], number[]] = [[], []];
  const rooms: [number[], number[]] = [[], []];
  for (let run = 0; run < runs; run += 1) {
    for (const [which, path] of [large, small].entries()) {
      const { rss, room } = await idleRoom(import.meta.filename, tiny, path);
      memory[which]?.push(rss / 2 ** 20);
      rooms[which]?.push(room / 1024);
    }
  }
  const kib = rooms.map((values) => median(values).toFixed(0)).join(' against ');
  rows.push(
    rowOf(
      {
        ...{ bench: 'history', unit: 'MiB', case: 'memory of an idle room with 1,000,000', peerName: 'itself with 1,000' },
        how: `RSS of a process with the room open and at rest, after forced collection, medians; JavaScript and buffers of the room alone: ${kib} KiB`,
      },
      ...memory,
    ),
  );
  return rows;
}

/** A data directory of 100 rooms, as a hub leaves it. */
async function hubFolder(folder: string, perRoom: number): Promise<string> {
  const dataDir = join(folder, `hub-${perRoom}`);
  const first = createHub({ dataDir, host: '127.0.0.1', port: 0 });
  await first.start();
  await first.stop();
  const rooms = Array.from({ length: 100 }, (_, i) => ({ id: `room-${i}`, name: `Room ${i}`, createdAt: 0 }));
  await writeFile(join(dataDir, 'hub.json'), JSON.stringify({ name: 'bench', rooms, defaultRoom: 'room-0' }));
  for (const { id } of rooms) await (await filledLog(join(dataDir, 'rooms', `${id}.json`), perRoom)).close();
  return dataDir;
}

/** From the start of a hub until a connection is accepted, and until a guest knows its rooms, in milliseconds. */
async function startUp(dataDir: string): Promise<{ open: number; ready: number }> {
  const hub = createHub({ dataDir, host: '127.0.0.1', port: 0 });
  const start = performance.now();
  const { ws } = await hub.start();
  const socket = new WebSocket(ws, [SUBPROTOCOL]);
  let open = 0;
  socket.once('open', () => (open = performance.now() - start));
  await new Promise<void>((resolve, reject) => {
    socket.once('error', reject);
    socket.on('message', (data) => {
      const { type } = JSON.parse(String(data)) as { type: string };
      if (type === 'ready') resolve();
      if (type !== 'hello') return;
      socket.send(
        JSON.stringify({ type: 'hello', version: 1, name: 'Guest', identity: { kind: 'guest', token: 't'.repeat(22) } }),
      );
    });
  });
  const ready = performance.now() - start;
  socket.terminate();
  await hub.stop();
  return { open, ready };
}

async function startRows(folder: string, runs: number): Promise<BenchRow[]> {
  const folders = [await hubFolder(folder, 10_000), await hubFolder(folder, 10)];
  const took: { open: number; ready: number }[][] = [[], []];
  const measure = (which: 0 | 1) => async (): Promise<number> => {
    const times = await startUp(folders[which] as string);
    took[which]?.push(times);
    return times.open;
  };
  const open = await paired(runs, measure(0), measure(1));
  const ready = took.map((times) => times.slice(1).map((one) => one.ready)) as [number[], number[]];
  const about = { bench: 'history', peerName: 'itself with 1,000', unit: 'ms' };
  const how = 'each hub closed properly before, in turn, medians';
  const what = 'start-up with 1,000,000 entries in 100 rooms';
  return [
    rowOf({ ...about, case: `${what}, to a connection`, how }, ...open),
    rowOf({ ...about, case: `${what}, to a guest who knows them all`, how }, ...ready),
  ];
}

/** All cases; `runs` of each, at least 5. */
export async function bench(options: { runs: number }): Promise<BenchRow[]> {
  const runs = Math.max(5, options.runs);
  const folder = await mkdtemp(join(tmpdir(), 'hearth-bench-'));
  try {
    return [...(await appendRows(folder, runs)), ...(await largeRows(folder, runs)), ...(await startRows(folder, runs))];
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}
