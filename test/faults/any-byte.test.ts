/** R7: a history is whole again wherever a write to it ended: at each byte of an append, at each step of a replacement. */
import { expect, it } from 'vitest';
import { readJson, writeJson } from '../../src/storage/atomic-file';
import { CrashFs, dice } from '../helpers/crash-fs';
import { allOf, notes, openNotes, type Note } from '../helpers/notes';

const PATH = '/data/room.json';

const KIB = 1024;

/** Bytes of one append. */
const APPEND = 64 * KIB;

it('R7: cut at each of the bytes of an append of 64 KiB', { timeout: 600_000 }, async () => {
  const safe = notes(1, 3);
  const fs = new CrashFs();
  const log = await openNotes(PATH, { fs });
  await log.append(safe);
  const before = fs.bytes(PATH) as Buffer;
  const batch: Note[] = [];
  for (let bytes = 0; bytes < APPEND; bytes += 1) {
    // All lengths of a character, all that JSON escapes, and lines from some bytes to some KiB.
    const note = { n: 4 + batch.length, text: '"\\\n]},é😀x'.repeat(1 + ((batch.length * 37) % 180)) };
    batch.push(note);
    bytes += Buffer.byteLength(JSON.stringify(note)) + 1;
  }
  await log.append(batch);
  const whole = fs.bytes(PATH) as Buffer;
  const end = before.length - '\n]\n'.length;
  expect(whole.length - end).toBeGreaterThan(APPEND);
  const all = [...safe, ...batch];
  // Where each entry ends: no line feed is inside one.
  const ends: number[] = [];
  for (let at = whole.indexOf(10) + 1; ends.length < all.length; at = whole.indexOf(10, at) + 1)
    ends.push(whole.indexOf(10, at) - (ends.length < all.length - 1 ? 1 : 0));
  const files = new Map<number, Buffer>();
  /** The file with so many entries and the next one, which is JSON. */
  const valid = (kept: number): Buffer => {
    const entries = [...all.slice(0, kept), { n: kept + 1, text: 'next' }];
    const file = files.get(kept) ?? Buffer.from(`[\n${entries.map((entry) => JSON.stringify(entry)).join(',\n')}\n]\n`);
    if (!files.has(kept)) expect(JSON.parse(String(file))).toEqual(entries);
    files.set(kept, file);
    return file;
  };
  let offsets = 0;
  for (let cut = end; cut <= whole.length; cut += 1) {
    const left = new CrashFs();
    left.put(PATH, whole.subarray(0, cut));
    const kept = ends.filter((entryEnd) => entryEnd <= cut).length;
    const opened = await openNotes(PATH, { fs: left });
    if (opened.count !== kept || opened.last !== kept) expect([cut, opened.count, opened.last]).toEqual([cut, kept, kept]);
    const torn = opened.repairs[0] ? (left.bytes(opened.repairs[0].kept) as Buffer) : Buffer.alloc(0);
    // What was cut off is beside it, but for punctuation, which says nothing.
    const tail = whole.subarray(ends[kept - 1], cut);
    if (!torn.equals(tail)) expect([cut, String(tail).replaceAll(/[\s,\]]/g, '')]).toEqual([cut, '']);
    const next = { n: kept + 1, text: 'next' };
    await opened.append([next]);
    const after = left.bytes(PATH) as Buffer;
    if (!after.equals(valid(kept))) expect([cut, JSON.parse(String(after))]).toEqual([cut, [...all.slice(0, kept), next]]);
    offsets += 1;
  }
  expect(offsets).toBe(whole.length - end + 1);
});

/** Something that replaces a file, and what there is to be before and after it. */
interface Replacement {
  prepare(fs: CrashFs): Promise<() => Promise<unknown>>;
  /** What a machine has that starts again; anything else than `states` is a broken promise. */
  read(fs: CrashFs): Promise<unknown>;
  states: unknown[];
}

const parse = (value: unknown): unknown => value;
const long = notes(1, 400);
const readLog = async (fs: CrashFs): Promise<unknown> => {
  const log = await openNotes(PATH, { fs, checkpoint: 64 });
  const entries = await allOf(log);
  expect(JSON.parse(String(fs.bytes(PATH)))).toEqual(entries);
  return entries;
};

const replacements: Record<string, Replacement> = {
  'a small file': {
    prepare: async (fs) => {
      await writeJson('/data/hub.json', long, { fs });
      return () => writeJson('/data/hub.json', 'new', { fs });
    },
    read: (fs) => readJson('/data/hub.json', parse, { fs }),
    states: [long, 'new'],
  },
  'dropping the oldest': {
    prepare: async (fs) => {
      const log = await openNotes(PATH, { fs, checkpoint: 64 });
      await log.append(long);
      return () => log.retain({ maxAge: 0, now: 301, at: ({ n }) => n });
    },
    read: readLog,
    states: [long, long.slice(300)],
  },
  'setting aside': {
    prepare: async (fs) => {
      const log = await openNotes(PATH, { fs, checkpoint: 64 });
      await log.append(long);
      return () => log.setAside('test');
    },
    read: async (fs) => {
      const here = (await readLog(fs)) as Note[];
      // Never gone: it is in its place, or beside it.
      return here.length > 0 ? here : (JSON.parse(String(fs.bytes('/data/room.aside-1.json'))) as Note[]);
    },
    states: [long],
  },
  'closing with an index': {
    prepare: async (fs) => {
      const log = await openNotes(PATH, { fs, checkpoint: 64 });
      await log.append(long);
      return () => log.close();
    },
    read: readLog,
    states: [long],
  },
  'taking a damaged line out': {
    prepare: async (fs) => {
      fs.put(PATH, `[\n${[...long.map((note) => JSON.stringify(note)).toSpliced(200, 0, '{"bad"}')].join(',\n')}\n]\n`);
      return () => openNotes(PATH, { fs });
    },
    read: async (fs) => {
      const entries = await readLog(fs);
      const kept = fs.paths.map((path) => String(fs.bytes(path))).join('');
      expect(kept).toContain('{"bad"}');
      return entries;
    },
    states: [long],
  },
  'laying out anew': {
    prepare: async (fs) => {
      fs.put(PATH, JSON.stringify(long));
      return () => openNotes(PATH, { fs });
    },
    read: readLog,
    states: [long],
  },
};

it.each(Object.entries(replacements))('R7: %s, ended at each of its steps', async (_, { prepare, read, states }) => {
  const seen = new Set<string>();
  let steps = 0;
  for (let step = 0, running = true; running; step += 1) {
    for (let seed = 0; seed < 20; seed += 1) {
      const fs = new CrashFs();
      const replace = await prepare(fs);
      const start = fs.calls.length;
      let after: CrashFs | null = null;
      fs.refuse = () => {
        if (fs.calls.length - start < step) return null;
        after ??= fs.crash(dice(seed));
        return 'ENODEV';
      };
      await replace().catch(() => undefined);
      running = after !== null;
      const state = JSON.stringify(await read(after ?? fs.crash(dice(seed))));
      expect(
        states.map((one) => JSON.stringify(one)),
        `step ${String(step)}, seed ${String(seed)}`,
      ).toContain(state);
      seen.add(state);
    }
    steps += 1;
  }
  expect(seen.size).toBe(states.length);
  expect(steps).toBeGreaterThan(5);
});
