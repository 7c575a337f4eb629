/** What one more message costs the history file, against rewriting the file, and against itself when the file was small. */
import { mkdtemp, open, rename, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Entry } from '../src/shared/protocol';
import { JsonLog, type Durability } from '../src/storage/json-log';
import { rowOf, type BenchRow } from './row';

const entry = (seq: number): Entry => ({
  seq,
  id: `message-${String(seq).padStart(14, '0')}`,
  kind: 'message',
  author: { id: 'k-0123456789abcdefghijklmnopqrstuvwxyz-_01234', name: 'Alice' },
  at: 1_700_000_000_000 + seq,
  text: 'About as long as what people write to each other in a chat, so that nobody can say the file was small.',
});

const entries = (count: number): Entry[] => Array.from({ length: count }, (_, i) => entry(i + 1));

/** Adds `times` messages one after the other; resolves with microseconds per message. */
type Adder = (times: number) => Promise<number>;

async function timed(times: number, one: () => Promise<void>): Promise<number> {
  const start = process.hrtime.bigint();
  for (let i = 0; i < times; i += 1) await one();
  return Number(process.hrtime.bigint() - start) / 1_000 / times;
}

async function hearthAt(folder: string, count: number, durability: Durability): Promise<Adder & { close(): Promise<void> }> {
  const path = join(folder, `hearth-${count}-${durability}.json`);
  await writeFile(
    path,
    `[\n${entries(count)
      .map((one) => JSON.stringify(one))
      .join(',\n')}\n]\n`,
  );
  const log = await JsonLog.open<Entry>({ path, durability, key: ({ seq }) => seq, parse: (value) => value as Entry });
  let seq = count;
  const add: Adder = (times) => timed(times, () => log.append([entry((seq += 1))]));
  return Object.assign(add, { close: () => log.close() });
}

/** The usual way: all entries in memory, the whole file written for each new one, beside the old one, then renamed. */
function rewriteAt(folder: string, count: number, synced: boolean): Adder {
  const path = join(folder, `rewrite-${count}.json`);
  const all = entries(count);
  return (times) =>
    timed(times, async () => {
      all.push(entry(all.length + 1));
      const file = await open(`${path}.tmp`, 'w');
      await file.writeFile(JSON.stringify(all));
      if (synced) await file.datasync();
      await file.close();
      await rename(`${path}.tmp`, path);
    });
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

/** Three cases; `runs` of each, at least 5. */
export async function bench(options: { runs: number }): Promise<BenchRow[]> {
  const runs = Math.max(5, options.runs);
  const folder = await mkdtemp(join(tmpdir(), 'hearth-bench-'));
  const rows: BenchRow[] = [];
  try {
    for (const [synced, durability, times] of [
      [false, 'process', 500],
      [true, 'power', 50],
    ] as const) {
      const own = await hearthAt(folder, 10_000, durability);
      const other = rewriteAt(folder, 10_000, synced);
      const [hearth, peer] = await paired(
        runs,
        () => own(times),
        () => other(10),
      );
      await own.close();
      const about = {
        bench: 'history',
        case: synced ? 'one message at 10,000, synced' : 'one message at 10,000, no sync',
        peerName: 'rewrite: stringify, temp file, rename',
        unit: 'µs',
        how: `per message: ${times} appends against 10 rewrites${synced ? ', fdatasync each' : ''}, in turn, medians`,
      };
      rows.push(rowOf(about, hearth, peer));
    }
    const large = await hearthAt(folder, 100_000, 'process');
    const small = await hearthAt(folder, 10, 'process');
    const [hearth, peer] = await paired(
      runs,
      () => large(500),
      () => small(500),
    );
    await Promise.all([large.close(), small.close()]);
    const about = {
      bench: 'history',
      case: 'one message at 100,000, no sync',
      peerName: 'itself at 10',
      unit: 'µs',
      how: 'per message: 2,000 appends to each file, in turn, medians; a ratio of 1 means that size does not matter',
    };
    rows.push(rowOf(about, hearth, peer));
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
  return rows;
}
