import type { PendingMessage } from '../../src/shared/ipc/talk-api';
import { isAnnotation, messageOf, withoutText, type Entry } from '../../src/shared/protocol';
import type { ChatPorts, Files, History, Identity, KnownHub, Random, Store } from '../../src/client/ports';
import { FakeClock } from './fake-clock';

/** A history in memory that refuses what a file would refuse. */
export class MemoryHistory implements History {
  readonly logs = new Map<string, Entry[]>();
  readonly aside: Entry[][] = [];
  /** Set to make appends fail. */
  broken = false;

  #log(hub: string, room: string): Entry[] {
    const key = `${hub}/${room}`;
    const log = this.logs.get(key) ?? [];
    this.logs.set(key, log);
    return log;
  }

  range(hub: string, room: string): Promise<{ first: number; last: number } | null> {
    const log = this.#log(hub, room);
    const [first, last] = [log[0], log.at(-1)];
    return Promise.resolve(first && last ? { first: first.seq, last: last.seq } : null);
  }

  append(hub: string, room: string, entries: readonly Entry[]): Promise<void> {
    if (this.broken) return Promise.reject(new Error('disk full'));
    const log = this.#log(hub, room);
    for (const entry of entries) {
      const last = log.at(-1)?.seq ?? 0;
      if (entry.seq <= last) return Promise.reject(new Error(`backwards: ${last} then ${entry.seq}`));
      log.push(entry);
    }
    return Promise.resolve();
  }

  before(hub: string, room: string, before: number | null, limit: number): Promise<Entry[]> {
    const log = this.#log(hub, room).filter(({ seq }) => before === null || seq < before);
    return Promise.resolve(log.slice(-limit));
  }

  after(hub: string, room: string, after: number, limit: number): Promise<Entry[]> {
    return Promise.resolve(
      this.#log(hub, room)
        .filter(({ seq }) => seq > after)
        .slice(0, limit),
    );
  }

  about(hub: string, room: string, first: number, last: number): Promise<Entry[]> {
    const about = this.#log(hub, room).filter((entry) => isAnnotation(entry) && entry.kind !== 'deletion');
    return Promise.resolve(about.filter((entry) => 'target' in entry && entry.target >= first && entry.target <= last));
  }

  rooms(hub: string): Promise<string[]> {
    const held = [...this.logs].filter(([key, log]) => key.startsWith(`${hub}/`) && log.length > 0);
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
    this.aside.push(this.#log(hub, room));
    this.logs.delete(`${hub}/${room}`);
    return Promise.resolve();
  }

  flush(): Promise<void> {
    return Promise.resolve();
  }
}

/** A store in memory; values are copied as a disk would. */
export class MemoryStore implements Store {
  hubs: KnownHub[] = [];
  outboxes = new Map<string, PendingMessage[]>();
  name: string | null = null;
  /** Set to make saves fail. */
  broken = false;

  #check(): Promise<void> {
    return this.broken ? Promise.reject(new Error('disk full')) : Promise.resolve();
  }

  loadHubs(): Promise<KnownHub[]> {
    return Promise.resolve(structuredClone(this.hubs));
  }

  async saveHub(hub: KnownHub): Promise<void> {
    await this.#check();
    this.hubs = [...this.hubs.filter(({ id }) => id !== hub.id), structuredClone(hub)];
  }

  async removeHub(hubId: string): Promise<void> {
    await this.#check();
    this.hubs = this.hubs.filter(({ id }) => id !== hubId);
  }

  loadOutbox(hubId: string): Promise<PendingMessage[]> {
    return Promise.resolve(structuredClone(this.outboxes.get(hubId) ?? []));
  }

  async saveOutbox(hubId: string, messages: readonly PendingMessage[]): Promise<void> {
    await this.#check();
    this.outboxes.set(hubId, structuredClone([...messages]));
  }

  loadName(): Promise<string | null> {
    return Promise.resolve(this.name);
  }

  async saveName(name: string): Promise<void> {
    await this.#check();
    this.name = name;
  }
}

/** Files in memory: what was saved, by name, and the one that is chosen next; null is thought better of. */
export class MemoryFiles implements Files {
  readonly saved = new Map<string, string>();
  chosen: string | null = null;
  /** Set to have the person call it off. */
  cancelled = false;

  async save(name: string, pieces: AsyncIterable<string>): Promise<boolean> {
    if (this.cancelled) return false;
    let whole = '';
    for await (const piece of pieces) whole += piece;
    this.saved.set(name, whole);
    return true;
  }

  open(): Promise<AsyncIterable<string> | null> {
    const { chosen } = this;
    if (chosen === null) return Promise.resolve(null);
    return Promise.resolve(
      (async function* () {
        yield* chosen.split('\n');
      })(),
    );
  }
}

/** Ids in order, jitter always half. */
export function countingRandom(prefix = 'id'): Random {
  let next = 0;
  return { id: () => `${prefix}-${String((next += 1)).padStart(6, '0')}`, fraction: () => 0.5 };
}

/** A guest: proof without keys, for tests that are not about proof. */
export const guestIdentity = (token = 'a'.repeat(22)): Identity => ({
  prove: () => Promise.resolve({ kind: 'guest', token }),
});

/** All ports in memory; `dial` is the test's own. */
export function memoryPorts(
  dial: ChatPorts['dial'],
  over: Partial<ChatPorts> = {},
): ChatPorts & { clock: FakeClock; history: MemoryHistory; store: MemoryStore; files: MemoryFiles } {
  return {
    clock: new FakeClock(),
    random: countingRandom(),
    identity: guestIdentity(),
    history: new MemoryHistory(),
    store: new MemoryStore(),
    files: new MemoryFiles(),
    defaultName: 'Ada',
    agent: 'test',
    dial,
    ...over,
  } as ChatPorts & { clock: FakeClock; history: MemoryHistory; store: MemoryStore; files: MemoryFiles };
}
