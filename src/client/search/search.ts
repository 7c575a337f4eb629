/** Finds messages of one hub in what this device keeps: newest first, a page at a time, never holding anything else up. */
import type { Outcome } from '../../shared/ipc/outcome';
import type { Entry } from '../../shared/protocol';
import type { SearchHit, SearchPage, SearchQuery } from '../../shared/ipc/archive';
import type { Clock, History } from '../ports';
import { failed } from '../problems';
import type { Found, Wanted } from './chunk';
import { contextOf } from './context';
import { fold } from './fold';
import { termsOf } from './query';
import { Budget, RoomText } from './room-text';

/** Hits of one page: some screens of the panel. */
const PAGE = 30;

/** ms of work between two pauses: less than a frame, so that typing and drawing go on. */
const SLICE = 8;

/** ms without a search after which memory is given back. */
const IDLE = 5 * 60_000;

/** Bytes of folded text in memory: some 400,000 messages; what is older is read from the disk for each search. */
const MOST_BYTES = 48 * 1024 * 1024;

/** What a search needs. */
export interface SearchOptions {
  hub: string;
  history: History;
  clock: Clock;
  /** Bytes that are kept in memory; @default 48 MiB */
  mostBytes?: number;
}

/** Ends when another search begins. */
interface Turn {
  over: boolean;
  /** When the work since the last pause began. */
  since: number;
}

/** What is found in one room, newest first, looked at one by one. */
class RoomHits {
  next: Found | null = null;
  #buffer: Found[] = [];
  readonly #source: AsyncGenerator<Found[]>;

  constructor(
    readonly room: string,
    source: AsyncGenerator<Found[]>,
  ) {
    this.#source = source;
  }

  /** Looks at the next one. */
  async step(): Promise<void> {
    while (this.#buffer.length === 0) {
      const more = await this.#source.next();
      if (more.done) {
        this.next = null;
        return;
      }
      // Taken from the end.
      this.#buffer = more.value.reverse();
    }
    this.next = this.#buffer.pop() ?? null;
  }
}

/** One hub's search. A new one ends the one before, which answers `cancelled`. */
export class Search {
  readonly #options: SearchOptions;
  readonly #rooms = new Map<string, RoomText>();
  readonly #budget: Budget;
  #turn: Turn = { over: true, since: 0 };
  #cancelIdle: (() => void) | null = null;

  constructor(options: SearchOptions) {
    this.#options = options;
    this.#budget = new Budget(options.mostBytes ?? MOST_BYTES);
  }

  /**
   * A page of what is found in rooms. Rooms are merged by time; within a room the hub's order counts.
   * @param rooms - to look in
   */
  async find(query: SearchQuery, rooms: readonly string[]): Promise<Outcome<SearchPage>> {
    this.#turn.over = true;
    const turn: Turn = (this.#turn = { over: false, since: this.#options.clock.now() });
    this.#cancelIdle?.();
    this.#cancelIdle = this.#options.clock.after(IDLE, () => this.forget());
    const terms = termsOf(query.text);
    const wanted: Wanted = {
      terms,
      author: query.author ? { id: query.author, name: fold(query.author).trim() } : null,
      from: query.from ?? -Infinity,
      to: query.to ?? Infinity,
    };
    const streams = rooms.map((room) => new RoomHits(room, this.#hits(room, wanted, query.before?.[room] ?? Infinity, turn)));
    for (const stream of streams) await stream.step();
    const hits: SearchHit[] = [];
    for (;;) {
      if (turn.over) return failed('cancelled');
      const newest = newestOf(streams);
      if (!newest?.next) return { ok: true, value: { hits, more: null } };
      if (hits.length === PAGE) return { ok: true, value: { hits, more: cursorOf(streams) } };
      const hit = await this.#hitOf(newest.room, newest.next, wanted);
      if (hit) hits.push(hit);
      await newest.step();
    }
  }

  /** Ends what is under way. */
  cancel(): void {
    this.#turn.over = true;
  }

  /** Lets go of what was read of a room, or of all: it is another one now, or nobody searches any more. */
  forget(room?: string): void {
    for (const [id, text] of this.#rooms) if (room === undefined || room === id) text.forget();
  }

  /** Ends, for ever. */
  close(): void {
    this.cancel();
    this.#cancelIdle?.();
    this.forget();
  }

  async *#hits(room: string, wanted: Wanted, before: number, turn: Turn): AsyncGenerator<Found[]> {
    const nothing = wanted.terms.length === 0 && wanted.author === null && wanted.from === -Infinity && wanted.to === Infinity;
    const text = this.#textOf(room);
    for await (const chunk of text.chunks()) {
      await this.#pause(turn);
      if (turn.over) return;
      // Nothing to look for, but something soon: whoever opened the field finds everything read.
      if (nothing || chunk.first >= before) continue;
      const found = chunk.find(wanted, before).filter((one) => !text.isPast(one));
      if (found.length > 0) yield found;
    }
  }

  #textOf(room: string): RoomText {
    const { history, hub } = this.#options;
    const text = this.#rooms.get(room) ?? new RoomText(history, hub, room, this.#budget);
    this.#rooms.set(room, text);
    return text;
  }

  async #pause(turn: Turn): Promise<void> {
    const { clock } = this.#options;
    if (clock.now() - turn.since < SLICE) return;
    await new Promise<void>((resolve) => void clock.after(0, resolve));
    turn.since = clock.now();
  }

  /** Null where it is gone since. */
  async #hitOf(room: string, found: Found, { terms, from, to }: Wanted): Promise<SearchHit | null> {
    const said = await this.#entryOf(room, found.seq);
    if ((said?.kind !== 'message' && said?.kind !== 'edit') || said.deleted) return null;
    // The message itself may be older than all that is kept here; its edit says who wrote it.
    const message = said.kind === 'edit' ? await this.#entryOf(room, found.message) : said;
    if (message?.kind === 'message' && message.deleted) return null;
    const { id, author, at } = message ?? said;
    if (at < from || at > to) return null;
    return { room, seq: found.message, id, author, at, ...contextOf(said.text, terms) };
  }

  async #entryOf(room: string, seq: number): Promise<Entry | null> {
    const { history, hub } = this.#options;
    const [entry] = await history.after(hub, room, seq - 1, 1);
    return entry?.seq === seq ? entry : null;
  }
}

function newestOf(streams: readonly RoomHits[]): RoomHits | null {
  let newest: RoomHits | null = null;
  for (const stream of streams) if (stream.next && (!newest?.next || stream.next.at > newest.next.at)) newest = stream;
  return newest;
}

/** Where each room goes on; one that has nothing more begins below its first entry. */
const cursorOf = (streams: readonly RoomHits[]): Record<string, number> =>
  Object.fromEntries(streams.map(({ room, next }) => [room, next ? next.seq + 1 : 1]));
