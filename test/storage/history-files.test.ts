import { mkdir, readFile, readdir, readlink, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import type { History } from '../../src/client/ports';
import type { Entry } from '../../src/shared/protocol';
import { HistoryFiles } from '../../src/storage/history-files';
import { tempFolder } from '../helpers/temp-folder';

const entry = (seq: number): Entry => ({
  seq,
  id: `id-${seq}`,
  kind: 'message',
  author: { id: 'k-alice', name: 'Alice' },
  at: 1_700_000_000_000 + seq,
  text: `Hello ${seq}`,
});
const entries = (from: number, to: number): Entry[] => Array.from({ length: to - from + 1 }, (_, i) => entry(from + i));

/** Files of a folder that this process has open, also those that are deleted. */
async function openIn(folder: string): Promise<number> {
  const links = await Promise.all((await readdir('/proc/self/fd')).map((fd) => readlink(`/proc/self/fd/${fd}`).catch(() => '')));
  return links.filter((link) => link.startsWith(folder)).length;
}

describe('what is said about messages, in HistoryFiles', () => {
  const author = { id: 'k-alice', name: 'Alice' };
  const head = (seq: number) => ({ seq, id: `id-${String(seq)}`, author, at: 1_700_000_000_000 + seq });
  const said: Entry[] = [
    { ...head(6), kind: 'edit', target: 2, text: 'secret again' },
    { ...head(7), kind: 'reaction', target: 3, emoji: '👍', on: true },
    { ...head(8), kind: 'deletion', target: 5, text: '' },
    { ...head(9), kind: 'pin', target: 2, on: true },
  ];
  const seqs = (found: readonly Entry[]): number[] => found.map(({ seq }) => seq);

  it('is found by its message: also what is said later, and by the next start', async () => {
    const folder = await tempFolder();
    const history = new HistoryFiles(folder);
    expect(await history.about('hub', 'room', 1, 10)).toEqual([]);
    expect(await readdir(folder)).toEqual([]);
    await history.append('hub', 'room', [...entries(1, 5), ...said]);
    expect(await history.about('hub', 'room', 2, 3)).toEqual([said[0], said[1], said[3]]);
    expect(seqs(await history.about('hub', 'room', 3, 5))).toEqual([7]);
    const late: Entry = { ...head(10), kind: 'ack', target: 4 };
    await history.append('hub', 'room', [late]);
    expect(await history.about('hub', 'room', 4, 4)).toEqual([late]);
    await history.close();
    expect(await history.rooms('hub')).toEqual(['room']);
    const again = new HistoryFiles(folder);
    expect(seqs(await again.about('hub', 'room', 1, 5))).toEqual([6, 7, 9, 10]);
    await again.close();
  });

  it('loses the texts of edits with the message, whether that is held or not', async () => {
    const folder = await tempFolder();
    const history = new HistoryFiles(folder);
    await history.append('hub', 'room', [...entries(1, 5), ...said]);
    await history.erase('hub', 'room', [2]);
    expect(await readFile(join(folder, 'hub', 'room.json'), 'utf8')).not.toContain('secret');
    expect((await history.after('hub', 'room', 5, 1))[0]).toEqual({ ...said[0], text: '', deleted: true });
    await history.append('hub', 'short', [said[0] as Entry]);
    await history.erase('hub', 'short', [2]);
    expect(await readFile(join(folder, 'hub', 'short.json'), 'utf8')).not.toContain('secret');
    await history.close();
  });

  it('goes with what is dropped, comes back with what is taken in, and is another one in another log', async () => {
    const history = new HistoryFiles(await tempFolder());
    await history.append('hub', 'room', [...entries(1, 5), ...said]);
    await history.drop('hub', 'room', 1_700_000_000_007);
    expect(seqs(await history.about('hub', 'room', 1, 5))).toEqual([7, 9]);
    await history.prepend('hub', 'room', [...entries(1, 5), said[0] as Entry]);
    expect(seqs(await history.about('hub', 'room', 1, 5))).toEqual([6, 7, 9]);
    await history.setAside('hub', 'room');
    expect(await history.about('hub', 'room', 1, 5)).toEqual([]);
    await history.append('hub', 'room', [...entries(1, 2), { ...head(3), kind: 'ack', target: 1 }]);
    expect(seqs(await history.about('hub', 'room', 1, 5))).toEqual([3]);
    await history.drop('hub', 'room', null);
    expect(await history.about('hub', 'room', 1, 5)).toEqual([]);
    await history.close();
  });
});

describe('HistoryFiles', () => {
  it('takes the text of deleted messages out of the file, and goes on', async () => {
    const folder = await tempFolder();
    const history = new HistoryFiles(folder);
    await history.erase('hub', 'room', [1]);
    expect(await readdir(folder)).toEqual([]);
    await history.append('hub', 'room', entries(3, 9));
    await history.erase('hub', 'room', [8, 1, 4]);
    await history.append('hub', 'room', entries(10, 10));
    const gone = (seq: number): Entry => ({ ...entry(seq), text: '', deleted: true }) as Entry;
    const expected = [entry(3), gone(4), ...entries(5, 7), gone(8), ...entries(9, 10)];
    expect(await history.before('hub', 'room', null, 10)).toEqual(expected);
    await history.close();
    const path = join(folder, 'hub', 'room.json');
    expect(JSON.parse(await readFile(path, 'utf8'))).toEqual(expected);
    const again = new HistoryFiles(folder);
    expect(await again.range('hub', 'room')).toEqual({ first: 3, last: 10 });
    await again.close();
  });

  it('keeps each conversation in a file of its own', async () => {
    const folder = await tempFolder();
    const history: History & { close(): Promise<void> } = new HistoryFiles(folder);
    expect(await history.range('hub', 'room')).toBeNull();
    expect(await history.before('hub', 'room', null, 10)).toEqual([]);
    await history.setAside('hub', 'room');
    expect(await readdir(folder)).toEqual([]);
    await history.append('hub', 'room', entries(5, 9));
    await history.append('hub', 'other', entries(1, 1));
    expect(await history.range('hub', 'room')).toEqual({ first: 5, last: 9 });
    expect(await history.before('hub', 'room', null, 2)).toEqual(entries(8, 9));
    expect(await history.before('hub', 'room', 8, 100)).toEqual(entries(5, 7));
    await history.flush();
    expect(JSON.parse(await readFile(join(folder, 'hub', 'room.json'), 'utf8'))).toEqual(entries(5, 9));
    await history.close();
    const again = new HistoryFiles(folder);
    expect(await again.range('hub', 'room')).toEqual({ first: 5, last: 9 });
    expect(await again.range('hub', 'other')).toEqual({ first: 1, last: 1 });
    await again.close();
  });

  it('pages forward, counts, and knows which conversations there are', async () => {
    const history = new HistoryFiles(await tempFolder());
    expect(await history.rooms('hub')).toEqual([]);
    expect([await history.after('hub', 'room', 0, 5), await history.count('hub', 'room', null)]).toEqual([[], 0]);
    await history.append('hub', 'room', entries(5, 3_000));
    await history.append('hub', 'other', entries(1, 1));
    await history.setAside('hub', 'other');
    await history.append('hub', 'other', entries(1, 1));
    expect(await history.rooms('hub')).toEqual(['other', 'room']);
    expect(await history.after('hub', 'room', 0, 2)).toEqual(entries(5, 6));
    expect(await history.after('hub', 'room', 2_999, 5)).toEqual([entry(3_000)]);
    const counts = [null, 0, entry(5).at, entry(6).at, entry(2_500).at, Infinity].map((before) =>
      history.count('hub', 'room', before),
    );
    expect(await Promise.all(counts)).toEqual([2_996, 0, 0, 1, 2_495, 2_996]);
    await history.close();
  });

  it('removes a conversation with all that was set aside of it, and goes on where it was', async () => {
    const folder = await tempFolder();
    const history = new HistoryFiles(folder);
    await history.append('hub', 'room', entries(1, 9));
    await history.setAside('hub', 'room');
    await history.append('hub', 'room', entries(1, 20_000));
    await history.append('hub', 'room-2', entries(1, 2));
    // Whoever reads meanwhile gets what was there, or nothing.
    const [dropped, page] = await Promise.all([
      history.drop('hub', 'room', null),
      history.before('hub', 'room', null, 3),
      history.append('hub', 'room', entries(20_001, 20_002)),
    ]);
    expect(dropped).toBe(20_000);
    expect([[], entries(19_998, 20_000), entries(20_000, 20_002)]).toContainEqual(page);
    expect(await history.before('hub', 'room', null, 9)).toEqual(entries(20_001, 20_002));
    expect(await history.drop('hub', 'none', null)).toBeNull();
    await history.close();
    if (process.platform === 'linux') expect(await openIn(folder)).toBe(0);
    expect((await readdir(join(folder, 'hub'))).filter((name) => !name.endsWith('.index')).sort()).toEqual([
      'room-2.json',
      'room.json',
    ]);
    expect(await readFile(join(folder, 'hub', 'room.json'), 'utf8')).not.toContain('Hello 19');
  });

  it('removes what is older than a time, and all where all is', async () => {
    const history = new HistoryFiles(await tempFolder());
    await history.append('hub', 'room', entries(1, 3_000));
    expect(await history.drop('hub', 'room', entry(1).at)).toBeNull();
    expect(await history.drop('hub', 'room', entry(2_001).at)).toBe(2_000);
    expect([await history.range('hub', 'room'), await history.count('hub', 'room', null)]).toEqual([
      { first: 2_001, last: 3_000 },
      1_000,
    ]);
    expect(await history.before('hub', 'room', 2_003, 9)).toEqual(entries(2_001, 2_002));
    expect(await history.drop('hub', 'room', entry(5_000).at)).toBe(3_000);
    expect(await history.range('hub', 'room')).toBeNull();
    await history.append('hub', 'room', entries(3_001, 3_002));
    expect(await history.range('hub', 'room')).toEqual({ first: 3_001, last: 3_002 });
    await history.close();
  });

  it('takes entries in front of what it holds, and leaves no other file', async () => {
    const folder = await tempFolder();
    const history = new HistoryFiles(folder);
    await history.append('hub', 'room', entries(2_001, 20_000));
    await Promise.all([
      history.prepend('hub', 'room', entries(1, 2_005)),
      history.append('hub', 'room', entries(20_001, 20_001)),
      history.prepend('hub', 'empty', entries(3, 4)),
    ]);
    expect(await history.range('hub', 'room')).toEqual({ first: 1, last: 20_001 });
    expect(await history.count('hub', 'room', null)).toBe(20_001);
    expect(await history.before('hub', 'room', 2_003, 4)).toEqual(entries(1_999, 2_002));
    expect(await history.before('hub', 'empty', null, 4)).toEqual(entries(3, 4));
    await history.close();
    const again = new HistoryFiles(folder);
    expect(await again.after('hub', 'room', 1_999, 3)).toEqual(entries(2_000, 2_002));
    await again.close();
    const names = await readdir(join(folder, 'hub'));
    expect(names.filter((name) => !name.endsWith('.json.index')).sort()).toEqual(['empty.json', 'room.json']);
    expect(JSON.parse(await readFile(join(folder, 'hub', 'room.json'), 'utf8'))).toHaveLength(20_001);
  });

  it('leaves a conversation as it was where what should come in front cannot be kept', async () => {
    const folder = await tempFolder();
    const history = new HistoryFiles(folder);
    await history.append('hub', 'room', entries(5, 9));
    await expect(history.prepend('hub', 'room', [entry(3), entry(2)])).rejects.toThrow();
    expect(await history.before('hub', 'room', null, 9)).toEqual(entries(5, 9));
    await history.append('hub', 'room', entries(10, 10));
    await history.close();
    expect((await readdir(join(folder, 'hub'))).filter((name) => !name.endsWith('.index'))).toEqual(['room.json']);
  });

  it('leaves out what it has, keeps a gap as it comes, and goes on', async () => {
    const history = new HistoryFiles(await tempFolder());
    await history.append('hub', 'room', entries(1, 5));
    await history.append('hub', 'room', entries(3, 7));
    await history.append('hub', 'room', entries(1, 2));
    await history.append('hub', 'room', []);
    await history.append('hub', 'room', [entry(8), entry(10)]);
    await history.append('hub', 'room', entries(9, 11));
    expect(await history.before('hub', 'room', null, 100)).toEqual([...entries(1, 8), ...entries(10, 11)]);
    await history.close();
  });

  it('takes appends that do not wait for each other', async () => {
    const history = new HistoryFiles(await tempFolder(), { mostOpen: 1 });
    await Promise.all(
      Array.from({ length: 20 }, (_, i) => [
        history.append('hub', 'a', entries(i * 3 + 1, i * 3 + 3)),
        history.append('hub', 'b', entries(i + 1, i + 1)),
      ]).flat(),
    );
    expect(await history.before('hub', 'a', null, 100)).toEqual(entries(1, 60));
    expect(await history.before('hub', 'b', null, 100)).toEqual(entries(1, 20));
    await history.close();
  });

  it('keeps few files open', async () => {
    const folder = await tempFolder();
    const history = new HistoryFiles(folder, { mostOpen: 3 });
    for (let i = 0; i < 20; i += 1) await history.append('hub', `room-${i}`, entries(1, 2));
    if (process.platform === 'linux') expect(await openIn(folder)).toBe(3);
    for (let i = 0; i < 20; i += 1) expect(await history.range('hub', `room-${i}`)).toEqual({ first: 1, last: 2 });
    await history.close();
    if (process.platform === 'linux') expect(await openIn(folder)).toBe(0);
  });

  it('sets a conversation aside and begins again', async () => {
    const folder = await tempFolder();
    const history = new HistoryFiles(folder);
    await history.append('hub', 'room', entries(1, 3));
    await history.setAside('hub', 'room');
    expect(await history.range('hub', 'room')).toBeNull();
    await history.append('hub', 'room', entries(1, 1));
    await history.close();
    expect((await readdir(join(folder, 'hub'))).sort()).toEqual(['room.aside-1.json', 'room.json']);
    expect(JSON.parse(await readFile(join(folder, 'hub', 'room.aside-1.json'), 'utf8'))).toEqual(entries(1, 3));
  });

  it('goes on after the newest gap where damage took entries, and keeps the whole file', async () => {
    const folder = await tempFolder();
    await mkdir(join(folder, 'hub'));
    const text = JSON.stringify([...entries(1, 3), ...entries(5, 6), ...entries(8, 2_000)]).replaceAll('},{"seq', '},\n{"seq');
    await writeFile(join(folder, 'hub', 'room.json'), text);
    const history = new HistoryFiles(folder);
    expect(await history.range('hub', 'room')).toEqual({ first: 8, last: 2_000 });
    expect(await history.before('hub', 'room', 10, 100)).toEqual(entries(8, 9));
    await history.append('hub', 'room', entries(2_001, 2_001));
    await history.close();
    expect(await readFile(join(folder, 'hub', 'room.aside-1.json'), 'utf8')).toBe(text);
  });

  it.each([['../up'], ['a/b'], ['a\\b'], [''], ['a.b'], ['a\0b'], ['x'.repeat(65)], ['CON'], ['nul'], ['é']])(
    'makes no path of the id %j',
    async (id) => {
      const folder = await tempFolder();
      const history = new HistoryFiles(join(folder, 'history'));
      await expect(history.append(id, 'room', entries(1, 1))).rejects.toThrow(RangeError);
      await expect(history.append('hub', id, entries(1, 1))).rejects.toThrow(RangeError);
      await expect(history.range('hub', id)).rejects.toThrow(RangeError);
      await expect(history.before('hub', id, null, 1)).rejects.toThrow(RangeError);
      await expect(history.setAside('hub', id)).rejects.toThrow(RangeError);
      expect(await readdir(folder)).toEqual([]);
    },
  );

  it('tries again to open what could not be opened', async () => {
    const folder = await tempFolder();
    await writeFile(join(folder, 'hub'), 'a file where a folder should be');
    const history = new HistoryFiles(folder);
    await expect(history.append('hub', 'room', entries(1, 1))).rejects.toMatchObject({ name: 'StorageError' });
    await rm(join(folder, 'hub'));
    await history.append('hub', 'room', entries(1, 1));
    expect(await history.range('hub', 'room')).toEqual({ first: 1, last: 1 });
    await history.close();
  });
});
