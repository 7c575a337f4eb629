import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import { Log } from '../../../src/hub/log';
import { CursorBook } from '../../../src/hub/presence/cursor-book';
import { CursorFile } from '../../../src/hub/presence/cursor-file';
import { nodeLogFs, type LogFs } from '../../../src/storage/log-fs';
import { HubClock } from '../../helpers/hub-clock';

const DAY = 86_400_000;

const made = (most = 100, online: (id: string) => boolean = () => false): CursorBook =>
  new CursorBook({ cursorsKept: most, cursorAge: 30 * DAY }, online);

describe('CursorBook', () => {
  it('keeps the furthest of each member, whatever order its devices tell in', () => {
    const book = made();
    expect(book.enter('r', 'ada', 'Ada', 50, 1)).toBe(true);
    expect(book.enter('r', 'ada', 'Ada', 50, 2)).toBe(false);
    expect(book.move('r', 'ada', 10, 5)).toBe(true);
    expect(book.move('r', 'ada', 8, 3)).toBe(false);
    expect(book.move('r', 'ada', 9, 9)).toBe(true);
    expect(book.get('r', 'ada')).toMatchObject({ received: 10, read: 9 });
    expect(book.move('r', 'ada', 10, null)).toBe(true);
    expect(book.get('r', 'ada')).toMatchObject({ received: 10, read: null });
    expect(book.move('r', 'nobody', 1, 1)).toBe(false);
    expect(book.move('elsewhere', 'ada', 1, 1)).toBe(false);
  });

  it('begins anew where the log it was about is no more', () => {
    const book = made();
    book.enter('r', 'ada', 'Ada', 50, 1);
    book.move('r', 'ada', 40, 40);
    expect(book.enter('r', 'ada', 'Ada', 39, 2)).toBe(true);
    expect(book.get('r', 'ada')).toMatchObject({ received: 0, read: 0 });
  });

  it('keeps nothing of whoever told nothing, once they are gone', () => {
    const book = made();
    book.enter('r', 'ada', 'Ada', 50, 1);
    book.enter('r', 'ben', 'Ben', 50, 1);
    book.move('r', 'ben', 0, 0);
    book.gone('ada', 5);
    book.gone('ben', 5);
    expect([...book.members.keys()]).toEqual(['ben']);
    expect(book.members.get('ben')?.at).toBe(5);
    expect(book.size).toBe(1);
  });

  it('never holds more than it may: whoever was away longest gives way, nobody who is here', () => {
    const here = new Set<string>();
    const book = made(3, (id) => here.has(id));
    for (const id of ['a', 'b', 'c']) {
      book.enter('r', id, id, 9, 1);
      book.move('r', id, 1, 1);
    }
    here.add('a');
    expect(book.enter('r', 'd', 'd', 9, 2)).toBe(true);
    expect([...book.of('r').keys()]).toEqual(['a', 'c', 'd']);
    for (const id of ['c', 'd']) here.add(id);
    expect(book.enter('r', 'e', 'e', 9, 3)).toBe(false);
    expect(book.size).toBe(3);
  });

  it('lets go of those who were away for long, and of rooms that are no more', () => {
    const book = made(100, (id) => id === 'here');
    for (const [id, at] of [
      ['here', 0],
      ['old', 0],
      ['new', 20 * DAY],
    ] as const)
      for (const room of ['r', 'gone']) {
        book.enter(room, id, id, 9, at);
        book.move(room, id, 1, 1);
      }
    book.prune(31 * DAY, (room) => room === 'r');
    expect([...book.of('r').keys()]).toEqual(['here', 'new']);
    expect(book.of('gone').size).toBe(0);
    expect(book.size).toBe(2);
  });
});

describe('CursorFile', () => {
  const clock = new HubClock();
  const log = new Log(() => undefined, clock);

  async function folder(): Promise<string> {
    const path = await mkdtemp(join(tmpdir(), 'hearth-cursors-'));
    onTestFinished(() => rm(path, { recursive: true, force: true }));
    return path;
  }

  const open = (path: string, book: CursorBook, fs: LogFs = nodeLogFs, time = clock): Promise<CursorFile> =>
    CursorFile.open(book, { fs, folder: path, clock: time, log, prune: () => undefined });

  it('brings back what was told, in the order in which they were here, and nothing else', async () => {
    const path = await folder();
    const book = made();
    const file = await open(path, book);
    for (const [index, id] of ['zoe', 'ada', 'ben'].entries()) {
      book.enter('r', id, `The ${id}`, 90, index);
      if (id !== 'ben') book.move('r', id, 40 + index, id === 'ada' ? null : 39);
    }
    file.changed();
    await file.save();
    const again = made();
    await open(path, again);
    expect([...again.members].map(([id, { name, at }]) => [id, name, at])).toEqual([
      ['zoe', 'The zoe', 0],
      ['ada', 'The ada', 1],
    ]);
    expect(again.get('r', 'ada')).toEqual({ received: 41, read: null, told: true });
    expect(again.get('r', 'zoe')).toEqual({ received: 40, read: 39, told: true });
    expect(again.isLive('r')).toBe(true);
  });

  it('writes once for a thousand changes, half a minute after the first', async () => {
    const path = await folder();
    const time = new HubClock();
    let writes = 0;
    const fs: LogFs = { ...nodeLogFs, rename: (...args) => ((writes += 1), nodeLogFs.rename(...args)) };
    const book = made();
    const file = await open(path, book, fs, time);
    book.enter('r', 'ada', 'Ada', 2_000, 1);
    for (let seq = 1; seq <= 1_000; seq += 1) {
      book.move('r', 'ada', seq, seq);
      file.changed();
    }
    time.advance(29_999);
    await file.save();
    expect(writes).toBe(1);
    time.advance(1);
    await file.save();
    expect(writes).toBe(1);
    expect(JSON.parse(await readFile(join(path, 'cursors.json'), 'utf8'))).toMatchObject({ rooms: { r: { ada: '1000 1000' } } });
  });

  it.each([
    ['cut in the middle', '{"version":1,"memb'],
    ['of another shape', '{"version":1,"members":[],"rooms":{}}'],
    ['with a cursor that is none', '{"version":1,"members":{"a":"1 A"},"rooms":{"r":{"a":"-1 x"}}}'],
    ['of a newer Hearth', '{"version":99,"members":{},"rooms":{}}'],
  ])('starts without a file that is %s, and harms nobody', async (_, content) => {
    const path = await folder();
    await writeFile(join(path, 'cursors.json'), content);
    const book = made();
    const file = await open(path, book);
    expect(book.size).toBe(0);
    book.enter('r', 'ada', 'Ada', 9, 1);
    book.move('r', 'ada', 1, 1);
    file.changed();
    await file.save();
    if (content.includes('99')) expect(await readFile(join(path, 'cursors.json'), 'utf8')).toBe(content);
  });

  it('tries again what the disk refused', async () => {
    const path = await folder();
    let full = true;
    const refuse = (): never => {
      throw Object.assign(new Error('no space'), { code: 'ENOSPC' });
    };
    const fs: LogFs = { ...nodeLogFs, rename: (...args) => (full ? refuse() : nodeLogFs.rename(...args)) };
    const book = made();
    const file = await open(path, book, fs);
    book.enter('r', 'ada', 'Ada', 9, 1);
    book.move('r', 'ada', 3, 2);
    file.changed();
    await file.save();
    full = false;
    await file.save();
    expect(await readFile(join(path, 'cursors.json'), 'utf8')).toContain('"3 2"');
  });
});
