import 'fake-indexeddb/auto';
import { afterEach, describe, expect, it } from 'vitest';
import type { KnownHub } from '../../../src/client/ports';
import type { PendingMessage } from '../../../src/shared/ipc/talk-api';
import { openDatabase, type Database } from '../../../src/renderer/src/bridge/browser/database';
import { IdbHistory } from '../../../src/renderer/src/bridge/browser/history';
import { MemoryHistory, MemoryStore } from '../../../src/renderer/src/bridge/browser/memory';
import { IdbStore } from '../../../src/renderer/src/bridge/browser/store';
import type { Entry } from '../../../src/shared/protocol';
import { ben, entry } from '../../helpers/fake-chat-api';

const open: Database[] = [];
let count = 0;

async function database(name = `test-${String((count += 1))}`): Promise<Database> {
  const opened = await openDatabase(name);
  if (!opened) throw new Error('no database');
  open.push(opened);
  return opened;
}

afterEach(() => {
  for (const one of open.splice(0)) one.close();
});

const log = (from: number, to: number) =>
  Array.from({ length: to - from + 1 }, (_, index) => entry(from + index, ben, `text ${String(from + index)}`));
const seqs = (entries: { seq: number }[]): number[] => entries.map(({ seq }) => seq);
const message = (id: string, at = 1): PendingMessage => ({ id, room: 'r', kind: 'message', text: id, at, state: 'queued' });

describe.each([
  ['IndexedDB', async () => new IdbHistory(await database())],
  ['memory', () => Promise.resolve(new MemoryHistory())],
])('history in %s', (_where, make) => {
  it('keeps rooms of hubs apart, in order, and pages from the end', async () => {
    const history = await make();
    await history.append('hub', 'r', log(5, 14));
    await history.append('hub', 'r2', log(1, 2));
    await history.append('hub2', 'r', log(100, 101));
    expect(await history.range('hub', 'r')).toEqual({ first: 5, last: 14 });
    expect(await history.range('hub', 'none')).toBeNull();
    expect(seqs(await history.before('hub', 'r', null, 3))).toEqual([12, 13, 14]);
    expect(seqs(await history.before('hub', 'r', 7, 100))).toEqual([5, 6]);
    expect(await history.before('hub', 'r', 5, 100)).toEqual([]);
  });

  it('leaves a sequence that is held already as it is: another tab was first', async () => {
    const history = await make();
    await history.append('hub', 'r', log(1, 5));
    await history.append('hub', 'r', [entry(5, ben, 'another text'), entry(6, ben, 'six')]);
    expect((await history.before('hub', 'r', null, 2)).map(({ text }) => text)).toEqual(['text 5', 'six']);
  });

  it('finds what is said about messages, and takes the texts of edits away with theirs', async () => {
    const history = await make();
    const head = (seq: number) => ({ seq, id: `s-${String(seq)}`, author: ben, at: seq });
    const said: Entry[] = [
      { ...head(6), kind: 'edit', target: 2, text: 'again' },
      { ...head(7), kind: 'reaction', target: 3, emoji: '👍', on: true },
      { ...head(8), kind: 'deletion', target: 4, text: '' },
      { ...head(9), kind: 'pin', target: 2, on: true },
    ];
    await history.append('hub', 'r', [...log(1, 5), ...said]);
    await history.append('hub', 'r2', [...log(1, 5), { ...head(6), kind: 'ack', target: 2 }]);
    expect(await history.about('hub', 'r', 2, 3)).toEqual([said[0], said[1], said[3]]);
    expect(seqs(await history.about('hub', 'r', 4, 9))).toEqual([]);
    await history.erase('hub', 'r', [2]);
    expect(await history.about('hub', 'r', 2, 2)).toEqual([{ ...said[0], text: '', deleted: true }, said[3]]);
    await history.drop('hub', 'r', 1_700_000_000_000 + 4 * 60_000);
    expect(seqs(await history.about('hub', 'r', 1, 9))).toEqual([6, 7, 9]);
    await history.drop('hub', 'r', null);
    expect(await history.about('hub', 'r', 1, 9)).toEqual([]);
    await history.setAside('hub', 'r2');
    expect(await history.about('hub', 'r2', 1, 9)).toEqual([]);
  });

  it('finds what is said about messages that are taken in again', async () => {
    const history = await make();
    const about: Entry = { seq: 6, id: 's', author: ben, at: 6, kind: 'ack', target: 2 };
    await history.append('hub', 'r', [about]);
    await history.prepend('hub', 'r', [...log(1, 4), { seq: 5, id: 't', author: ben, at: 5, kind: 'pin', target: 1, on: true }]);
    expect(seqs(await history.about('hub', 'r', 1, 2))).toEqual([5, 6]);
  });

  it('takes the text out of what was deleted, and nothing else', async () => {
    const history = await make();
    await history.append('hub', 'r', log(1, 5));
    await history.erase('hub', 'r', [4, 2, 99]);
    const held = await history.before('hub', 'r', null, 10);
    expect(held.map(({ text }) => text)).toEqual(['text 1', '', 'text 3', '', 'text 5']);
    expect(held.map((one) => 'deleted' in one)).toEqual([false, true, false, true, false]);
    expect(held.map(({ author }) => author)).toEqual(log(1, 5).map(({ author }) => author));
  });

  it('pages forward, counts, and knows which conversations there are', async () => {
    const history = await make();
    expect(await history.rooms('hub')).toEqual([]);
    await history.append('hub', 'r', log(5, 14));
    await history.append('hub', 'a', log(1, 2));
    await history.append('hub2', 'z', log(1, 2));
    expect((await history.rooms('hub')).sort()).toEqual(['a', 'r']);
    expect(seqs(await history.after('hub', 'r', 6, 3))).toEqual([7, 8, 9]);
    expect(seqs(await history.after('hub', 'r', 13, 3))).toEqual([14]);
    expect(await history.after('hub', 'r', 14, 3)).toEqual([]);
    const at = (seq: number): number => log(seq, seq)[0]?.at ?? 0;
    const counts = [null, at(5), at(6), at(99)].map((before) => history.count('hub', 'r', before));
    expect(await Promise.all(counts)).toEqual([10, 0, 1, 10]);
  });

  it('removes a conversation, or what of it is older than a time', async () => {
    const history = await make();
    await history.append('hub', 'r', log(1, 5));
    await history.setAside('hub', 'r');
    await history.append('hub', 'r', log(1, 9));
    await history.append('hub', 's', log(1, 2));
    expect(await history.drop('hub', 'r', log(4, 4)[0]?.at ?? 0)).toBe(3);
    expect(await history.range('hub', 'r')).toEqual({ first: 4, last: 9 });
    expect(await history.drop('hub', 'r', 0)).toBeNull();
    expect(await history.drop('hub', 'r', null)).toBe(9);
    expect([await history.range('hub', 'r'), await history.drop('hub', 'r', null)]).toEqual([null, null]);
    expect(await history.range('hub', 's')).toEqual({ first: 1, last: 2 });
    if (history instanceof IdbHistory) expect(await open.at(-1)?.count('aside')).toBe(0);
  });

  it('takes entries in front of what it holds', async () => {
    const history = await make();
    await history.append('hub', 'r', log(5, 7));
    await history.prepend('hub', 'r', log(2, 6));
    expect(seqs(await history.before('hub', 'r', null, 9))).toEqual([2, 3, 4, 5, 6, 7]);
    await history.prepend('hub', 'new', log(3, 4));
    expect(await history.range('hub', 'new')).toEqual({ first: 3, last: 4 });
  });

  it('begins again after what was held is set aside', async () => {
    const history = await make();
    await history.append('hub', 'r', log(50, 60));
    await history.setAside('hub', 'r');
    expect(await history.range('hub', 'r')).toBeNull();
    await history.append('hub', 'r', log(1, 3));
    expect(await history.range('hub', 'r')).toEqual({ first: 1, last: 3 });
  });
});

describe('history in IndexedDB', () => {
  it('refuses a gap and keeps nothing of what came with it', async () => {
    const history = new IdbHistory(await database());
    await history.append('hub', 'r', log(1, 3));
    await expect(history.append('hub', 'r', [...log(4, 4), ...log(6, 7)])).rejects.toThrow(/gap/);
    expect(await history.range('hub', 'r')).toEqual({ first: 1, last: 3 });
    await history.append('hub', 'r', log(4, 5));
    await history.flush();
    expect(await history.range('hub', 'r')).toEqual({ first: 1, last: 5 });
  });

  it('stays whole when two tabs append the same entries at once', async () => {
    const name = `test-${String((count += 1))}`;
    const tabs = [new IdbHistory(await database(name)), new IdbHistory(await database(name))];
    await Promise.all(
      Array.from({ length: 40 }, (_, index) => tabs[index % 2]?.append('hub', 'r', log(1 + (index >> 1), 3 + (index >> 1)))),
    );
    expect(seqs(await (tabs[0] as IdbHistory).before('hub', 'r', null, 100))).toEqual(
      Array.from({ length: 22 }, (_, i) => i + 1),
    );
  });

  it('deletes nothing that it sets aside', async () => {
    const opened = await database();
    const history = new IdbHistory(opened);
    await history.append('hub', 'r', log(1, 3));
    await history.setAside('hub', 'r');
    expect(seqs(await opened.getAll('aside'))).toEqual([1, 2, 3]);
  });
});

it('reads hubs that versions without TLS kept, key unverified', async () => {
  const opened = await database();
  const before = {
    id: 'h1',
    name: 'Workshop',
    urls: ['ws://h/ws'],
    label: 'h:80',
    lastUsed: 1,
    defaultRoom: 'r',
    me: null,
    rooms: [],
  };
  await opened.put('hubs', before as unknown as KnownHub, 'h1');
  expect(await new IdbStore(opened).loadHubs()).toEqual([{ ...before, trust: 'unverified' }]);
});

describe.each([
  ['IndexedDB', async () => new IdbStore(await database())],
  ['memory', () => Promise.resolve(new MemoryStore())],
])('store in %s', (_where, make) => {
  const hub: KnownHub = {
    id: 'h1',
    name: 'Workshop',
    urls: ['ws://h/ws'],
    label: 'h:80',
    lastUsed: 1,
    trust: 'page',
    defaultRoom: 'r',
    me: null,
    rooms: [{ id: 'r', name: 'lobby', joined: true, readSeq: 3 }],
  };

  it('keeps hubs, name and outbox', async () => {
    const store = await make();
    expect([await store.loadHubs(), await store.loadName(), await store.loadOutbox('h1')]).toEqual([[], null, []]);
    await store.saveHub(hub);
    await store.saveHub({ ...hub, lastUsed: 2 });
    await store.saveName('Ada');
    await store.saveOutbox('h1', [message('z', 1), message('a', 1), message('m', 1)]);
    expect(await store.loadHubs()).toEqual([{ ...hub, lastUsed: 2 }]);
    expect(await store.loadName()).toBe('Ada');
    expect((await store.loadOutbox('h1')).map(({ id }) => id)).toEqual(['z', 'a', 'm']);
    expect(await store.loadOutbox('h2')).toEqual([]);
    await store.removeHub('h1');
    expect(await store.loadHubs()).toEqual([]);
  });

  it('keeps a hub as it was when it was saved', async () => {
    const store = await make();
    const changing = structuredClone(hub);
    const saved = store.saveHub(changing);
    changing.name = 'later';
    await saved;
    expect((await store.loadHubs())[0]?.name).toBe('Workshop');
  });
});

describe('the outbox of two tabs', () => {
  it('loses no message of the other one', async () => {
    const name = `test-${String((count += 1))}`;
    const [one, two] = [new IdbStore(await database(name)), new IdbStore(await database(name))];
    await one.loadOutbox('h');
    await two.loadOutbox('h');
    await one.saveOutbox('h', [message('from-one', 1)]);
    await two.saveOutbox('h', [message('from-two', 2)]);
    await two.saveOutbox('h', []);
    expect((await new IdbStore(await database(name)).loadOutbox('h')).map(({ id }) => id)).toEqual(['from-one']);
  });

  it('lets a later tab confirm what an earlier one left', async () => {
    const name = `test-${String((count += 1))}`;
    await new IdbStore(await database(name)).saveOutbox('h', [message('left')]);
    const later = new IdbStore(await database(name));
    expect(await later.loadOutbox('h')).toHaveLength(1);
    await later.saveOutbox('h', []);
    expect(await new IdbStore(await database(name)).loadOutbox('h')).toEqual([]);
  });
});

it('says so when the browser keeps nothing', async () => {
  const before = indexedDB.open.bind(indexedDB);
  indexedDB.open = () => {
    throw new DOMException('not in a private window', 'SecurityError');
  };
  try {
    expect(await openDatabase('none')).toBeNull();
  } finally {
    indexedDB.open = before;
  }
});
