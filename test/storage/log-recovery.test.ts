import { readFile, readdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { CrashFs } from '../helpers/crash-fs';
import { allOf, notes, openNotes, type Note } from '../helpers/notes';
import { tempFolder } from '../helpers/temp-folder';

const PATH = '/data/room.json';

const fileOf = (entries: Note[]): string => `[\n${entries.map((note) => JSON.stringify(note)).join(',\n')}\n]\n`;

interface Found {
  fs: CrashFs;
  entries: Note[];
  repairs: string[];
  /** What the first repair kept. */
  kept: string;
}

/** Opens a file with this content, appends one entry, and closes it; the file must be valid then and stay as it is. */
async function recover(content: string | Buffer): Promise<Found> {
  const fs = new CrashFs();
  fs.put(PATH, content);
  const log = await openNotes(PATH, { fs });
  const entries = await allOf(log);
  expect(JSON.parse(String(fs.bytes(PATH)))).toEqual(entries);
  await log.append([{ n: 9_999_999, text: 'next' }]);
  await log.close();
  expect(JSON.parse(String(fs.bytes(PATH)))).toEqual([...entries, { n: 9_999_999, text: 'next' }]);
  const again = await openNotes(PATH, { fs });
  expect(again.repairs).toEqual([]);
  const [first] = log.repairs;
  return { fs, entries, repairs: log.repairs.map(({ kind }) => kind), kept: first ? String(fs.bytes(first.kept)) : '' };
}

describe('a file that was cut', () => {
  it('keeps every complete entry at every byte of its last 4 KiB', async () => {
    const safe = notes(1, 40);
    const batch = notes(41, 76, 'é😀 '.repeat(13));
    const bytes = Buffer.from(fileOf([...safe, ...batch]));
    const from = Buffer.byteLength(fileOf(safe)) - 3;
    expect(bytes.length - from).toBeGreaterThan(4096);
    const ends = [...safe, ...batch].map((_, i, all) => Buffer.byteLength(fileOf(all.slice(0, i + 1))) - 3);
    for (let cut = from; cut <= bytes.length; cut += 1) {
      const { entries, repairs, kept } = await recover(bytes.subarray(0, cut));
      const whole = ends.filter((end) => end <= cut).length;
      expect(entries, `cut at ${cut}`).toEqual([...safe, ...batch].slice(0, whole));
      const rest = bytes.subarray(ends[whole - 1], cut);
      const partial = rest.includes(0x7b);
      expect([repairs, kept], `cut at ${cut}`).toEqual(partial ? [['torn'], rest.toString()] : [[], '']);
    }
  }, 30_000);

  it('opens at every byte of a small file, and nothing is gone', async () => {
    const all = notes(1, 4, '"[{,}]\\ é');
    const bytes = Buffer.from(fileOf(all));
    const ends = all.map((_, i) => Buffer.byteLength(fileOf(all.slice(0, i + 1))) - 3);
    for (let cut = 0; cut <= bytes.length; cut += 1) {
      const { entries, fs } = await recover(bytes.subarray(0, cut));
      expect(entries).toEqual(all.slice(0, ends.filter((end) => end <= cut).length));
      const rest = bytes.subarray(ends.findLast((end) => end <= cut) ?? 0, cut);
      const aside = fs.paths.filter((path) => path !== PATH).map((path) => fs.bytes(path));
      expect(aside).toEqual(rest.includes(0x7b) ? [rest] : []);
    }
  });

  it('does so on a real disk', async () => {
    const folder = await tempFolder();
    const path = join(folder, 'room.json');
    const bytes = Buffer.from(fileOf(notes(1, 3)));
    await writeFile(path, bytes.subarray(0, -9));
    const log = await openNotes(path);
    expect(await allOf(log)).toEqual(notes(1, 2));
    await log.append(notes(3, 4));
    await log.close();
    expect(JSON.parse(await readFile(path, 'utf8'))).toEqual(notes(1, 4));
    expect((await readdir(folder)).sort()).toEqual(['room.json', 'room.json.torn-1']);
    expect(await readFile(join(folder, 'room.json.torn-1'), 'utf8')).toBe(',\n{"n":3,"text":"hel');
  });

  it.each(['\0\0', ',\0\0', '\n\0', `,\n]\0`, `,${'\0'.repeat(2_000)}`])('keeps an entry with %j behind it', async (rest) => {
    const { entries, repairs } = await recover(fileOf(notes(1, 3)).slice(0, -3) + rest);
    expect([entries, repairs]).toEqual([notes(1, 3), []]);
  });

  it('takes zeros at the end for what they are', async () => {
    const content = fileOf(notes(1, 3)).slice(0, -3) + ',\n{"n":4,"te' + '\0'.repeat(3_000);
    const { entries, repairs } = await recover(content);
    expect([entries, repairs]).toEqual([notes(1, 3), ['torn']]);
  });
});

describe('a file with damage in it', () => {
  const lines = (...middle: string[]): string => ['[', ...middle, ']', ''].join('\n');
  const [one, two, three] = notes(1, 3).map((note) => JSON.stringify(note)) as [string, string, string];

  it.each([
    ['a line that is no JSON', lines(`${one},`, '{"n":2,"te,', three), [1, 3], ['damaged'], '{"n":2,"te,\n'],
    ['a line that is no entry', lines(`${one},`, '{"m":2},', three), [1, 3], ['damaged'], '{"m":2},\n'],
    ['the first line', lines('?{"n":1', `${two},`, three), [2, 3], ['damaged'], '?{"n":1\n'],
    ['the bracket', `?\n${one},\n${two}\n]\n`, [1, 2], ['damaged'], '?\n'],
    ['no bracket', `${one},\n${two}\n]\n`, [1, 2], [], ''],
    ['no commas, as JSON lines', `${one}\n${two}\n${three}\n`, [1, 2, 3], [], ''],
    ['a comma too much', lines(`${one},`, `${two},`), [1, 2], [], ''],
    ['a doubled comma', lines(`${one},,`, two), [2], ['damaged'], `${one},,\n`],
    ['a line twice', lines(`${one},`, `${one},`, two), [1, 2], ['damaged'], `${one},\n`],
    [
      'a key much too high',
      lines(`${one},`, '{"n":900,"text":""},', `${two},`, three),
      [1, 2, 3],
      ['damaged'],
      '{"n":900,"text":""},\n',
    ],
    ['a key too low', lines(`${two},`, `${three},`, `${one},`, '{"n":4,"text":"hello 4"}'), [2, 3, 4], ['damaged'], `${one},\n`],
    ['the last line', lines(`${one},`, 'oops'), [1], ['torn'], ',\noops\n]\n'],
    ['a bracket in the middle', lines(`${one}`, ']', `${two},`, three), [1, 2, 3], [], ''],
    ['a byte order mark', `\ufeff${lines(`${one},`, two)}`, [1, 2], [], ''],
    ['Windows line ends', lines(`${one},`, `${two},`, three).replaceAll('\n', '\r\n'), [1, 2, 3], [], ''],
    ['indented lines', lines(`  ${one},`, `\t${two}`), [1, 2], [], ''],
    ['a bracket on the line of an entry', `[${one},\n${two}]`, [1, 2], [], ''],
    ['blank lines', `\n[\n\n${one},\n\n${two}\n\n]\n\n`, [1, 2], [], ''],
  ])('%s', async (_, content, keys, repairs, kept) => {
    const found = await recover(content);
    expect([found.entries.map(({ n }) => n), found.repairs, found.kept]).toEqual([keys, repairs, kept]);
  });

  it('invalid UTF-8', async () => {
    const bytes = Buffer.from(lines(`${one},`, `${two},`, three));
    bytes[bytes.indexOf('hello 2')] = 0xff;
    const found = await recover(bytes);
    expect([found.entries.map(({ n }) => n), found.repairs]).toEqual([[1, 3], ['damaged']]);
  });

  it('zeros over an old entry cost that entry and none after it', async () => {
    const bytes = Buffer.from(fileOf(notes(1, 100)));
    bytes.fill(0, bytes.indexOf('hello 50') - 2, bytes.indexOf('hello 50') + 2);
    const found = await recover(bytes);
    expect(found.entries.map(({ n }) => n)).toEqual(
      notes(1, 100)
        .map(({ n }) => n)
        .filter((n) => n !== 50),
    );
  });

  it('a hole that a torn write left costs everything after it, which was never acknowledged', async () => {
    const safe = fileOf(notes(1, 100));
    const bytes = Buffer.from(fileOf(notes(1, 200)));
    const hole = Math.ceil(safe.length / 512) * 512;
    bytes.fill(0, hole, hole + 1024);
    const whole = notes(1, 200).filter((_, i, all) => fileOf(all.slice(0, i + 1)).length - 3 <= hole);
    const found = await recover(bytes);
    expect([found.entries, found.repairs]).toEqual([whole, ['torn']]);
    expect(found.kept).toContain('hello 200');
  });

  it('keeps all that was in it whatever bytes are changed', async () => {
    const original = Buffer.from(fileOf(notes(1, 30)));
    const change = fc.tuple(fc.nat(original.length - 1), fc.uint8Array({ minLength: 1, maxLength: 40 }));
    await fc.assert(
      fc.asyncProperty(fc.array(change, { minLength: 1, maxLength: 4 }), async (changes) => {
        const bytes = Buffer.from(original);
        for (const [at, patch] of changes) bytes.set(patch.subarray(0, bytes.length - at), at);
        const { entries, fs } = await recover(bytes);
        const everything = Buffer.concat(fs.paths.map((path) => fs.bytes(path) as Buffer));
        for (const note of notes(1, 30)) {
          const line = Buffer.from(`\n${JSON.stringify(note)},\n`);
          if (bytes.includes(line)) {
            expect(everything.includes(line.subarray(1, -2))).toBe(true);
            // One key that was changed to a larger one may cost a neighbour its place, never its bytes.
            expect(entries.some(({ n }) => n === note.n) || entries.length < 30).toBe(true);
          }
        }
      }),
      { numRuns: 300 },
    );
  });
});

describe('a file that is something else', () => {
  it.each([
    ['an object', '{"name":"somebody’s settings"}'],
    ['an array of other things', '[1,2,3]\n'],
    ['text', 'Dear diary,\nnothing happened.\n'],
    ['a line without end', 'x'.repeat(300_000)],
    ['entries out of order on one line', JSON.stringify(notes(1, 2).reverse())],
  ])('%s is set aside whole', async (_, content) => {
    const { fs, entries, repairs } = await recover(content);
    expect([entries, repairs]).toEqual([[], ['aside']]);
    expect(String(fs.bytes('/data/room.aside-1.json'))).toBe(content);
  });

  it.each([
    ['nothing', ''],
    ['white space', ' \n\n'],
    ['zeros', '\0'.repeat(512)],
    ['an empty array', '[]'],
    ['an empty array of another layout', '[\r\n\r\n]'],
    ['an empty array with a byte order mark', '\ufeff[]'],
    ['a bracket', '['],
  ])('%s is an empty log', async (_, content) => {
    const { fs, entries, repairs } = await recover(content);
    expect([entries, repairs, fs.paths]).toEqual([[], [], [PATH]]);
  });

  it.each([
    ['one line', (all: Note[]) => JSON.stringify(all)],
    ['many lines', (all: Note[]) => JSON.stringify(all, null, 2)],
    ['many lines with a byte order mark', (all: Note[]) => `\ufeff${JSON.stringify(all, null, '\t')}`],
  ])('the same entries laid out on %s by another program are taken, the file is kept', async (_, layout) => {
    const content = layout(notes(1, 50));
    const found = await recover(content);
    expect([found.entries, found.repairs, found.kept]).toEqual([notes(1, 50), ['reformatted'], content]);
  });

  it('is not mistaken for one when a foreign file takes its name for the second time', async () => {
    const { fs } = await recover('other');
    fs.put(PATH, 'yet another');
    const log = await openNotes(PATH, { fs });
    expect(log.repairs).toEqual([{ kind: 'aside', kept: '/data/room.aside-2.json' }]);
  });
});

it('a line longer than any entry is damage and is not read into memory', async () => {
  const [one, two] = notes(1, 2).map((note) => JSON.stringify(note)) as [string, string];
  const long = `{"n":2,"text":"${'x'.repeat(17 * 1024 * 1024)}"},`;
  const found = await recover(`[\n${one},\n${long}\n${two}\n]\n`);
  expect([found.entries, found.repairs, found.kept.length]).toEqual([notes(1, 2), ['damaged'], long.length + 1]);
});
