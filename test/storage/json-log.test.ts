import { readFile, readdir } from 'node:fs/promises';
import { join } from 'node:path';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { CrashFs } from '../helpers/crash-fs';
import { allOf, keyOfNote, notes, openNotes, type Note } from '../helpers/notes';
import { tempFolder } from '../helpers/temp-folder';

const PATH = '/data/room.json';

/** A promise that a test settles. */
function gate(): { wait: Promise<void>; open: () => void } {
  let open = (): void => {};
  const wait = new Promise<void>((resolve) => (open = resolve));
  return { wait, open };
}

describe('the file', () => {
  it('is a JSON array with one entry per line, from the first moment on', async () => {
    const path = join(await tempFolder(), 'deep', 'er', 'room.json');
    const log = await openNotes(path);
    expect(await readFile(path, 'utf8')).toBe('[\n]\n');
    await log.append(notes(1, 1));
    await log.append(notes(2, 3));
    expect(await readFile(path, 'utf8')).toBe(
      '[\n{"n":1,"text":"hello 1"},\n{"n":2,"text":"hello 2"},\n{"n":3,"text":"hello 3"}\n]\n',
    );
    await log.close();
  });

  it('is there again after it was closed', async () => {
    const path = join(await tempFolder(), 'room.json');
    const log = await openNotes(path);
    await log.append(notes(1, 200));
    await log.close();
    const again = await openNotes(path);
    expect([again.first, again.last, again.count, again.repairs]).toEqual([1, 200, 200, []]);
    await again.append(notes(201, 201));
    expect(await allOf(again)).toEqual(notes(1, 201));
    await again.close();
  });

  it('keeps any text: emoji, line separators, lone surrogates, controls, backslashes', async () => {
    const fs = new CrashFs();
    const texts = ['😀👩‍👩‍👧', 'a\u2028b\u2029c', '\ud800 alone', '\u0000\n\r\t"\\]},', '\ufeff[', 'é'.repeat(3000)];
    const entries = texts.map((text, i) => ({ n: i + 1, text }));
    const log = await openNotes(PATH, { fs });
    for (const entry of entries) await log.append([entry]);
    expect(JSON.parse(String(fs.bytes(PATH)))).toEqual(entries);
    expect(fs.bytes(PATH)?.filter((byte) => byte === 10)).toHaveLength(entries.length + 2);
    await log.close();
    const again = await openNotes(PATH, { fs });
    expect(await allOf(again)).toEqual(entries);
    expect(again.repairs).toEqual([]);
  });

  it('gets the same bytes for one more entry at any size', async () => {
    const bytes: number[] = [];
    const calls: string[][] = [];
    for (const size of [1, 100, 10_000]) {
      const fs = new CrashFs();
      fs.put(PATH, JSON.stringify(notes(1, size)).replaceAll('},{', '},\n{'));
      const log = await openNotes(PATH, { fs });
      const before = { bytes: fs.bytesWritten, calls: fs.calls.length };
      await log.append([{ n: 1_000_000, text: 'x' }]);
      bytes.push(fs.bytesWritten - before.bytes);
      calls.push(fs.calls.slice(before.calls));
    }
    expect(new Set(bytes).size).toBe(1);
    expect(calls).toEqual(Array(3).fill(['write', 'sync']));
  });

  it('is written whole where the system takes a few bytes at a time', async () => {
    const fs = new CrashFs();
    fs.mostPerWrite = 3;
    const log = await openNotes(PATH, { fs });
    await log.append(notes(1, 5));
    expect(JSON.parse(String(fs.bytes(PATH)))).toEqual(notes(1, 5));
  });
});

describe('append', () => {
  it('shares one write and one sync among all that arrive in one turn', async () => {
    const fs = new CrashFs();
    const log = await openNotes(PATH, { fs });
    const before = fs.calls.length;
    await Promise.all(notes(1, 10).map((note) => log.append([note])));
    expect(fs.calls.slice(before)).toEqual(['write', 'sync']);
  });

  it('puts what arrives during a sync into the next one', async () => {
    const fs = new CrashFs();
    const log = await openNotes(PATH, { fs });
    const before = fs.calls.length;
    const { wait, open } = gate();
    fs.beforeSync = () => wait;
    const first = log.append(notes(1, 1));
    await Promise.resolve();
    const others = notes(2, 10).map((note) => log.append([note]));
    open();
    await Promise.all([first, ...others]);
    expect(fs.calls.slice(before)).toEqual(['write', 'sync', 'write', 'sync']);
    expect(await allOf(log)).toEqual(notes(1, 10));
  });

  it('shows nothing that is not synced', async () => {
    const fs = new CrashFs();
    const log = await openNotes(PATH, { fs });
    await log.append(notes(1, 2));
    const { wait, open } = gate();
    fs.beforeSync = () => wait;
    const appended = log.append(notes(3, 3));
    await Promise.resolve();
    expect(String(fs.bytes(PATH))).toContain('hello 3');
    expect(await log.before(null, 10)).toEqual(notes(1, 2));
    expect(await log.after(0, 10)).toEqual(notes(1, 2));
    expect([log.last, log.count]).toEqual([2, 2]);
    open();
    await appended;
    expect(await log.before(null, 10)).toEqual(notes(1, 3));
    expect([log.last, log.count]).toEqual([3, 3]);
  });

  it.each([
    ['the same key', notes(3, 3)],
    ['a smaller key', notes(2, 2)],
    ['a key twice', [...notes(4, 4), ...notes(4, 4)]],
    ['no number', [{ n: NaN, text: '' }]],
    ['half a number', [{ n: 4.5, text: '' }]],
  ])('refuses %s and keeps nothing of it', async (_, entries) => {
    const fs = new CrashFs();
    const log = await openNotes(PATH, { fs });
    await log.append(notes(1, 3));
    await expect(log.append(entries)).rejects.toThrow(RangeError);
    await log.append(notes(4, 4));
    expect(await allOf(log)).toEqual(notes(1, 4));
  });

  it('does nothing for no entries', async () => {
    const fs = new CrashFs();
    const log = await openNotes(PATH, { fs });
    const before = fs.calls.length;
    await log.append([]);
    expect(fs.calls).toHaveLength(before);
  });
});

describe('durability', () => {
  it('process: resolves after the write, syncs on flush and close', async () => {
    const fs = new CrashFs();
    const log = await openNotes(PATH, { fs, durability: 'process' });
    const before = fs.calls.length;
    await log.append(notes(1, 3));
    expect(fs.calls.slice(before)).toEqual(['write']);
    expect(await log.before(null, 9)).toEqual(notes(1, 3));
    await log.flush();
    expect(fs.calls.at(-1)).toBe('sync');
    await log.append(notes(4, 4));
    await log.close();
    expect(fs.calls.slice(-3)).toEqual(['write', 'sync', 'close']);
  });

  it('memory: resolves before the write, and still shows it', async () => {
    const fs = new CrashFs();
    const log = await openNotes(PATH, { fs, durability: 'memory' });
    const appended = log.append(notes(1, 3));
    expect(String(fs.bytes(PATH))).toBe('[\n]\n');
    await appended;
    expect(await log.before(null, 9)).toEqual(notes(1, 3));
    await log.close();
    expect(JSON.parse(String(fs.bytes(PATH)))).toEqual(notes(1, 3));
  });

  it('memory: keeps what the disk refused and takes no more until the disk has it', async () => {
    const fs = new CrashFs();
    const log = await openNotes(PATH, { fs, durability: 'memory' });
    fs.refuse = () => 'ENOSPC';
    await log.append(notes(1, 1));
    await expect(log.flush()).rejects.toMatchObject({ name: 'StorageError', code: 'storage_full' });
    await expect(log.append(notes(2, 2))).rejects.toMatchObject({ code: 'storage_full' });
    fs.refuse = () => null;
    await log.append(notes(2, 2));
    await log.flush();
    expect(JSON.parse(String(fs.bytes(PATH)))).toEqual(notes(1, 2));
    fs.refuse = (call) => (call === 'write' ? 'EIO' : null);
    await log.append(notes(3, 3));
    await expect(log.close()).rejects.toMatchObject({ code: 'storage_failed' });
    fs.refuse = () => null;
    expect(await allOf(await openNotes(PATH, { fs }))).toEqual(notes(1, 2));
  });
});

describe('pages', () => {
  const gaps = fc.array(fc.tuple(fc.integer({ min: 1, max: 4 }), fc.string({ unit: 'grapheme', maxLength: 60 })), {
    maxLength: 400,
  });
  const asNotes = (steps: [number, string][]): Note[] => {
    let n = 0;
    return steps.map(([step, text]) => ({ n: (n += step), text }));
  };
  const size = (note: Note): number => Buffer.byteLength(JSON.stringify(note));
  const fitting = (nearest: Note[], limit: number, maxBytes: number): Note[] => {
    const page: Note[] = [];
    let bytes = 0;
    for (const note of nearest.slice(0, limit)) {
      bytes += size(note);
      if (page.length > 0 && bytes > maxBytes) break;
      page.push(note);
    }
    return page;
  };

  it('equal a plain array, asked at random', async () => {
    const question = fc.record({
      key: fc.option(fc.integer({ min: -1, max: 1_700 })),
      limit: fc.integer({ min: 0, max: 200 }),
      maxBytes: fc.option(fc.integer({ min: 0, max: 9_000 }), { nil: undefined }),
    });
    await fc.assert(
      fc.asyncProperty(
        gaps,
        fc.array(question, { minLength: 1, maxLength: 12 }),
        fc.integer({ min: 0, max: 400 }),
        async (steps, questions, split) => {
          const fs = new CrashFs();
          const entries = asNotes(steps);
          const log = await openNotes(PATH, { fs });
          // One part is indexed by opening, the other by appending.
          await log.append(entries.slice(0, split));
          await log.close();
          const again = await openNotes(PATH, { fs });
          await again.append(entries.slice(split));
          expect([again.first, again.last, again.count]).toEqual([
            entries[0]?.n ?? null,
            entries.at(-1)?.n ?? null,
            entries.length,
          ]);
          expect(await allOf(again)).toEqual(entries);
          for (const { key, limit, maxBytes } of questions) {
            const older = entries.filter(({ n }) => key === null || n < key).reverse();
            expect(await again.before(key, limit, maxBytes)).toEqual(fitting(older, limit, maxBytes ?? Infinity).reverse());
            const newer = entries.filter(({ n }) => n > (key ?? 0));
            expect(await again.after(key ?? 0, limit, maxBytes)).toEqual(fitting(newer, limit, maxBytes ?? Infinity));
          }
        },
      ),
      { numRuns: 60 },
    );
  });

  it('read a small part of a large file', async () => {
    const fs = new CrashFs();
    const log = await openNotes(PATH, { fs });
    await log.append(notes(1, 20_000, 'x'.repeat(400)));
    let read = 0;
    fs.refuse = (call) => {
      if (call === 'read') read += 1;
      return null;
    };
    expect(await log.before(10_000, 50)).toHaveLength(50);
    expect(await log.after(10_000, 50)).toHaveLength(50);
    expect(read).toBe(2);
  });

  it('hold one entry that is larger than what was asked for', async () => {
    const fs = new CrashFs();
    const log = await openNotes(PATH, { fs });
    await log.append([...notes(1, 3), { n: 4, text: 'x'.repeat(10_000) }]);
    expect((await log.before(null, 10, 100)).map(keyOfNote)).toEqual([4]);
    expect((await log.after(3, 10, 100)).map(keyOfNote)).toEqual([4]);
  });
});

describe('setAside', () => {
  it('keeps the old file beside an empty new one', async () => {
    const folder = await tempFolder();
    const path = join(folder, 'room.json');
    const log = await openNotes(path);
    await log.append(notes(5, 7));
    const aside = await log.setAside('test');
    expect(aside).toBe(join(folder, 'room.aside-1.json'));
    expect(JSON.parse(await readFile(aside, 'utf8'))).toEqual(notes(5, 7));
    expect([log.first, log.last, log.count]).toEqual([null, null, 0]);
    await log.append(notes(1, 2));
    expect(await log.setAside('test')).toBe(join(folder, 'room.aside-2.json'));
    await log.append(notes(1, 1));
    await log.close();
    expect(JSON.parse(await readFile(path, 'utf8'))).toEqual(notes(1, 1));
    expect((await readdir(folder)).sort()).toEqual(['room.aside-1.json', 'room.aside-2.json', 'room.json']);
  });

  it('takes what was appended before, leaves what was appended after, and lets pages finish', async () => {
    const fs = new CrashFs();
    const log = await openNotes(PATH, { fs });
    await log.append(notes(1, 100));
    const page = log.before(null, 100);
    const results = await Promise.all([log.append(notes(101, 101)), log.setAside('test'), log.append(notes(1, 1)), page]);
    expect(results[3]).toEqual(notes(1, 100));
    expect(JSON.parse(String(fs.bytes(results[1])))).toEqual(notes(1, 101));
    expect(await allOf(log)).toEqual(notes(1, 1));
  });

  it.each(Array.from({ length: 9 }, (_, i) => i))('leaves a log that works when call %i of it is refused', async (nth) => {
    const fs = new CrashFs();
    const log = await openNotes(PATH, { fs });
    await log.append(notes(1, 3));
    const from = fs.calls.length;
    fs.refuse = (_, number) => (number === from + nth ? 'EIO' : null);
    const aside = await log.setAside('test').catch(() => null);
    fs.refuse = () => null;
    const held = await allOf(log);
    expect(held).toEqual(log.count === 0 ? [] : notes(1, 3));
    if (aside !== null) expect(held).toEqual([]);
    await log.append(notes(4, 4));
    await log.close();
    const again = await openNotes(PATH, { fs });
    expect(await allOf(again)).toEqual([...held, ...notes(4, 4)]);
    const everything = fs.paths.map((path) => String(fs.bytes(path))).join('');
    expect(everything).toContain('hello 3');
  });
});

describe('close', () => {
  it('is idempotent, finishes what was begun, and refuses what comes after', async () => {
    const fs = new CrashFs();
    const log = await openNotes(PATH, { fs });
    const appended = log.append(notes(1, 3));
    const page = log.after(0, 3);
    expect(log.close()).toBe(log.close());
    await Promise.all([appended, page, log.close()]);
    expect(JSON.parse(String(fs.bytes(PATH)))).toEqual(notes(1, 3));
    await expect(log.append(notes(4, 4))).rejects.toMatchObject({ name: 'StorageError', code: 'storage_failed' });
    await expect(log.before(null, 1)).rejects.toMatchObject({ code: 'storage_failed' });
    expect(fs.calls.filter((call) => call === 'close')).toHaveLength(1);
  });
});
