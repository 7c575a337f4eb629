/** Rooms' logs in IndexedDB: one row per entry, in the order of the hub. */
import type { IDBPTransaction } from 'idb';
import type { History } from '../../../../client/ports';
import { isAnnotation, withoutText, type Entry } from '../../../../shared/protocol';
import type { Database, HearthSchema } from './database';

const all = (hub: string, room: string): IDBKeyRange => IDBKeyRange.bound([hub, room, 0], [hub, room, Infinity]);

/** All that is about messages of a stretch, both ends included. */
const aboutAll = (hub: string, room: string, first: number, last: number): IDBKeyRange =>
  IDBKeyRange.bound([hub, room, first, 0], [hub, room, last, Infinity]);

/** A transaction that may write entries and what is about them. */
type Writing = IDBPTransaction<HearthSchema, ('entries' | 'about')[], 'readwrite'>;

/** Keeps an entry, and which message it is about. */
const put = (work: Writing, hub: string, room: string, entry: Entry): Promise<unknown>[] => [
  work.objectStore('entries').put(entry, [hub, room, entry.seq]),
  ...(isAnnotation(entry) && entry.kind !== 'deletion'
    ? [work.objectStore('about').put(true, [hub, room, entry.target, entry.seq])]
    : []),
];

/** History of ports.ts. Two tabs may append the same entries: a sequence that is held already is left as it is. */
export class IdbHistory implements History {
  readonly #database: Database;
  #last: Promise<unknown> = Promise.resolve();

  constructor(database: Database) {
    this.#database = database;
  }

  async range(hub: string, room: string): Promise<{ first: number; last: number } | null> {
    const { store } = this.#database.transaction('entries');
    const first = await store.openKeyCursor(all(hub, room));
    const last = await store.openKeyCursor(all(hub, room), 'prev');
    return first && last ? { first: first.key[2], last: last.key[2] } : null;
  }

  append(hub: string, room: string, entries: readonly Entry[]): Promise<void> {
    const appended = this.#append(hub, room, entries);
    this.#last = Promise.allSettled([this.#last, appended]);
    return appended;
  }

  async before(hub: string, room: string, before: number | null, limit: number): Promise<Entry[]> {
    const { store } = this.#database.transaction('entries');
    const end = before ?? ((await store.openKeyCursor(all(hub, room), 'prev'))?.key[2] ?? 0) + 1;
    // Without gaps a page is a range, which is read many times faster than entry by entry.
    const range = await store.getAll(IDBKeyRange.bound([hub, room, end - limit], [hub, room, end], false, true));
    if (range.length === limit) return range;
    const found: Entry[] = [];
    let cursor = await store.openCursor(IDBKeyRange.bound([hub, room, 0], [hub, room, end], false, true), 'prev');
    while (cursor && found.length < limit) {
      found.push(cursor.value);
      cursor = await cursor.continue();
    }
    return found.reverse();
  }

  async after(hub: string, room: string, after: number, limit: number): Promise<Entry[]> {
    return this.#database.getAll('entries', IDBKeyRange.bound([hub, room, after], [hub, room, Infinity], true), limit);
  }

  async about(hub: string, room: string, first: number, last: number): Promise<Entry[]> {
    const work = this.#database.transaction(['entries', 'about']);
    const keys = await work.objectStore('about').getAllKeys(aboutAll(hub, room, first, last));
    const seqs = keys.map(([, , , seq]) => seq).sort((a, b) => a - b);
    const entries = await Promise.all(seqs.map((seq) => work.objectStore('entries').get([hub, room, seq])));
    return entries.filter((entry) => entry !== undefined);
  }

  async rooms(hub: string): Promise<string[]> {
    const rooms: string[] = [];
    const { store } = this.#database.transaction('entries');
    // From one conversation to the next, without its entries.
    let cursor = await store.openKeyCursor(IDBKeyRange.bound([hub, '', 0], [hub, [], 0]));
    while (cursor) {
      rooms.push(cursor.key[1]);
      cursor = await cursor.continue([hub, cursor.key[1], Infinity]);
    }
    return rooms;
  }

  async count(hub: string, room: string, before: number | null): Promise<number> {
    const first = await this.#firstFrom(hub, room, before);
    return this.#database.count('entries', IDBKeyRange.bound([hub, room, 0], [hub, room, first], false, true));
  }

  async drop(hub: string, room: string, before: number | null): Promise<number | null> {
    const first = await this.#firstFrom(hub, room, before);
    const work = this.#database.transaction(['entries', 'about', 'aside'], 'readwrite');
    const entries = work.objectStore('entries');
    const going = IDBKeyRange.bound([hub, room, 0], [hub, room, first], false, true);
    const last = (await entries.openKeyCursor(going, 'prev'))?.key[2] ?? null;
    await entries.delete(going);
    // What is about a message that goes may stay, and be of use when that is taken in again.
    const about = await work.objectStore('about').getAllKeys(aboutAll(hub, room, 0, first));
    for (const key of about) if (key[3] < first) await work.objectStore('about').delete(key);
    if (before === null) await work.objectStore('aside').delete(IDBKeyRange.bound([hub, room, 0, 0], [hub, room, Infinity, 0]));
    await work.done;
    return last;
  }

  async prepend(hub: string, room: string, entries: readonly Entry[]): Promise<void> {
    const work: Writing = this.#database.transaction(['entries', 'about'], 'readwrite');
    const first = (await work.objectStore('entries').openKeyCursor(all(hub, room)))?.key[2] ?? Infinity;
    const older = entries.filter(({ seq }) => seq < first);
    await Promise.all([...older.flatMap((entry) => put(work, hub, room, entry)), work.done]);
  }

  async erase(hub: string, room: string, seqs: readonly number[]): Promise<void> {
    const work: Writing = this.#database.transaction(['entries', 'about'], 'readwrite');
    const entries = work.objectStore('entries');
    for (const target of seqs) {
      const about = await work.objectStore('about').getAllKeys(aboutAll(hub, room, target, target));
      for (const seq of [target, ...about.map((key) => key[3])]) {
        const entry = await entries.get([hub, room, seq]);
        // Of what is about it only edits have a text.
        if (entry) await entries.put(withoutText(entry), [hub, room, seq]);
      }
    }
    await work.done;
  }

  async setAside(hub: string, room: string): Promise<void> {
    const work = this.#database.transaction(['entries', 'about', 'aside'], 'readwrite');
    const at = Date.now();
    const entries = await work.objectStore('entries').getAll(all(hub, room));
    const puts = entries.map((entry) => work.objectStore('aside').put(entry, [hub, room, at, entry.seq]));
    const about = work.objectStore('about').delete(aboutAll(hub, room, 0, Infinity));
    await Promise.all([...puts, about, work.objectStore('entries').delete(all(hub, room)), work.done]);
  }

  async flush(): Promise<void> {
    await this.#last;
  }

  /** Sequence of the first entry that is not older; Infinity where all are, or where all are meant. */
  async #firstFrom(hub: string, room: string, before: number | null): Promise<number> {
    if (before === null) return Infinity;
    let cursor = await this.#database.transaction('entries').store.openCursor(all(hub, room));
    while (cursor && cursor.value.at < before) cursor = await cursor.continue();
    return cursor?.key[2] ?? Infinity;
  }

  async #append(hub: string, room: string, entries: readonly Entry[]): Promise<void> {
    const work: Writing = this.#database.transaction(['entries', 'about'], 'readwrite');
    // The check and the writes are one transaction, so another tab cannot come between them.
    const held = (await work.objectStore('entries').openKeyCursor(all(hub, room), 'prev'))?.key[2];
    const fresh = held === undefined ? entries : entries.filter(({ seq }) => seq > held);
    fresh.reduce((last, { seq }) => {
      if (last !== undefined && seq !== last + 1) throw new Error(`gap in history: ${String(last)}, then ${String(seq)}`);
      return seq;
    }, held);
    await Promise.all([...fresh.flatMap((entry) => put(work, hub, room, entry)), work.done]);
  }
}
