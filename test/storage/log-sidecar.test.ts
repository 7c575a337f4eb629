import { readFile, readdir, stat, utimes, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { decodeSidecar, encodeSidecar, type Sidecar } from '../../src/storage/log-sidecar';
import { CrashFs } from '../helpers/crash-fs';
import { allOf, notes, openNotes, type Note } from '../helpers/notes';
import { tempFolder } from '../helpers/temp-folder';

const PATH = '/data/room.json';
const SIDECAR = `${PATH}.index`;
const checkpoint = 1_000;

const lineOf = (note: Note): string => JSON.stringify(note);
const fileOf = (entries: Note[]): string => `[\n${entries.map(lineOf).join(',\n')}\n]\n`;

/** A closed log of so many entries: the file and its sidecar. */
async function made(count: number, text?: string): Promise<{ log: Buffer; sidecar: Buffer }> {
  const fs = new CrashFs();
  const log = await openNotes(PATH, { fs, checkpoint });
  for (let n = 1; n <= count; n += 50) await log.append(notes(n, Math.min(count, n + 49), text));
  await log.close();
  return { log: fs.bytes(PATH) as Buffer, sidecar: fs.bytes(SIDECAR) as Buffer };
}

/** The same sidecar, as after a crash or a clean close of exactly this file. */
function resealed(sidecar: Buffer, change: (known: Sidecar) => void): Buffer {
  const known = decodeSidecar(sidecar) as Sidecar;
  change(known);
  return encodeSidecar(known);
}

interface Seen {
  entries: Note[];
  pages: Note[][];
  repairs: string[];
  bytes: string;
  count: number;
}

/** Opens these bytes with or without a sidecar and looks at all of it, backwards too. */
async function seen(log: Buffer | string, sidecar: Buffer | null): Promise<Seen> {
  const fs = new CrashFs();
  fs.put(PATH, log);
  if (sidecar) fs.put(SIDECAR, sidecar);
  const opened = await openNotes(PATH, { fs, checkpoint });
  const bytes = String(fs.bytes(PATH));
  const pages: Note[][] = [];
  for (let key: number | null = null; ;) {
    const page = await opened.before(key, 70);
    if (page.length === 0) break;
    pages.push(page);
    key = page[0]?.n ?? 0;
  }
  for (let key = 0; key < 400; key += 37) pages.push(await opened.before(key, 3), await opened.after(key, 3));
  const entries = await allOf(opened);
  return { entries, pages, repairs: opened.repairs.map(({ kind }) => kind), bytes, count: opened.count };
}

describe('a sidecar', () => {
  it('makes opening cost the same at any size', async () => {
    const reads: number[] = [];
    for (const count of [2_000, 40_000]) {
      const fs = new CrashFs();
      const log = await openNotes(PATH, { fs });
      await log.append(notes(1, count, 'x'.repeat(100)));
      await log.close();
      const from = fs.calls.length;
      const again = await openNotes(PATH, { fs });
      const most = fs.calls.slice(from).filter((call) => call === 'read').length;
      expect([again.first, again.last, again.count, again.repairs]).toEqual([1, count, count, []]);
      expect(await again.before(count - 5, 2)).toEqual(notes(count - 7, count - 6, 'x'.repeat(100)));
      reads.push(most);
    }
    expect(reads[1]).toBe(reads[0]);
    expect(reads[0]).toBeLessThan(12);
  });

  it('is small, belongs to nobody else, and is not made for a small log', async () => {
    const folder = await tempFolder();
    const small = await openNotes(join(folder, 'small.json'));
    await small.append(notes(1, 500));
    await small.close();
    const large = await openNotes(join(folder, 'large.json'));
    for (let n = 1; n < 100_000; n += 5_000) await large.append(notes(n, n + 4_999, 'y'.repeat(40)));
    await large.close();
    expect((await readdir(folder)).sort()).toEqual(['large.json', 'large.json.index', 'small.json']);
    const { size, mode } = await stat(join(folder, 'large.json.index'));
    expect(size).toBeLessThan(17 * 1024);
    expect(mode & 0o077).toBe(0);
  });

  it('is written while the log grows, by nobody who waits for it', async () => {
    const fs = new CrashFs();
    const log = await openNotes(PATH, { fs, checkpoint });
    fs.refuse = (call) => (call.includes('.index') ? 'EIO' : null);
    await log.append(notes(1, 100));
    await log.append(notes(101, 200));
    fs.refuse = () => null;
    expect(fs.bytes(SIDECAR)).toBeNull();
    await log.append(notes(201, 300));
    await allOf(log);
    expect(decodeSidecar(fs.bytes(SIDECAR) as Buffer)).toMatchObject({ stamp: null, index: { count: 300, last: { key: 300 } } });
  });

  it('says that the log is in use from the first append on', async () => {
    const { log, sidecar } = await made(300);
    const fs = new CrashFs();
    fs.put(PATH, log);
    fs.put(
      SIDECAR,
      resealed(sidecar, (known) => (known.stamp = null)),
    );
    const first = await openNotes(PATH, { fs, checkpoint });
    await first.close();
    expect(decodeSidecar(fs.bytes(SIDECAR) as Buffer)?.stamp).not.toBeNull();
    const second = await openNotes(PATH, { fs, checkpoint });
    await second.append(notes(301, 301));
    await allOf(second);
    expect(decodeSidecar(fs.bytes(SIDECAR) as Buffer)?.stamp).toBeNull();
  });

  it('is gone where the log is set aside', async () => {
    const fs = new CrashFs();
    const log = await openNotes(PATH, { fs, checkpoint });
    await log.append(notes(1, 300));
    await allOf(log);
    await log.setAside('test');
    expect(fs.bytes(SIDECAR)).toBeNull();
  });

  it('of a clean close lets no change by another program go unseen', async () => {
    const path = join(await tempFolder(), 'room.json');
    const log = await openNotes(path, { checkpoint });
    await log.append(notes(1, 300));
    await log.close();
    const bytes = await readFile(path, 'utf8');
    await writeFile(path, bytes.replace('{"n":150', '["n":150'));
    // A clock that stands still would hide it, as a very coarse one may.
    const { atime, mtime } = await stat(path);
    await utimes(path, atime, new Date(mtime.getTime() + 5));
    const again = await openNotes(path, { checkpoint });
    expect(again.repairs).toMatchObject([{ kind: 'damaged' }]);
    expect((await allOf(again)).length).toBe(299);
    await again.close();
  });

  it('costs the next opening when a line turns out to be damaged', async () => {
    const { log, sidecar } = await made(300);
    const fs = new CrashFs();
    fs.put(PATH, String(log).replace('{"n":150', '["n":150'));
    fs.put(
      SIDECAR,
      resealed(sidecar, (known) => (known.stamp = null)),
    );
    const blind = await openNotes(PATH, { fs, checkpoint });
    expect(blind.repairs).toEqual([]);
    expect((await allOf(blind)).length).toBe(299);
    await blind.close();
    const again = await openNotes(PATH, { fs, checkpoint });
    expect(again.repairs).toMatchObject([{ kind: 'damaged' }]);
    expect(again.count).toBe(299);
  });
});

describe('whatever the sidecar is', () => {
  const count = 300;
  type Edit = 'none' | 'append' | 'remove' | 'insert' | 'cut' | 'swap' | 'shorten' | 'same length' | 'torn';
  const edits: Edit[] = ['none', 'append', 'remove', 'insert', 'cut', 'swap', 'shorten', 'same length', 'torn'];

  const edited = (log: Buffer, edit: Edit, at: number): string => {
    const text = String(log);
    const all = notes(1, count);
    const i = at % count;
    const note = all[i] as Note;
    switch (edit) {
      case 'none':
        return text;
      case 'append':
        return fileOf([...all, ...notes(count + 1, count + 5)]);
      case 'remove':
        return fileOf(all.filter((one) => one !== note));
      case 'insert':
        return text.replace(`${lineOf(note)}`, `oops\n${lineOf(note)}`);
      case 'cut':
        return text.slice(0, 3 + (at % (text.length - 3)));
      case 'swap':
        return fileOf(all.map((one) => (one.n === i ? note : one.n === i + 1 ? (all[i - 1] ?? note) : one)));
      case 'shorten':
        return fileOf(all.map((one) => (one === note ? { ...one, text: 'h' } : one)));
      case 'same length':
        return text.replace(`${lineOf(note)}`, lineOf({ ...note, text: note.text.replace('hello', 'howdy') }));
      case 'torn':
        return `${text.slice(0, -3)},\n{"n":${count + 1},"te`;
    }
  };

  it('an older, newer, torn or strange one shows the same log as none', async () => {
    const [older, same, newer, other] = await Promise.all([made(200), made(count), made(330), made(count, 'another')]);
    const kinds = { older, same, newer, other };
    await fc.assert(
      fc.asyncProperty(
        fc.constantFrom(...(Object.keys(kinds) as (keyof typeof kinds)[])),
        fc.constantFrom(...edits),
        fc.nat(1_000_000),
        fc.option(fc.tuple(fc.nat(1_000_000), fc.integer({ min: 1, max: 255 })), { freq: 4 }),
        fc.boolean(),
        async (kind, edit, at, damage, crashed) => {
          // Two lines of one length in each other's place, after a crash: the one thing that is found out only when it is read.
          fc.pre(!(crashed && edit === 'swap'));
          const log = edited(same.log, edit, at);
          const sidecar = crashed
            ? resealed(kinds[kind].sidecar, (known) => (known.stamp = null))
            : Buffer.from(kinds[kind].sidecar);
          if (damage) sidecar[damage[0] % sidecar.length] = (sidecar[damage[0] % sidecar.length] as number) ^ damage[1];
          expect(await seen(log, sidecar)).toEqual(await seen(log, null));
        },
      ),
      { numRuns: 400 },
    );
  }, 60_000);

  it('one that lies with a valid checksum hides nothing and shows nothing wrong', async () => {
    const { log, sidecar } = await made(count);
    const expected = await seen(log, null);
    const near = fc.integer({ min: -300, max: 300 });
    const lie = fc.record({
      place: fc.option(fc.tuple(fc.nat(10), near, near)),
      last: fc.option(fc.tuple(near, near)),
      end: fc.option(near),
      count: fc.option(near),
      dropped: fc.option(fc.nat(4)),
      stride: fc.option(fc.constantFrom(1, 32, 65, 128, 1_000)),
      stamped: fc.boolean(),
    });
    await fc.assert(
      fc.asyncProperty(lie, async (lies) => {
        const fs = new CrashFs();
        fs.put(PATH, log);
        const now = await (await fs.open(PATH, 'keep')).stamp();
        fs.put(
          SIDECAR,
          resealed(sidecar, (known) => {
            const { index } = known;
            known.stamp = lies.stamped ? now : null;
            const place = lies.place && index.places[lies.place[0] % index.places.length];
            if (lies.place && place)
              Object.assign(place, { key: place.key + lies.place[1], offset: place.offset + lies.place[2] });
            if (lies.last) index.last = { key: index.last.key + lies.last[0], offset: index.last.offset + lies.last[1] };
            known.end += lies.end ?? 0;
            index.count += lies.count ?? 0;
            index.stride = lies.stride ?? index.stride;
            if (lies.dropped) index.places.splice(0, lies.dropped);
          }),
        );
        const opened = await openNotes(PATH, { fs, checkpoint });
        expect(await allOf(opened)).toEqual(expected.entries);
        expect([opened.first, opened.last, opened.repairs]).toEqual([1, count, []]);
        for (let key = 1; key <= count + 1; key += 1) {
          expect((await opened.before(key, 1))[0]?.n).toBe(key === 1 ? undefined : key - 1);
          expect((await opened.after(key, 1))[0]?.n).toBe(key >= count ? undefined : key + 1);
        }
        expect(String(fs.bytes(PATH))).toBe(expected.bytes);
      }),
      { numRuns: 150 },
    );
  }, 60_000);

  it('lines that changed places after a crash are put right at the opening after the one that read them', async () => {
    const { log, sidecar } = await made(count);
    const fs = new CrashFs();
    fs.put(PATH, edited(log, 'swap', 150));
    fs.put(
      SIDECAR,
      resealed(sidecar, (known) => (known.stamp = null)),
    );
    const blind = await openNotes(PATH, { fs, checkpoint });
    await allOf(blind);
    await blind.close();
    expect((await openNotes(PATH, { fs, checkpoint })).repairs).toMatchObject([{ kind: 'damaged' }]);
  });

  it('lies about places only are found out when they are used', async () => {
    const { log, sidecar } = await made(count);
    for (const place of [1, 2, 3]) {
      for (const shift of [-1, 1, 30]) {
        const fs = new CrashFs();
        fs.put(PATH, log);
        const stamp = await (await fs.open(PATH, 'keep')).stamp();
        fs.put(
          SIDECAR,
          resealed(sidecar, (known) => {
            known.stamp = stamp;
            (known.index.places[place] as { key: number }).key += shift;
          }),
        );
        const opened = await openNotes(PATH, { fs, checkpoint });
        for (let key = 1; key <= count; key += 1) expect((await opened.before(key + 1, 1))[0]?.n).toBe(key);
        await opened.close();
        expect(fs.bytes(SIDECAR)).toBeNull();
      }
    }
  });
});
