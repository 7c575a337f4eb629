/** The small things of a guest in IndexedDB. */
import type { KnownHub, Store } from '../../../../client/ports';
import type { PendingMessage } from '../../../../shared/ipc/talk-api';
import type { Database } from './database';

const ofHub = (hub: string): IDBKeyRange => IDBKeyRange.bound([hub], [hub, []]);

const unnamed = { kind: 'message' };

/** Store of ports.ts. */
export class IdbStore implements Store {
  readonly #database: Database;
  /** Messages that this tab put into the outbox or found there, by hub: the only ones that it may take out. */
  readonly #known = new Map<string, Set<string>>();

  constructor(database: Database) {
    this.#database = database;
  }

  async loadHubs(): Promise<KnownHub[]> {
    const hubs: (Omit<KnownHub, 'trust'> & Partial<KnownHub>)[] = await this.#database.getAll('hubs');
    // Versions of before kept no trust.
    return hubs.map((hub) => ({ ...hub, trust: hub.trust ?? 'unverified' }));
  }

  async saveHub(hub: KnownHub): Promise<void> {
    await this.#database.put('hubs', structuredClone(hub), hub.id);
  }

  async removeHub(hubId: string): Promise<void> {
    await this.#database.delete('hubs', hubId);
  }

  async loadOutbox(hubId: string): Promise<PendingMessage[]> {
    const rows = await this.#database.getAll('outbox', ofHub(hubId));
    // Versions of before knew messages only, and did not say so.
    const messages = rows.sort((a, b) => a.order - b.order).map(({ message }) => ({ ...unnamed, ...message }) as PendingMessage);
    this.#known.set(hubId, new Set(messages.map(({ id }) => id)));
    return messages;
  }

  async saveOutbox(hubId: string, messages: readonly PendingMessage[]): Promise<void> {
    const work = this.#database.transaction('outbox', 'readwrite', { durability: 'strict' });
    const known = this.#known.get(hubId) ?? new Set();
    const kept = new Set(messages.map(({ id }) => id));
    const gone = [...known].filter((id) => !kept.has(id)).map((id) => work.store.delete([hubId, id]));
    // Ties in time are real: a pasted list is sent within one millisecond.
    const put = messages.map((message, index) =>
      work.store.put({ order: message.at + index / 10_000, message }, [hubId, message.id]),
    );
    this.#known.set(hubId, kept);
    await Promise.all([...gone, ...put, work.done]);
  }

  async loadName(): Promise<string | null> {
    const name = await this.#database.get('settings', 'name');
    return typeof name === 'string' ? name : null;
  }

  async saveName(name: string): Promise<void> {
    await this.#database.put('settings', name, 'name');
  }
}
