import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Durability, JsonLog } from '../../src/storage/json-log';
import { CrashFs, dice, type Dice } from '../helpers/crash-fs';
import { allOf, keyOfNote, notes, openNotes, type Note } from '../helpers/notes';
import { seeded } from '../helpers/seeded';

const PATH = '/data/room.json';

interface Run {
  after: CrashFs;
  /** What was acknowledged before the power went. */
  acknowledged: Note[];
  /** All that was ever given to the log; some of it was refused and given again with another text. */
  given: Set<string>;
}

/** Appends batches of all sizes until the power goes, at a call chosen at random; a disk with `refusals` says no now and then. */
async function runUntilCrash(random: Dice, fs: CrashFs, held: Note[], refusals: number, checkpoint: number): Promise<Run> {
  const run: Run = { after: fs, acknowledged: [...held], given: new Set(held.map((note) => JSON.stringify(note))) };
  let left = Math.floor(random() * 60);
  let crashed = false;
  fs.refuse = (call) => {
    left -= 1;
    if (left >= 0) return random() < refusals && (call === 'write' || call === 'sync') ? 'EIO' : null;
    if (!crashed) run.after = fs.crash(random);
    crashed = true;
    return 'ENODEV';
  };
  const open = (): Promise<JsonLog<Note> | null> => openNotes(PATH, { fs, checkpoint }).catch(() => null);
  let log = await open();
  while (log && !crashed) {
    // Closed in peace now and then, and opened again.
    if (random() < 0.1) {
      await log.close().catch(() => {});
      log = await open();
      continue;
    }
    let next = (log.last ?? 0) + 1;
    const appends: Promise<void>[] = [];
    for (let i = Math.floor(random() * 3); i >= 0; i -= 1) {
      const size = random() < 0.2 ? 30 : Math.floor(random() * 4);
      const batch = notes(next, next + size, `${random()} ${'x😀'.repeat(Math.floor(random() * 60))}`);
      next += batch.length;
      for (const note of batch) run.given.add(JSON.stringify(note));
      appends.push(log.append(batch).then(() => void run.acknowledged.push(...batch)));
    }
    await Promise.allSettled(appends);
  }
  if (!crashed) run.after = fs.crash(random);
  return run;
}

it('costs nothing that was shown after the process had been killed between write and sync', async () => {
  const fs = new CrashFs();
  const first = await openNotes(PATH, { fs });
  await first.append(notes(1, 2));
  // The process ends here: what it wrote is in the kernel, and nobody is left to sync it.
  fs.beforeSync = () => new Promise(() => undefined);
  void first.append(notes(3, 3));
  await new Promise(setImmediate);
  fs.beforeSync = () => Promise.resolve();
  const shown = await allOf(await openNotes(PATH, { fs }));
  expect(shown).toEqual(notes(1, 3));
  for (let seed = 0; seed < 50; seed += 1) {
    const after = await openNotes(PATH, { fs: fs.crash(dice(seed)) });
    expect(await allOf(after)).toEqual(shown);
  }
});

describe('a power cut', () => {
  it.each([
    ['costs nothing that was acknowledged, and leaves no gap (2,100 crash points)', 0, 700, Infinity],
    ['nor does it where the disk refused some of it before (900 crash points)', 0.1, 300, Infinity],
    ['nor with a sidecar that is written all the time (2,100 crash points)', 0, 700, 64],
    ['nor with both (900 crash points)', 0.1, 300, 512],
  ])('%s', async (_, refusals, numRuns, checkpoint) => {
    await fc.assert(
      fc.asyncProperty(fc.integer(), async (seed) => {
        const random = dice(seed);
        let fs = new CrashFs();
        let held: Note[] = [];
        // The second crash begins with the recovery from the first, the third with that from the second.
        for (let crash = 0; crash < 3; crash += 1) {
          const { after, acknowledged, given } = await runUntilCrash(random, fs, held, refusals, checkpoint);
          // What was left is looked at in a copy: the next run may be interrupted while it opens.
          const copy = new CrashFs();
          for (const path of after.paths) copy.put(path, after.bytes(path) as Buffer);
          const log = await openNotes(PATH, { fs: copy, checkpoint });
          held = await allOf(log);
          expect(held.map(keyOfNote)).toEqual(held.map((_, i) => i + 1));
          expect(held.slice(0, acknowledged.length)).toEqual(acknowledged);
          expect(held.filter((note) => !given.has(JSON.stringify(note)))).toEqual([]);
          expect(JSON.parse(String(copy.bytes(PATH)))).toEqual(held);
          fs = after;
        }
      }),
      { numRuns, seed: seeded().seed },
    );
  });

  it('leaves a beginning of the batch wherever it lies in its sectors, and whichever of them were written', async () => {
    const size = 512;
    for (let pad = 0; pad < size; pad += 1) {
      const safe = [{ n: 1, text: 'x'.repeat(1 + pad) }];
      const batch = notes(2, 12, 'é'.repeat(60));
      const fs = new CrashFs();
      const log = await openNotes(PATH, { fs });
      await log.append(safe);
      const before = fs.bytes(PATH) as Buffer;
      await log.append(batch);
      const after = fs.bytes(PATH) as Buffer;
      const first = Math.floor((before.length - 3) / size);
      const last = Math.floor((after.length - 1) / size);
      for (let written = 0; written < 2 ** (last - first + 1); written += 1) {
        const disk = Buffer.alloc(after.length);
        before.copy(disk);
        for (let sector = first; sector <= last; sector += 1) {
          if (written & (1 << (sector - first))) after.copy(disk, sector * size, sector * size, (sector + 1) * size);
        }
        const left = new CrashFs();
        left.put(PATH, disk);
        const held = await allOf(await openNotes(PATH, { fs: left }));
        expect(held, `${pad} ${written.toString(2)}`).toEqual([...safe, ...batch].slice(0, held.length));
        expect(held.length).toBeGreaterThan(0);
      }
    }
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

  it('cleans up first where it refused that too: two attempts must not mix on the disk', async () => {
    const fs = new CrashFs();
    const log = await openNotes(PATH, { fs });
    await log.append(notes(1, 1));
    fs.refuse = (call) => (call === 'sync' || call === 'truncate' ? 'EIO' : null);
    await expect(log.append(notes(2, 40))).rejects.toMatchObject({ code: 'storage_failed' });
    fs.refuse = () => null;
    const before = fs.calls.length;
    await log.append(notes(2, 2));
    expect(fs.calls.slice(before)).toEqual(['truncate', 'write', 'sync', 'write', 'sync']);
    expect(JSON.parse(String(fs.bytes(PATH)))).toEqual(notes(1, 2));
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
