import { readFile, readdir } from 'node:fs/promises';
import { join } from 'node:path';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { JsonLog, Retention } from '../../src/storage/json-log';
import { CrashFs, dice } from '../helpers/crash-fs';
import { allOf, notes, openNotes, type Note } from '../helpers/notes';
import { tempFolder } from '../helpers/temp-folder';

const PATH = '/data/room.json';

/** A note's number is its time. */
const at = ({ n }: Note): number => n;
const olderThan = (first: number): Retention<Note> => ({ maxAge: 0, now: first, at });

const fileOf = (entries: Note[]): string => `[\n${entries.map((note) => JSON.stringify(note)).join(',\n')}\n]\n`;

async function filled(fs: CrashFs, count: number, checkpoint?: number): Promise<JsonLog<Note>> {
  const log = await openNotes(PATH, { fs, ...(checkpoint === undefined ? {} : { checkpoint }) });
  for (let n = 1; n <= count; n += 25) await log.append(notes(n, Math.min(count, n + 24)));
  return log;
}

describe('rewriting', () => {
  const shouted = (note: Note): Note => ({ ...note, text: note.text.toUpperCase().repeat(note.n % 3) });

  it('changes the entries of some keys, drops others, and knows where all the rest is', async () => {
    const fs = new CrashFs();
    const log = await filled(fs, 3_000, 4_096);
    const keys = notes(1, 3_000).flatMap(({ n }) => (n % 7 === 0 || n > 2_990 ? [n] : []));
    const expected = notes(1, 3_000).map((note) => (keys.includes(note.n) ? shouted(note) : note));
    expect(await log.retain({ now: 0, at, rewriting: { keys: [...keys, 4_000], by: shouted } })).toBe(0);
    await log.append(notes(3_001, 3_010));
    expect(await allOf(log)).toEqual([...expected, ...notes(3_001, 3_010)]);
    for (const key of [0, 6, 7, 1_499, 2_989]) expect(await log.after(key, 2)).toEqual(expected.slice(key, key + 2));
    expect((fs.bytes(PATH) as Buffer).toString()).toBe(fileOf([...expected, ...notes(3_001, 3_010)]));
    await log.close();
    // An index that was found to be wrong is not kept.
    expect(fs.bytes(`${PATH}.index`)).toBeInstanceOf(Buffer);
    const again = await openNotes(PATH, { fs });
    const by = (note: Note): Note => ({ ...note, text: '' });
    expect(await again.retain({ ...olderThan(2_001), rewriting: { keys: [1, 2_000, 2_001, 3_010], by } })).toBe(2_000);
    const rest = [...expected, ...notes(3_001, 3_010)].slice(2_000);
    expect(await allOf(again)).toEqual(rest.map((note) => (note.n === 2_001 || note.n === 3_010 ? by(note) : note)));
    expect([again.first, again.last, again.count]).toEqual([2_001, 3_010, 1_010]);
  });

  it('of nothing, or into the same, leaves the file as it is', async () => {
    const fs = new CrashFs();
    const log = await filled(fs, 100);
    const before = fs.bytes(PATH);
    for (const keys of [[], [5, 6], [1_000]])
      expect(await log.retain({ now: 0, at, rewriting: { keys, by: (note) => note } })).toBe(0);
    expect(fs.bytes(PATH)).toEqual(before);
    const empty = await openNotes('/data/empty.json', { fs });
    expect(await empty.retain({ now: 0, at, rewriting: { keys: [1], by: (note) => note } })).toBe(0);
  });

  it('leaves all as it was where the disk refuses', async () => {
    const fs = new CrashFs();
    const log = await filled(fs, 100);
    const before = (fs.bytes(PATH) as Buffer).toString();
    const by = (): Note => {
      throw new Error('no');
    };
    await expect(log.retain({ now: 0, at, rewriting: { keys: [5], by } })).rejects.toMatchObject({ name: 'StorageError' });
    expect((fs.bytes(PATH) as Buffer).toString()).toBe(before);
    await log.append(notes(101, 101));
    expect(await allOf(log)).toEqual(notes(1, 101));
  });
});

describe('retain', () => {
  it('drops what is older, and goes on with the same keys', async () => {
    const folder = await tempFolder();
    const path = join(folder, 'room.json');
    const log = await openNotes(path);
    await log.append(notes(1, 500));
    expect(await log.retain(olderThan(201))).toBe(200);
    expect([log.first, log.last, log.count]).toEqual([201, 500, 300]);
    await log.append(notes(501, 510));
    expect(await log.before(null, 3)).toEqual(notes(508, 510));
    expect(await log.after(0, 2)).toEqual(notes(201, 202));
    expect(JSON.parse(await readFile(path, 'utf8'))).toEqual(notes(201, 510));
    await log.close();
    const again = await openNotes(path);
    expect([again.first, again.last, again.count, again.repairs]).toEqual([201, 510, 310, []]);
    await again.close();
    expect(await readdir(folder)).toEqual(['room.json']);
  });

  it('drops the oldest until the file is small enough', async () => {
    const fs = new CrashFs();
    const log = await filled(fs, 1_000);
    const size = (fs.bytes(PATH) as Buffer).length;
    expect(await log.retain({ maxBytes: size, now: 0, at })).toBe(0);
    expect(await log.retain({ maxBytes: size / 2, now: 0, at })).toBeGreaterThan(450);
    expect((fs.bytes(PATH) as Buffer).length).toBeLessThanOrEqual(size / 2);
    expect((fs.bytes(PATH) as Buffer).length).toBeGreaterThan(size * 0.45);
    const held = await allOf(log);
    expect(held).toEqual(notes(log.first ?? 0, 1_000));
    // A little above the limit is left for another day.
    await log.append(notes(1_001, 1_003));
    expect(await log.retain({ maxBytes: size / 2, now: 0, at })).toBe(0);
  });

  it('always keeps the newest entry, so that the keys go on', async () => {
    const fs = new CrashFs();
    const log = await filled(fs, 300);
    expect(await log.retain(olderThan(10_000))).toBe(299);
    expect(await log.retain({ maxBytes: 0, now: 0, at })).toBe(0);
    await log.close();
    const again = await openNotes(PATH, { fs });
    expect([again.first, again.last]).toEqual([300, 300]);
    await again.append(notes(301, 301));
  });

  it('does nothing where nothing is asked for, nothing is old, or nothing is there', async () => {
    const fs = new CrashFs();
    const empty = await openNotes('/data/empty.json', { fs });
    expect(await empty.retain(olderThan(10_000))).toBe(0);
    const log = await filled(fs, 100);
    const calls = fs.calls.filter((call) => call !== 'read').length;
    expect(await log.retain({ now: 1e15, at })).toBe(0);
    expect(await log.retain(olderThan(1))).toBe(0);
    // Hardly older than allowed.
    expect(await log.retain({ maxAge: 3_200, now: 3_250, at })).toBe(0);
    expect(fs.calls.filter((call) => call !== 'read')).toHaveLength(calls);
  });

  it('says first what goes, and drops nothing where whoever has to know refuses', async () => {
    const log = await filled(new CrashFs(), 300);
    const said: number[] = [];
    const dropping = async (through: number): Promise<void> => {
      said.push(through);
      if (said.length === 1) throw new Error('not now');
    };
    await expect(log.retain({ ...olderThan(201), dropping })).rejects.toMatchObject({ name: 'StorageError' });
    expect([log.first, log.count]).toEqual([1, 300]);
    expect(await log.retain({ ...olderThan(201), dropping })).toBe(200);
    expect(await log.retain({ ...olderThan(201), dropping })).toBe(0);
    expect(said).toEqual([200, 200]);
  });

  it('equals a plain array, whatever is dropped and appended and however it is opened', async () => {
    const step = fc.oneof(
      fc.record({ kind: fc.constant('append' as const), count: fc.integer({ min: 1, max: 300 }) }),
      fc.record({ kind: fc.constant('retain' as const), part: fc.double({ min: 0, max: 1, noNaN: true }) }),
      fc.record({ kind: fc.constant('reopen' as const) }),
    );
    await fc.assert(
      fc.asyncProperty(fc.array(step, { minLength: 2, maxLength: 12 }), async (steps) => {
        const fs = new CrashFs();
        let log = await openNotes(PATH, { fs, checkpoint: 2_000 });
        let held: Note[] = [];
        for (const one of steps) {
          const last = log.last ?? 0;
          if (one.kind === 'append') {
            const more = notes(last + 1, last + one.count);
            held = [...held, ...more];
            await log.append(more);
          } else if (one.kind === 'retain') {
            const first = Math.floor((held[0]?.n ?? 0) + one.part * held.length);
            await log.retain(olderThan(first));
            held = held.filter(({ n }, i) => n >= first || i === held.length - 1);
          } else {
            await log.close();
            log = await openNotes(PATH, { fs, checkpoint: 2_000 });
            expect(log.repairs).toEqual([]);
          }
          expect([log.first, log.last, log.count]).toEqual([held[0]?.n ?? null, held.at(-1)?.n ?? null, held.length]);
          expect(await allOf(log)).toEqual(held);
          const middle = held[held.length >> 1]?.n ?? 0;
          expect(await log.before(middle, 5)).toEqual(held.filter(({ n }) => n < middle).slice(-5));
          expect(await log.after(middle, 5)).toEqual(held.filter(({ n }) => n > middle).slice(0, 5));
        }
        expect(String(fs.bytes(PATH))).toBe(held.length > 0 ? fileOf(held) : '[\n]\n');
      }),
      { numRuns: 80 },
    );
  }, 30_000);
});

describe('while entries are dropped', () => {
  it('who reads goes on reading what was there, and gets what came since', async () => {
    const fs = new CrashFs();
    const log = await filled(fs, 3_000);
    const read: Note[] = [];
    for await (const note of log.scan()) {
      read.push(note);
      if (note.n === 10) {
        const page = log.after(0, 100);
        expect(await log.retain(olderThan(2_900))).toBe(2_899);
        expect(await page).toEqual(notes(1, 100));
        expect(await log.after(0, 1)).toEqual(notes(2_900, 2_900));
        await log.append(notes(3_001, 3_002));
      }
    }
    expect(read).toEqual(notes(1, 3_002));
    const opened = fs.calls.filter((call) => call.startsWith('open')).length;
    await log.close();
    expect(fs.calls.filter((call) => call === 'close')).toHaveLength(opened);
  });

  it('appends go on, in order', async () => {
    const fs = new CrashFs();
    const log = await filled(fs, 2_000);
    const dropping = log.retain(olderThan(1_500));
    for (let n = 2_001; n <= 2_040; n += 1) await log.append(notes(n, n));
    expect(await dropping).toBe(1_499);
    await log.append(notes(2_041, 2_041));
    expect(await allOf(log)).toEqual(notes(1_500, 2_041));
    expect(String(fs.bytes(PATH))).toBe(fileOf(notes(1_500, 2_041)));
  });

  it('nothing else changes the file: passes, setting aside and closing wait', async () => {
    const fs = new CrashFs();
    const log = await filled(fs, 500);
    const all = [log.retain(olderThan(100)), log.retain(olderThan(200)), log.setAside('test')] as const;
    expect(await Promise.all([all[0], all[1]])).toEqual([99, 100]);
    expect(String(fs.bytes(await all[2]))).toBe(fileOf(notes(200, 500)));
    await log.append(notes(1, 9));
    const last = log.retain(olderThan(5));
    await Promise.resolve();
    await log.close();
    await last;
    expect(await allOf(await openNotes(PATH, { fs }))).toEqual(notes(5, 9));
  });

  it.each(['EIO', 'ENOSPC'])('%s at any one call leaves a log that works and loses nothing that stays', async (code) => {
    let refusals = 0;
    for (let nth = 0, refused = true; refused; nth += 1) {
      const fs = new CrashFs();
      const log = await filled(fs, 300, 500);
      const from = fs.calls.length;
      refused = false;
      fs.refuse = (_, number) => {
        refused ||= number === from + nth;
        return number === from + nth ? code : null;
      };
      const dropped = await log.retain(olderThan(100)).catch((error: unknown) => {
        expect(error).toMatchObject({ name: 'StorageError' });
        refusals += 1;
        return 0;
      });
      fs.refuse = () => null;
      const held = notes(dropped + 1, 300);
      expect(await allOf(log)).toEqual(held);
      await log.append(notes(301, 301));
      await log.close();
      expect(await allOf(await openNotes(PATH, { fs, checkpoint: 500 }))).toEqual([...held, ...notes(301, 301)]);
    }
    expect(refusals).toBeGreaterThan(5);
  });

  it('a power cut leaves the old file or the new one, with all that was acknowledged (600 crash points)', async () => {
    await fc.assert(
      fc.asyncProperty(fc.integer(), async (seed) => {
        const random = dice(seed);
        const fs = new CrashFs();
        const log = await filled(fs, 120, 300);
        let last = 120;
        let left = Math.floor(random() * 45);
        let after: CrashFs | null = null;
        fs.refuse = (call) => {
          left -= 1;
          // The one call whose refusal is survived and must be made up for.
          if (left >= 0) return call.startsWith('syncFolder') && random() < 0.3 ? 'EIO' : null;
          after ??= fs.crash(random);
          return 'ENODEV';
        };
        const passes = (async () => {
          for (const first of [40, 80]) await log.retain(olderThan(first)).catch(() => undefined);
        })();
        while (!after) {
          const next = (log.last ?? 0) + 1;
          await log.append(notes(next, next)).then(
            () => (last = next),
            () => undefined,
          );
        }
        await passes;
        const disk = after as CrashFs;
        const again = await openNotes(PATH, { fs: disk, checkpoint: 300 });
        const held = await allOf(again);
        expect([1, 40, 80]).toContain(held[0]?.n);
        expect(again.last).toBeGreaterThanOrEqual(last);
        expect(held).toEqual(notes(held[0]?.n ?? 0, again.last ?? 0));
        await again.close();
      }),
      { numRuns: 600 },
    );
  }, 60_000);
});
