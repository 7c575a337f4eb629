/** A room's log as chunks, newest first: read when a search gets there, kept while there is room. */
import type { History } from '../ports';
import { Chunk, CHUNK, type Found } from './chunk';

/** What all rooms may keep together. */
export class Budget {
  #free: number;

  /** @param bytes - of all chunks that are kept */
  constructor(bytes: number) {
    this.#free = bytes;
  }

  /** False where there is no room: whoever asked does without. */
  take(bytes: number): boolean {
    if (bytes > this.#free) return false;
    this.#free -= bytes;
    return true;
  }

  give(bytes: number): void {
    this.#free += bytes;
  }
}

/** One room. A search that is called off leaves what it read to the next one. */
export class RoomText {
  readonly #history: History;
  readonly #hub: string;
  readonly #room: string;
  readonly #budget: Budget;
  /** Newest first, without gaps between them; what is older was not read, or not kept. */
  #chunks: Chunk[] = [];
  /** Targets of deletions, of all that was ever read. */
  readonly #deleted = new Set<number>();
  /** The newest edit of each message that has one, as far. */
  readonly #edited = new Map<number, number>();
  /** One at a time: a search that was called off may still be at it. */
  #catching: Promise<void> | null = null;

  constructor(history: History, hub: string, room: string, budget: Budget) {
    this.#history = history;
    this.#hub = hub;
    this.#room = room;
    this.#budget = budget;
  }

  /** Somebody took its text away, or gave the message another one since. Known of everything that `chunks` has passed. */
  isPast({ seq, message }: Pick<Found, 'seq' | 'message'>): boolean {
    return this.#deleted.has(message) || (this.#edited.get(message) ?? seq) !== seq;
  }

  /** All chunks, newest first, with what was kept on this device since the last time. */
  async *chunks(): AsyncGenerator<Chunk> {
    await (this.#catching ??= this.#catchUp().finally(() => (this.#catching = null)));
    let oldest: number | null = null;
    for (const chunk of [...this.#chunks]) {
      yield chunk;
      oldest = chunk.first;
    }
    for (;;) {
      const entries = await this.#history.before(this.#hub, this.#room, oldest, CHUNK);
      if (entries.length === 0) return;
      const chunk = new Chunk(entries);
      this.#note(chunk);
      // Another search may have read the same meanwhile.
      if ((this.#chunks.at(-1)?.first ?? null) === oldest && this.#budget.take(chunk.bytes)) this.#chunks.push(chunk);
      oldest = chunk.first;
      yield chunk;
    }
  }

  /** Lets go of everything: the log is another one, or has lost entries. */
  forget(): void {
    for (const chunk of this.#chunks) this.#budget.give(chunk.bytes);
    this.#chunks = [];
    this.#deleted.clear();
    this.#edited.clear();
  }

  async #catchUp(): Promise<void> {
    const range = await this.#history.range(this.#hub, this.#room);
    const [newest, oldest] = [this.#chunks[0], this.#chunks.at(-1)];
    if (!newest || !oldest) return;
    if (range === null || range.last < newest.last || range.first > oldest.first) return this.forget();
    if (range.last === newest.last) return;
    // One that is not full is read again together with what follows it, or there would be a chunk for each message.
    let last = newest.last;
    if (newest.size < CHUNK) {
      this.#chunks.shift();
      this.#budget.give(newest.bytes);
      last = newest.first - 1;
    }
    for (;;) {
      const entries = await this.#history.after(this.#hub, this.#room, last, CHUNK);
      if (entries.length === 0) return;
      last = entries.at(-1)?.seq ?? last;
      this.#prepend(new Chunk(entries));
    }
  }

  /** The newest stay: what has no room any more is at the other end. */
  #prepend(chunk: Chunk): void {
    this.#note(chunk);
    while (!this.#budget.take(chunk.bytes)) {
      const dropped = this.#chunks.pop();
      if (!dropped) return;
      this.#budget.give(dropped.bytes);
    }
    this.#chunks.unshift(chunk);
  }

  #note(chunk: Chunk): void {
    for (const target of chunk.deleted) this.#deleted.add(target);
    for (const { seq, message } of chunk.edits) this.#edited.set(message, Math.max(seq, this.#edited.get(message) ?? 0));
  }
}
