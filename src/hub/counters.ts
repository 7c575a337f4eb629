/** What a hub counts of its own work: numbers alone, never a text, a name or an address. Counting makes no objects. */

/** Upper ends of the classes that sync times are counted in, ms; one more class holds what is longer. */
const CLASSES = [1, 2, 5, 10, 25, 50, 100, 250, 1_000] as const;

/** Name of the class of longer ones. */
const LONGER = 'longer';

/** Why a connection was refused: a code of errors.ts, `http_` and a status, or what the log says of sockets. */
export type RefusedReason = 'full' | 'too_many_connections' | 'rate_limited' | 'too_many_sockets' | 'gave_way' | `http_${number}`;

/** All counters at one moment; they begin at 0 with the hub. */
export interface CountersSnapshot {
  /** Connections that are open, and all that ever were. */
  connections: { open: number; total: number };
  /** Connections that were refused, by reason. */
  refused: Record<string, number>;
  /** Frames with entries, times the members each was written to. */
  deliveries: number;
  /** Entries that became durable. */
  entries: number;
  /** Messages that were taken and are neither durable nor refused: now, and the most at any moment. */
  queue: { now: number; most: number };
  /** Writes of a room's log until they are as durable as was asked for: how many, ms together, ms of the longest. */
  sync: { count: number; total: number; longest: number };
  /** The same writes by time: those up to so many ms that are in no class before. */
  syncClasses: Record<string, number>;
  /** Members who were told to read from the log. */
  lagNotices: number;
  /** Connections that were closed with 4408. */
  lagCloses: number;
  /** Bytes of frames that were given to sockets, pings left out. */
  bytesOut: number;
  /** Frames and connections that were refused for rate. */
  rateLimited: number;
  /** Frames of no known shape, and what breaks WebSocket's own rules. */
  badMessages: number;
}

/** One for each hub. */
export class Counters {
  /** See CountersSnapshot, as for the others. */
  deliveries = 0;
  entries = 0;
  lagNotices = 0;
  lagCloses = 0;
  bytesOut = 0;
  rateLimited = 0;
  badMessages = 0;
  readonly #connections = { open: 0, total: 0 };
  readonly #queue = { now: 0, most: 0 };
  readonly #sync = { count: 0, total: 0, longest: 0 };
  readonly #syncClasses = new Float64Array(CLASSES.length + 1);
  readonly #refused = new Map<RefusedReason, number>();

  /** A connection has its place. */
  opened(): void {
    this.#connections.open += 1;
    this.#connections.total += 1;
  }

  /** A connection that had a place is over. */
  closed(): void {
    this.#connections.open -= 1;
  }

  /** A connection got none. */
  refused(reason: RefusedReason): void {
    this.#refused.set(reason, (this.#refused.get(reason) ?? 0) + 1);
  }

  /** A message waits for its commit. */
  queued(): void {
    this.#queue.now += 1;
    if (this.#queue.now > this.#queue.most) this.#queue.most = this.#queue.now;
  }

  /** So many messages are durable or refused. */
  settled(messages: number): void {
    this.#queue.now -= messages;
  }

  /** One write became durable. @param ms - that it took */
  synced(ms: number): void {
    this.#sync.count += 1;
    this.#sync.total += ms;
    if (ms > this.#sync.longest) this.#sync.longest = ms;
    let index = 0;
    while (index < CLASSES.length && ms > (CLASSES[index] as number)) index += 1;
    this.#syncClasses[index] = (this.#syncClasses[index] as number) + 1;
  }

  snapshot(): CountersSnapshot {
    const { deliveries, entries, lagNotices, lagCloses, bytesOut, rateLimited, badMessages } = this;
    const names = [...CLASSES.map(String), LONGER];
    const rounded = (ms: number): number => Math.round(ms * 1_000) / 1_000;
    const { count, total, longest } = this.#sync;
    return {
      connections: { ...this.#connections },
      refused: Object.fromEntries(this.#refused),
      ...{ deliveries, entries },
      queue: { ...this.#queue },
      sync: { count, total: rounded(total), longest: rounded(longest) },
      syncClasses: Object.fromEntries(names.map((name, index) => [name, this.#syncClasses[index] as number])),
      ...{ lagNotices, lagCloses, bytesOut, rateLimited, badMessages },
    };
  }
}
