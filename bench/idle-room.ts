/** What one idle room takes in memory, in a process of its own. */
import { fork } from 'node:child_process';
import type { Entry } from '../src/shared/protocol';
import type { IdTable } from '../src/storage/id-table';
import type { JsonLog } from '../src/storage/json-log';
import { idsOf, openLog } from './history-data';

/** Bytes. */
export interface Memory {
  /** Of the whole process. */
  rss: number;
  /** Of JavaScript and its buffers, for the room alone. */
  room: number;
}

const collect = async (): Promise<void> => {
  for (let i = 0; i < 4; i += 1) {
    (globalThis as { gc?: () => void }).gc?.();
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
};

const used = (): number => {
  const { heapUsed, external } = process.memoryUsage();
  return heapUsed + external;
};

async function openAndRest(path: string): Promise<{ log: JsonLog<Entry>; ids: IdTable }> {
  const log = await openLog(path);
  const ids = idsOf(path, log);
  await ids.find('an id that nobody used');
  await log.before(null, 200);
  await ids.rest();
  return { log, ids };
}

/** In the child: opens a room as a hub does, lets it rest, and says what it takes. */
async function measureHere(small: string, path: string): Promise<void> {
  // All code has run once before anything is counted.
  const warm = await openAndRest(small);
  await collect();
  const before = used();
  const room = await openAndRest(path);
  await collect();
  const memory: Memory = { rss: process.memoryUsage().rss, room: used() - before };
  process.send?.(memory);
  for (const { log } of [warm, room]) await log.close();
  process.disconnect();
}

if (process.argv[2] === 'idle-room') await measureHere(process.argv[3] as string, process.argv[4] as string);

/** Measures a room's log in a new process. @param small - a log to warm up with */
export function idleRoom(file: string, small: string, path: string): Promise<Memory> {
  return new Promise((resolve, reject) => {
    const child = fork(file, ['idle-room', small, path], { execArgv: ['--expose-gc'] });
    child.once('message', (memory) => resolve(memory as Memory));
    child.once('error', reject);
    child.once('exit', (code) => code !== 0 && reject(new Error(`the measurement ended with ${String(code)}`)));
  });
}
