import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Durability } from '../../src/storage/json-log';
import { CrashFs, dice, type Dice } from '../helpers/crash-fs';
import { allOf, keyOfNote, notes, openNotes, type Note } from '../helpers/notes';

const PATH = '/data/room.json';

interface Run {
  after: CrashFs;
  /** Highest key that was acknowledged before the power went. */
  acknowledged: number;
  /** Highest key that was ever given to the log. */
  given: number;
}

/** Appends batches of all sizes until the power goes, at a call chosen at random. */
async function runUntilCrash(random: Dice, fs: CrashFs, from: number): Promise<Run> {
  const run: Run = { after: fs, acknowledged: from - 1, given: from - 1 };
  let left = Math.floor(random() * 60);
  let crashed = false;
  fs.refuse = () => {
    left -= 1;
    if (left >= 0) return null;
    if (!crashed) run.after = fs.crash(random);
    crashed = true;
    return 'ENODEV';
  };
  try {
    const log = await openNotes(PATH, { fs });
    while (!crashed) {
      const appends: Promise<void>[] = [];
      for (let i = Math.floor(random() * 3); i >= 0; i -= 1) {
        const size = random() < 0.2 ? 30 : Math.floor(random() * 4);
        const batch = notes(run.given + 1, run.given + 1 + size, 'x😀'.repeat(Math.floor(random() * 60)));
        run.given += batch.length;
        appends.push(log.append(batch).then(() => void (run.acknowledged = (batch.at(-1) as Note).n)));
      }
      await Promise.all(appends);
    }
  } catch {
    // The power is gone.
  }
  if (!crashed) run.after = fs.crash(random);
  return run;
}

describe('a power cut', () => {
  it('costs nothing that was acknowledged, and leaves no gap (3,000 crash points)', { timeout: 60_000 }, async () => {
    await fc.assert(
      fc.asyncProperty(fc.integer(), async (seed) => {
        const random = dice(seed);
        let fs = new CrashFs();
        let kept = 0;
        // The second crash begins with the recovery from the first, the third with that from the second.
        for (let crash = 0; crash < 3; crash += 1) {
          const { after, acknowledged, given } = await runUntilCrash(random, fs, kept + 1);
          // Opening what was left is itself interrupted now and then; the entries are looked at in a copy.
          const copy = new CrashFs();
          for (const path of after.paths) copy.put(path, after.bytes(path) as Buffer);
          const log = await openNotes(PATH, { fs: copy });
          const keys = (await allOf(log)).map(keyOfNote);
          expect(keys).toEqual(keys.map((_, i) => i + 1));
          expect(keys.length).toBeGreaterThanOrEqual(acknowledged);
          expect(keys.length).toBeLessThanOrEqual(given);
          expect(JSON.parse(String(copy.bytes(PATH)))).toHaveLength(keys.length);
          fs = after;
          kept = keys.length;
        }
      }),
      { numRuns: 1_000 },
    );
  });
});

describe('a disk that refuses', () => {
  const rounds = 6;

  /** Appends in rounds while call `nth` is refused; returns how many calls there were. */
  async function oneRefusal(nth: number, code: string, durability: Durability): Promise<number> {
    const fs = new CrashFs();
    const log = await openNotes(PATH, { fs, durability });
    let calls = 0;
    fs.refuse = (call) => (call !== 'read' && calls++ === nth ? code : null);
    let held: Note[] = [];
    for (let round = 0; round < rounds; round += 1) {
      const next = (held.at(-1)?.n ?? 0) + 1;
      const batches = [notes(next, next + 2), notes(next + 3, next + 3)];
      const refusedBefore = calls > nth;
      const results = await Promise.allSettled(batches.map((batch) => log.append(batch)));
      const refusedNow = !refusedBefore && calls > nth;
      for (const result of results) {
        expect(result.status).toBe(refusedNow ? 'rejected' : 'fulfilled');
        if (result.status === 'rejected') {
          expect(result.reason).toMatchObject({ name: 'StorageError', code: code === 'EIO' ? 'storage_failed' : 'storage_full' });
        }
      }
      if (!refusedNow) held = [...held, ...batches.flat()];
      expect(await log.before(null, 100)).toEqual(held);
      expect(JSON.parse(String(fs.bytes(PATH)))).toEqual(held);
    }
    expect(held.length).toBeGreaterThanOrEqual((rounds - 1) * 4);
    fs.refuse = () => null;
    await log.close();
    expect(await allOf(await openNotes(PATH, { fs }))).toEqual(held);
    return calls;
  }

  it.each([
    ['ENOSPC', 'power'],
    ['EIO', 'power'],
    ['EDQUOT', 'process'],
  ] as const)('with %s at any one call (%s): exactly those appends are refused, the next works', async (code, durability) => {
    for (let nth = 0, calls = 1; nth < calls; nth += 1) calls = await oneRefusal(nth, code, durability);
  });

  it('for a while keeps the file as it was; then the next append works', async () => {
    const fs = new CrashFs();
    const log = await openNotes(PATH, { fs });
    await log.append(notes(1, 5));
    fs.refuse = (call) => (call === 'read' ? null : 'EIO');
    for (let i = 0; i < 3; i += 1) {
      await expect(log.append(notes(6, 9))).rejects.toMatchObject({ code: 'storage_failed' });
      expect(await log.before(null, 100)).toEqual(notes(1, 5));
    }
    fs.refuse = () => null;
    await log.append(notes(6, 6));
    expect(JSON.parse(String(fs.bytes(PATH)))).toEqual(notes(1, 6));
  });

  it('refuses what waited behind with it, because it would leave a gap', async () => {
    const fs = new CrashFs();
    const log = await openNotes(PATH, { fs });
    fs.refuse = (call) => (call === 'sync' ? 'EIO' : null);
    const first = log.append(notes(1, 1));
    await Promise.resolve();
    const behind = log.append(notes(2, 2));
    const results = await Promise.allSettled([first, behind]);
    expect(results.map(({ status }) => status)).toEqual(['rejected', 'rejected']);
    fs.refuse = () => null;
    await log.append(notes(1, 3));
    expect(await allOf(log)).toEqual(notes(1, 3));
  });

  it.each(['ENOSPC', 'EIO', 'EACCES'])(
    'with %s at any call of opening: a clear error, nothing lost, the next time works',
    async (code) => {
      const torn = '[\n{"n":1,"text":"hello 1"},\n{"bad"},\n{"n":2,"text":"hello 2"},\n{"n":3,"te';
      let refusals = 0;
      for (let nth = 0, calls = 1; nth < calls; nth += 1) {
        const fs = new CrashFs();
        fs.put(PATH, torn);
        fs.refuse = (_, number) => (number === nth ? code : null);
        const log = await openNotes(PATH, { fs }).catch((error: unknown) => {
          expect(error).toMatchObject({ name: 'StorageError', code: code === 'ENOSPC' ? 'storage_full' : 'storage_failed' });
          expect(String(error)).toContain(PATH);
          refusals += 1;
          return null;
        });
        calls = Math.max(calls, fs.calls.length + 1);
        fs.refuse = () => null;
        await log?.close();
        expect(await allOf(await openNotes(PATH, { fs }))).toEqual(notes(1, 2));
        const everything = fs.paths.map((path) => String(fs.bytes(path))).join('');
        expect(everything).toContain('{"bad"}');
        expect(everything).toContain('{"n":3,"te');
      }
      expect(refusals).toBeGreaterThan(20);
    },
  );
});
