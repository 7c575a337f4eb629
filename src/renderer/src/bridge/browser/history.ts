/** Rooms' logs in IndexedDB: one row per entry, in the order of the hub. */
import type { History } from '../../../../client/ports';
import type { Entry } from '../../../../shared/protocol';
import type { Database } from './database';

const all = (hub: string, room: string): IDBKeyRange => IDBKeyRange.bound([hub, room, 0], [hub, room, Infinity]);

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
    const end = IDBKeyRange.bound([hub, room, 0], [hub, room, before ?? Infinity], false, true);
    const found: Entry[] = [];
    let cursor = await this.#database.transaction('entries').store.openCursor(end, 'prev');
    while (cursor && found.length < limit) {
      found.push(cursor.value);
      cursor = await cursor.continue();
    }
    return found.reverse();
  }

  async setAside(hub: string, room: string): Promise<void> {
    const work = this.#database.transaction(['entries', 'aside'], 'readwrite');
    const at = Date.now();
    const entries = await work.objectStore('entries').getAll(all(hub, room));
    for (const entry of entries) void work.objectStore('aside').put(entry, [hub, room, at, entry.seq]);
    void work.objectStore('entries').delete(all(hub, room));
    await work.done;
  }

  async flush(): Promise<void> {
    await this.#last;
  }

  async #append(hub: string, room: string, entries: readonly Entry[]): Promise<void> {
    const work = this.#database.transaction('entries', 'readwrite');
    // The check and the writes are one transaction, so another tab cannot come between them.
    let last = (await work.store.openKeyCursor(all(hub, room), 'prev'))?.key[2];
    for (const entry of entries) {
      if (last !== undefined && entry.seq <= last) continue;
      if (last !== undefined && entry.seq !== last + 1) {
        work.abort();
        await work.done.catch(() => undefined);
        throw new Error(`gap in history: ${String(last)}, then ${String(entry.seq)}`);
      }
      void work.store.put(entry, [hub, room, entry.seq]);
      last = entry.seq;
    }
    await work.done;
  }
}
