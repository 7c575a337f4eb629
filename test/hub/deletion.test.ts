import { readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { systemClock, type Clock } from '../../src/hub/clock';
import { Counters } from '../../src/hub/counters';
import { Log } from '../../src/hub/log';
import type { Peer } from '../../src/hub/peer';
import { Deletions } from '../../src/hub/rooms/deletions';
import type { WitnessedLog } from '../../src/storage/log-witness';
import { Presence } from '../../src/hub/rooms/presence';
import { Room } from '../../src/hub/rooms/room';
import { SeqSet } from '../../src/hub/rooms/seq-set';
import { limits, withoutText, type Entry, type HubFrameOf } from '../../src/shared/protocol';
import { JsonLog } from '../../src/storage/json-log';
import { nodeLogFs } from '../../src/storage/log-fs';
import { cast, player, write, type Cast, type Player } from '../helpers/cast';
import { check, Recorder } from '../helpers/checker';
import { CrashFs, dice } from '../helpers/crash-fs';
import { startHub, tempDir } from '../helpers/hub';
import { HubClock } from '../helpers/hub-clock';
import { script } from '../helpers/raw-client';

/** The machine's clock; the hourly pass is called by the test. */
function passClock(): Clock & { pass(): void } {
  const passes: (() => void)[] = [];
  return {
    ...systemClock,
    every(ms, callback) {
      if (ms < 60 * 60 * 1_000) return systemClock.every(ms, callback);
      passes.push(callback);
      return () => undefined;
    },
    pass: () => passes.forEach((callback) => callback()),
  };
}

/** Nothing here is edited. */
const unedited = { ready: () => Promise.resolve(), editsOf: () => [] };

const fileOf = (dataDir: string, room: string): string => join(dataDir, 'rooms', `${room}.json`);
const fileText = (dataDir: string, room: string): Promise<string> => readFile(fileOf(dataDir, room), 'utf8');
const remove = (who: Player, seq: unknown): Promise<{ type: string }> => who.say({ type: 'delete', room: who.room, seq });
const history = async (who: Player, more: object = {}): Promise<Entry[]> =>
  ((await who.ask({ type: 'history', room: who.room, ...more })) as HubFrameOf<'page'>).entries;

async function written(all: Cast, texts: readonly string[]): Promise<number[]> {
  const seqs: number[] = [];
  for (const text of texts) seqs.push((await write(all.member, text)) as number);
  return seqs;
}

describe('a deletion', () => {
  it('is an entry of the log, told to all, and takes the text from every page from then on', async () => {
    const all = await cast();
    const { member, host, hub } = all;
    await written(all, ['one', 'secret', 'three']);
    const robot = await script(hub, 'name=Robot');
    expect(await remove(member, 2)).toMatchObject({ type: 'done' });
    const told = await host.until('deletion', () => host.entries().find(({ kind }) => kind === 'deletion'));
    expect(told).toMatchObject({ seq: 4, kind: 'deletion', target: 2, text: '', author: { id: member.id } });
    const gone = { seq: 2, kind: 'message', text: '', deleted: true, author: { id: member.id, name: 'Ann' } };
    expect(await history(host)).toMatchObject([{ text: 'one' }, gone, { text: 'three' }, { seq: 4, target: 2 }]);
    expect(await history(host, { after: 1, limit: 1 })).toMatchObject([gone]);
    expect(await history(host, { before: 3, limit: 1 })).toMatchObject([gone]);
    await write(member, 'five');
    await robot.heard('five');
    // A script knows messages only: the deletion itself is none, live or earlier.
    const late = await script(hub, 'name=Late&history=10');
    await late.heard('three');
    expect(late.messages.slice(1)).toMatchObject([
      { message: 'one' },
      { seq: 2, message: '', deleted: true },
      { message: 'three' },
      { seq: 5, message: 'five' },
    ]);
    expect(robot.messages.slice(1).map(({ seq }) => seq)).toEqual([5]);
  });

  it('is for the author and for those who keep order, and twice is once', async () => {
    const all = await cast();
    const { host, moderator, member, guest, hub } = all;
    await written(all, ['one', 'two', 'three']);
    expect(await write(host, 'mine')).toBe(4);
    const other = await player(hub, 'Ben');
    expect(await remove(other, 1)).toMatchObject({ code: 'not_allowed' });
    expect(await remove(guest, 1)).toMatchObject({ code: 'not_allowed' });
    expect(await remove(member, 4)).toMatchObject({ code: 'not_allowed' });
    const answers = await Promise.all([remove(member, 1), remove(moderator, 1), remove(host, 1), remove(host, 1)]);
    expect(answers.map(({ type }) => type)).toEqual(['done', 'done', 'done', 'done']);
    expect(await remove(member, 1)).toMatchObject({ type: 'done' });
    expect(await remove(moderator, 4)).toMatchObject({ type: 'done' });
    expect((await history(host)).map(({ kind }) => kind)).toEqual([
      'message',
      'message',
      'message',
      'message',
      'deletion',
      'deletion',
    ]);
  });

  it('of what is no message, or not there, is refused', async () => {
    const all = await cast();
    await written(all, ['one']);
    await remove(all.host, 1);
    for (const seq of [2, 3, 1_000_000, Number.MAX_SAFE_INTEGER])
      expect(await remove(all.host, seq)).toMatchObject({ code: 'message_unknown' });
    expect(await remove(all.member, 1_000)).toMatchObject({ code: 'not_allowed' });
    for (const seq of [0, -1, 1.5, '1']) expect(await remove(all.host, seq)).toMatchObject({ code: 'bad_message' });
    const { room } = (await all.host.ask({ type: 'create', name: 'Other' })) as HubFrameOf<'created'>;
    expect(await all.host.say({ type: 'delete', room: room.id, seq: 1 })).toMatchObject({ code: 'forbidden' });
    expect(await history(all.host)).toHaveLength(2);
  });

  it('does not disturb resume: who was away gets a gapless log, and never the text', async () => {
    const all = await cast();
    const { member, host, hub } = all;
    await written(all, ['one', 'secret']);
    await host.close();
    await remove(member, 2);
    await write(member, 'four');
    const back = await player(hub, 'Hanna', host.device);
    const joined = (await back.ask({ type: 'join', room: back.room, after: 1 })) as HubFrameOf<'joined'>;
    expect(joined.room.seq).toBe(4);
    const missed = await history(back, { after: 1 });
    expect(missed.map(({ seq }) => seq)).toEqual([2, 3, 4]);
    expect(back.texts.join('\n')).not.toContain('secret');
  });

  it('leaves ids used: the same message again is answered with what is left of it', async () => {
    const { member, host } = await cast();
    expect(await write(member, 'secret', 'same')).toBe(1);
    await remove(host, 1);
    await member.until('word of the deletion', () => member.entries().find(({ kind }) => kind === 'deletion'));
    const before = member.entries().length;
    expect(await write(member, 'secret', 'same')).toBe(1);
    expect(member.entries().slice(before)).toMatchObject([{ seq: 1, text: '', deleted: true }]);
    const deletion = (await history(host)).find(({ kind }) => kind === 'deletion');
    expect(await write(host, 'mine', deletion?.id)).toMatchObject({ code: 'conflict' });
    expect(await history(host)).toHaveLength(2);
  });

  it('keeps what the checker of the fault tests asks for', async () => {
    const { member, host, guest } = await cast();
    const recorder = new Recorder();
    for (const text of ['a', 'b', 'c']) {
      recorder.sent(member.id, text, text);
      recorder.acked(member.id, text, (await write(member, text, text)) as number);
    }
    await guest.until('all', () => (guest.entries().length === 3 ? true : null));
    for (const entry of guest.entries()) recorder.saw('Gus', entry);
    await remove(host, 2);
    const log = (await history(host)).filter((entry) => entry.kind === 'message');
    const texts = new Map(guest.entries().map(({ seq, text }) => [seq, text]));
    expect(
      check(
        recorder.operations,
        log.map((entry) => ({ ...entry, text: texts.get(entry.seq) ?? '' })),
        { complete: ['Gus'] },
      ),
    ).toEqual([]);
  });

  it('stays one over a restart, with the file beside the log, without it, and with another one in its place', async () => {
    const dataDir = await tempDir();
    const all = await cast({ dataDir });
    await written(all, ['one', 'secret', 'three']);
    await remove(all.member, 2);
    await all.hub.stop();
    const beside = `${fileOf(dataDir, all.room)}.deleted`;
    const kept = await readFile(beside, 'utf8');
    const wrong = JSON.stringify({ ...(JSON.parse(kept) as object), proof: 'x', deleted: {}, texts: {} });
    for (const content of [kept, null, '', '{"version":1}', wrong]) {
      if (content === null) await rm(beside);
      else await writeFile(beside, content);
      const hub = await startHub({ dataDir, owner: all.host.id });
      const ann = await player(hub, 'Ann', all.member.device);
      expect((await history(ann)).map(({ text }) => text)).toEqual(['one', '', 'three', '']);
      await hub.stop();
    }
  });

  it('takes the text out of the file with the next pass; all else stays as it is', async () => {
    const dataDir = await tempDir();
    const clock = passClock();
    const all = await cast({ dataDir, clock });
    const { member, host, hub, room } = all;
    await written(all, ['one', 'secret “ü”', 'three', 'x'.repeat(500)]);
    await remove(member, 2);
    await remove(host, 4);
    expect(await fileText(dataDir, room)).toContain('secret');
    clock.pass();
    await expect.poll(() => fileText(dataDir, room)).not.toContain('secret');
    const entries = JSON.parse(await fileText(dataDir, room)) as Entry[];
    expect(entries.map(({ seq, text }) => [seq, text])).toEqual([
      [1, 'one'],
      [2, ''],
      [3, 'three'],
      [4, ''],
      [5, ''],
      [6, ''],
    ]);
    expect(entries[1]).toMatchObject({ deleted: true, author: { name: 'Ann' } });
    expect(await write(member, 'seven')).toBe(7);
    expect(await history(host)).toHaveLength(7);
    await hub.stop();
    await rm(`${fileOf(dataDir, room)}.deleted`, { force: true });
    const second = await startHub({ dataDir, owner: host.id });
    const ann = await player(second, 'Ann', member.device);
    expect((await history(ann)).filter((entry) => entry.kind === 'message' && entry.deleted).map(({ seq }) => seq)).toEqual([
      2, 4,
    ]);
    expect((await readdir(join(dataDir, 'rooms'))).filter((name) => name.endsWith('.tmp'))).toEqual([]);
  });

  it('ten thousand times is kept in little memory and found again quickly', async () => {
    const folder = await tempDir();
    const path = join(folder, 'room.json');
    const author = { id: 'k-ann', name: 'Ann' };
    const open = (): Promise<JsonLog<Entry>> =>
      JsonLog.open<Entry>({ path, durability: 'process', key: ({ seq }) => seq, parse: (value) => value as Entry });
    const log = await open();
    const deletions = new Deletions(log, nodeLogFs, unedited);
    await deletions.ready();
    const MESSAGES = 30_000;
    const add = async (entries: Entry[]): Promise<void> => {
      await log.append(entries);
      for (const entry of entries) deletions.add(entry);
    };
    const message = (seq: number): Entry => ({
      seq,
      id: `m${String(seq)}`,
      kind: 'message',
      author,
      at: 0,
      text: `text ${String(seq)}`,
    });
    await add(Array.from({ length: MESSAGES }, (_, index) => message(index + 1)));
    await add(
      Array.from({ length: 10_000 }, (_, index): Entry => {
        const seq = MESSAGES + index + 1;
        return { seq, id: `d${String(seq)}`, kind: 'deletion', author, at: 0, target: 3 * index + 1, text: '' };
      }),
    );
    await deletions.close();
    // A bit for each sequence, in base64, whatever was deleted.
    expect((await readFile(`${path}.deleted`)).length).toBeLessThan((2 * (4 / 3) * MESSAGES) / 8 + 4_000);
    let read = 0;
    const counted: WitnessedLog = {
      ...{ path, first: log.first, last: log.last },
      async *scan(after) {
        for await (const entry of log.scan(after)) {
          read += 1;
          yield entry;
        }
      },
      before: (key, limit) => log.before(key, limit),
    };
    const again = new Deletions(counted, nodeLogFs, unedited);
    await again.ready();
    expect(read).toBe(0);
    for (const seq of [1, 4, 29_998]) expect(again.has(seq)).toBe(true);
    for (const seq of [2, 3, 29_999, 30_001]) expect(again.has(seq)).toBe(false);
    const texts = await again.texts(10_000);
    expect(texts).toHaveLength(10_000);
    await log.retain({ now: 0, at: () => 0, rewriting: { keys: texts, by: withoutText } });
    await again.erased(texts);
    expect(await again.texts(10)).toEqual([]);
    const page = await log.after(2_998, 3);
    expect(page.map(({ text }) => text)).toEqual(['text 2999', 'text 3000', '']);
    await log.close();
    const last = await open();
    expect([last.count, last.repairs]).toEqual([40_000, []]);
    expect((await readFile(path, 'utf8')).match(/"text":"text/g)).toHaveLength(20_000);
    await rm(`${path}.deleted`);
    const rebuilt = new Deletions(last, nodeLogFs, unedited);
    await rebuilt.ready();
    expect([rebuilt.has(1), rebuilt.has(2), await rebuilt.texts(10)]).toEqual([true, false, []]);
    await rebuilt.close();
    await last.close();
  });
});

describe('deletions on a disk', () => {
  const author = { id: 'k-ann', name: 'Ann' };
  const PATH = '/data/room.json';
  const parse = (value: unknown): Entry => value as Entry;
  const open = (fs: CrashFs): Promise<JsonLog<Entry>> => JsonLog.open<Entry>({ fs, path: PATH, key: ({ seq }) => seq, parse });

  it('that loses its power are those of the log that is left', async () => {
    for (let seed = 1; seed <= 40; seed += 1) {
      const random = dice(seed);
      const fs = new CrashFs();
      const log = await open(fs);
      const deletions = new Deletions(log, fs, unedited);
      await deletions.ready();
      let disk: CrashFs | null = null;
      const cut = Math.floor(random() * 60);
      for (let seq = 1; seq <= 60; seq += 1) {
        const entry: Entry =
          seq % 3 === 0
            ? {
                seq,
                id: `i${String(seq)}`,
                kind: 'deletion',
                author,
                at: 0,
                target: 1 + Math.floor(random() * (seq - 1)),
                text: '',
              }
            : { seq, id: `i${String(seq)}`, kind: 'message', author, at: 0, text: 'hello' };
        const appending = log.append([entry]);
        if (seq === cut) {
          disk = fs.crash(random);
          await appending.catch(() => undefined);
          break;
        }
        await appending;
        deletions.add(entry);
        if (seq % 20 === 0) {
          const texts = await deletions.texts(100);
          await log.retain({
            now: 0,
            at: () => 0,
            ...(seq === 40 ? { maxBytes: 2_000 } : {}),
            rewriting: { keys: texts, by: withoutText },
          });
          // Between the log's file and the one beside it.
          if (random() < 0.2) {
            disk = fs.crash(random);
            break;
          }
          await deletions.erased(texts);
        }
      }
      const left = disk ?? fs.crash(random);
      const again = await open(left);
      const found = new Deletions(again, left, unedited);
      await found.ready();
      for await (const entry of again.scan()) {
        const told = (await again.after(entry.seq, 100)).some((one) => one.kind === 'deletion' && one.target === entry.seq);
        expect([seed, entry.seq, found.has(entry.seq)]).toEqual([seed, entry.seq, told]);
        if (entry.kind === 'message' && entry.text === '') expect(entry.deleted).toBe(true);
      }
      await again.close();
    }
  });

  it('that refuses are no deletions, and work as soon as it does', async () => {
    const fs = new CrashFs();
    const clock = new HubClock();
    const room = new Room({
      ...{ id: 'r', name: 'lobby', createdAt: 0, fs, path: PATH, durability: 'power', limits, clock, now: () => 0 },
      ...{ log: new Log(() => undefined, clock), presence: new Presence(clock, 10, () => undefined), counters: new Counters() },
      ...{ onTopic: () => undefined, onFiles: () => undefined },
    });
    await room.ready();
    const from = { echo: true, refuse: () => undefined } as unknown as Peer;
    room.submit(from, author, 'a', { kind: 'message', text: 'secret' }, () => true);
    await room.idle();
    fs.refuse = (call) => (call === 'write' ? 'ENOSPC' : null);
    const both = [room.delete(from, author, 1), room.delete(from, author, 1)];
    expect(await Promise.all(both)).toEqual(['storage_full', 'storage_full']);
    expect((await room.entry(1))?.text).toBe('secret');
    fs.refuse = () => null;
    expect(await room.delete(from, author, 1)).toBeNull();
    expect(await room.delete(from, author, 1)).toBeNull();
    expect(await room.entry(1)).toMatchObject({ text: '', deleted: true });
    expect(room.seq).toBe(2);
    await room.close();
  });
});

describe('a set of sequences', () => {
  it('is what a set is, and as small when it is kept', () => {
    const set = new SeqSet();
    const all = [1, 7, 8, 4_095, 4_096, 1_000_000, 1_000_001];
    for (const seq of [...all, ...all]) set.add(seq);
    expect(set.size).toBe(all.length);
    expect(set.first(100)).toEqual(all);
    expect(set.first(3)).toEqual(all.slice(0, 3));
    const again = SeqSet.from(set.record());
    expect(again?.first(100)).toEqual(all);
    expect(again?.size).toBe(all.length);
    set.delete(8);
    set.delete(8);
    set.delete(9);
    expect([set.has(8), set.has(7), set.size]).toEqual([false, true, all.length - 1]);
    set.forgetBefore(4_096);
    expect(set.first(100)).toEqual([4_096, 1_000_000, 1_000_001]);
    for (const wrong of [{ x: 'AA' }, { '-1': '' }, { '0': 'AAAA' }]) expect(SeqSet.from(wrong)).toBeNull();
  });
});
