/** What stands in for IndexedDB where the browser keeps nothing: the visit works, and is gone with its tab. */
import type { History, KnownHub, Store } from '../../../../client/ports';
import { isAnnotation, messageOf, withoutText, type Entry } from '../../../../shared/protocol';
import type { PendingMessage } from '../../../../shared/ipc/talk-api';

/** History of ports.ts. */
export class MemoryHistory implements History {
  readonly #logs = new Map<string, Entry[]>();

  range(hub: string, room: string): Promise<{ first: number; last: number } | null> {
    const log = this.#log(hub, room);
    const [first, last] = [log[0], log.at(-1)];
    return Promise.resolve(first && last ? { first: first.seq, last: last.seq } : null);
  }

  append(hub: string, room: string, entries: readonly Entry[]): Promise<void> {
    const log = this.#log(hub, room);
    for (const entry of entries) if (entry.seq > (log.at(-1)?.seq ?? 0)) log.push(entry);
    return Promise.resolve();
  }

  before(hub: string, room: string, before: number | null, limit: number): Promise<Entry[]> {
    const log = this.#log(hub, room);
    const end = before === null ? log.length : log.findIndex(({ seq }) => seq >= before);
    return Promise.resolve(log.slice(0, end < 0 ? log.length : end).slice(-limit));
  }

  after(hub: string, room: string, after: number, limit: number): Promise<Entry[]> {
    return Promise.resolve(
      this.#log(hub, room)
        .filter(({ seq }) => seq > after)
        .slice(0, limit),
    );
  }

  about(hub: string, room: string, first: number, last: number): Promise<Entry[]> {
    return Promise.resolve(
      this.#log(hub, room).filter(
        (entry) => isAnnotation(entry) && entry.kind !== 'deletion' && entry.target >= first && entry.target <= last,
      ),
    );
  }

  rooms(hub: string): Promise<string[]> {
    const held = [...this.#logs].filter(([key, log]) => key.startsWith(`${hub}/`) && log.length > 0);
    return Promise.resolve(held.map(([key]) => key.slice(hub.length + 1)).sort());
  }

  count(hub: string, room: string, before: number | null): Promise<number> {
    const log = this.#log(hub, room);
    const young = before === null ? -1 : log.findIndex(({ at }) => at >= before);
    return Promise.resolve(young === -1 ? log.length : young);
  }

  async drop(hub: string, room: string, before: number | null): Promise<number | null> {
    const dropped = this.#log(hub, room).splice(0, await this.count(hub, room, before));
    return dropped.at(-1)?.seq ?? null;
  }

  prepend(hub: string, room: string, entries: readonly Entry[]): Promise<void> {
    const log = this.#log(hub, room);
    const first = log[0]?.seq ?? Infinity;
    log.unshift(...entries.filter(({ seq }) => seq < first));
    return Promise.resolve();
  }

  erase(hub: string, room: string, seqs: readonly number[]): Promise<void> {
    const log = this.#log(hub, room);
    for (const [index, entry] of log.entries()) if (seqs.includes(messageOf(entry))) log[index] = withoutText(entry);
    return Promise.resolve();
  }

  setAside(hub: string, room: string): Promise<void> {
    this.#logs.delete(`${hub}/${room}`);
    return Promise.resolve();
  }

  flush(): Promise<void> {
    return Promise.resolve();
  }

  #log(hub: string, room: string): Entry[] {
    const key = `${hub}/${room}`;
    const log = this.#logs.get(key) ?? [];
    this.#logs.set(key, log);
    return log;
  }
}

/** Store of ports.ts. */
export class MemoryStore implements Store {
  readonly #hubs = new Map<string, KnownHub>();
  readonly #outboxes = new Map<string, PendingMessage[]>();
  #name: string | null = null;

  loadHubs(): Promise<KnownHub[]> {
    return Promise.resolve(structuredClone([...this.#hubs.values()]));
  }

  saveHub(hub: KnownHub): Promise<void> {
    this.#hubs.set(hub.id, structuredClone(hub));
    return Promise.resolve();
  }

  removeHub(hubId: string): Promise<void> {
    this.#hubs.delete(hubId);
    return Promise.resolve();
  }

  loadOutbox(hubId: string): Promise<PendingMessage[]> {
    return Promise.resolve([...(this.#outboxes.get(hubId) ?? [])]);
  }

  saveOutbox(hubId: string, messages: readonly PendingMessage[]): Promise<void> {
    this.#outboxes.set(hubId, [...messages]);
    return Promise.resolve();
  }

  loadName(): Promise<string | null> {
    return Promise.resolve(this.#name);
  }

  saveName(name: string): Promise<void> {
    this.#name = name;
    return Promise.resolve();
  }
}
