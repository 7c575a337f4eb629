/** What one keystroke in the search field costs over a long history: beside reading the log and looking at each text, which needs no preparation. */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { fold } from '../src/client/search/fold';
import { termsOf } from '../src/client/search/query';
import { Search } from '../src/client/search/search';
import type { Clock } from '../src/client/ports';
import type { Entry } from '../src/shared/protocol';
import { HistoryFiles } from '../src/storage/history-files';
import { rowOf, type BenchOptions, type BenchRow } from './row';

const ENTRIES = 100_000;

/** Hits of a page. */
const PAGE = 30;

const clock: Clock = {
  now: () => Date.now(),
  after(ms, callback) {
    const timer = setTimeout(callback, ms);
    if (ms > 0) timer.unref();
    return () => clearTimeout(timer);
  },
};

/** Small and repeatable: what is searched must be the same each time. */
function numbers(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state * 1_103_515_245 + 12_345) % 2_147_483_648;
    return state / 2_147_483_648;
  };
}

/** Words as frequent as in a language: the n-th about 1/n as often as the first. */
function vocabulary(next: () => number): () => string {
  const syllables = ['ka', 'ren', 'über', 'ti', 'mo', 'stra', 'ße', 'lin', 'do', 'wer', 'sen', 'au', 'é', 'pul', 'gra'];
  const words = Array.from({ length: 8_000 }, () =>
    Array.from({ length: 1 + Math.floor(next() * 4) }, () => syllables[Math.floor(next() * syllables.length)]).join(''),
  );
  return () => words[Math.floor(words.length ** next()) - 1] ?? 'und';
}

async function fill(folder: string): Promise<HistoryFiles> {
  const next = numbers(1815);
  const word = vocabulary(next);
  const history = new HistoryFiles(folder);
  for (let from = 1; from <= ENTRIES; from += 5_000) {
    const entries = Array.from({ length: 5_000 }, (_, i): Entry => ({
      ...{
        seq: from + i,
        id: `message-${String(from + i).padStart(14, '0')}`,
        kind: 'message',
        at: 1_700_000_000_000 + from + i,
      },
      author: { id: `k-0123456789abcdefghijklmnopqrstuvwxyz-_0123${String(i % 7)}`, name: `Person ${String(i % 7)}` },
      text: Array.from({ length: 4 + Math.floor(next() * 24) }, word).join(' '),
    }));
    // Far behind everything else: to get there all has to be looked at.
    if (from === 1) entries[10] = { ...(entries[10] as Entry), text: 'Die Quittung für den Zwölfzylinder' } as Entry;
    await history.append('hub', 'room', entries);
  }
  await history.flush();
  return history;
}

/** What people type, key by key: something frequent, something far away, something that is nowhere. */
const typed = ['karen', 'quittung zwolf', '"uber ti"', 'xylophon', 'straße mo'];
const keystrokes = typed.flatMap((text) => Array.from({ length: text.length }, (_, i) => text.slice(0, i + 1)));

async function naive(history: HistoryFiles, text: string): Promise<number> {
  const terms = termsOf(text);
  let hits = 0;
  for (let before: number | null = null; hits < PAGE;) {
    const page = await history.before('hub', 'room', before, 512);
    if (page.length === 0) break;
    for (const entry of page) if (terms.every((term) => fold(entry.text ?? '').includes(term))) hits += 1;
    before = page[0]?.seq ?? 0;
  }
  return hits;
}

const p95 = (times: number[]): number => times.sort((a, b) => a - b)[Math.ceil(times.length * 0.95) - 1] ?? 0;

async function timed(texts: readonly string[], one: (text: string) => Promise<unknown>): Promise<number[]> {
  const times: number[] = [];
  for (const text of texts) {
    const start = process.hrtime.bigint();
    await one(text);
    times.push(Number(process.hrtime.bigint() - start) / 1e6);
  }
  return times;
}

/** Rows of this bench. */
export async function bench({ runs, quick }: BenchOptions): Promise<BenchRow[]> {
  const folder = await mkdtemp(join(tmpdir(), 'hearth-bench-search-'));
  try {
    const history = await fill(folder);
    const memory = await memoryOf(history);
    const warm: [number[], number[]] = [[], []];
    const cold: [number[], number[]] = [[], []];
    // Every fifth key for the one that takes a second.
    const few = keystrokes.filter((_, i) => i % (quick ? 15 : 5) === 4);
    for (let run = 0; run < runs; run += 1) {
      const search = new Search({ hub: 'hub', history, clock });
      const find = (text: string): Promise<unknown> => search.find({ text, room: null }, ['room']);
      cold[0].push(...(await timed(['xylophon'], find)));
      cold[1].push(...(await timed(['xylophon'], (text) => naive(history, text))));
      warm[0].push(p95(await timed(keystrokes, find)));
      warm[1].push(p95(await timed(few, (text) => naive(history, text))));
      search.close();
    }
    await history.close();
    const about = { bench: 'search', peerName: 'a naive scan', unit: 'ms' };
    const count = ENTRIES.toLocaleString('en');
    const p95How = `p95 of ${String(keystrokes.length)} keystrokes, of a scan ${String(few.length)} of them: pages of the log, each text folded and looked at, until ${String(PAGE)} are found; ${memory} MiB of memory for it`;
    const firstHow = 'something that is nowhere, with nothing read yet: all is read and folded once';
    return [
      rowOf({ ...about, case: `a keystroke, ${count} messages`, how: p95How }, ...warm),
      rowOf({ ...about, case: `the first one, ${count} messages`, how: firstHow }, ...cold),
    ];
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

/** MiB that a search keeps, as far as the heap tells. */
async function memoryOf(history: HistoryFiles): Promise<string> {
  setFlagsFromString('--expose-gc');
  const collect = runInNewContext('gc') as () => void;
  const used = (): number => {
    collect();
    return process.memoryUsage().heapUsed;
  };
  const before = used();
  const search = new Search({ hub: 'hub', history, clock });
  await search.find({ text: 'xylophon', room: null }, ['room']);
  const grown = (used() - before) / 1024 / 1024;
  search.close();
  return grown.toFixed(0);
}
