/** How far everybody is in every room, and when they were here last: in memory, bounded, written down by `cursor-file.ts`. */
import type { Limits } from '../../shared/protocol';

/** How far one member is in one room. */
export interface Cursor {
  /** One of their devices keeps everything up to there. */
  received: number;
  /** They saw everything up to there; null where they do not tell. */
  read: number | null;
  /** It was told by a client; else the member only joined. */
  told: boolean;
}

/** Somebody who is or was here. */
export interface Seen {
  name: string;
  /** ms since 1970 by the hub's clock, when they came or went last. */
  at: number;
  rooms: Map<string, Cursor>;
}

/** About 200 bytes a cursor, and 200 for each member: 10 MB at `cursorsKept`. */
export class CursorBook {
  readonly #most: number;
  readonly #age: number;
  readonly #online: (id: string) => boolean;
  /** Whoever was here last is last. */
  readonly #members = new Map<string, Seen>();
  readonly #rooms = new Map<string, Map<string, Cursor>>();
  /** Rooms in which some client told how far it is: elsewhere there is nothing to tell anybody. */
  readonly #live = new Set<string>();
  #count = 0;

  /** @param online - whether somebody is connected; those are not forgotten */
  constructor({ cursorsKept, cursorAge }: Pick<Limits, 'cursorsKept' | 'cursorAge'>, online: (id: string) => boolean) {
    this.#most = cursorsKept;
    this.#age = cursorAge;
    this.#online = online;
  }

  /** Cursors in it. */
  get size(): number {
    return this.#count;
  }

  /** Everybody who is known, whoever was here last at the end. */
  get members(): ReadonlyMap<string, Readonly<Seen>> {
    return this.#members;
  }

  /** Cursors of one room, by member. */
  of(room: string): ReadonlyMap<string, Readonly<Cursor>> {
    return this.#rooms.get(room) ?? none;
  }

  get(room: string, id: string): Readonly<Cursor> | undefined {
    return this.#rooms.get(room)?.get(id);
  }

  isLive(room: string): boolean {
    return this.#live.has(room);
  }

  /**
   * Somebody is in a room from now on. What goes beyond the room's newest sequence belongs to a log that is no more.
   * @returns whether they are new there
   */
  enter(room: string, id: string, name: string, seq: number, now: number): boolean {
    this.seen(id, name, now);
    const known = this.get(room, id);
    if (known && known.received <= seq) return false;
    return this.put(room, id, name, { received: 0, read: known?.read === undefined ? null : known.read && 0, told: false }, now);
  }

  /** Puts a cursor in. @returns false where there is no place for it */
  put(room: string, id: string, name: string, cursor: Cursor, now: number): boolean {
    const seen = this.#members.get(id) ?? this.seen(id, name, now);
    if (!seen.rooms.has(room)) {
      if (this.#count >= this.#most && !this.#makeRoom(id)) return false;
      this.#count += 1;
    }
    const there = this.#rooms.get(room) ?? new Map<string, Cursor>();
    this.#rooms.set(room, there.set(id, cursor));
    seen.rooms.set(room, cursor);
    if (cursor.told) this.#live.add(room);
    return true;
  }

  /**
   * Somebody is further. Two devices of one member are not always equally far: the further one counts.
   * @param read - null: they do not tell
   * @returns whether anything is different now
   */
  move(room: string, id: string, received: number, read: number | null): boolean {
    const cursor = this.#rooms.get(room)?.get(id);
    if (!cursor) return false;
    const before = { ...cursor };
    cursor.received = Math.max(cursor.received, received);
    cursor.read = read === null ? null : Math.max(cursor.read ?? 0, read);
    cursor.told = true;
    this.#live.add(room);
    return before.received !== cursor.received || before.read !== cursor.read || !before.told;
  }

  /** Somebody is in a room no more. @returns whether they were */
  leave(room: string, id: string): boolean {
    const there = this.#rooms.get(room);
    if (!there?.delete(id)) return false;
    this.#members.get(id)?.rooms.delete(room);
    this.#count -= 1;
    if (there.size === 0) {
      this.#rooms.delete(room);
      this.#live.delete(room);
    }
    return true;
  }

  /** Somebody is here, or goes. */
  seen(id: string, name: string, at: number): Seen {
    const seen = this.#members.get(id) ?? { name, at, rooms: new Map<string, Cursor>() };
    seen.name = name;
    seen.at = at;
    this.#members.delete(id);
    this.#members.set(id, seen);
    return seen;
  }

  /** Somebody's last connection is over. Of whoever told nothing, nothing is kept. */
  gone(id: string, at: number): void {
    const seen = this.#members.get(id);
    if (!seen) return;
    for (const [room, { told }] of [...seen.rooms]) if (!told) this.leave(room, id);
    if (seen.rooms.size === 0) this.#members.delete(id);
    else this.seen(id, seen.name, at);
  }

  /** Lets go of those who were away for long, and of rooms that are no more. */
  prune(now: number, isRoom: (room: string) => boolean): void {
    for (const [id, { at }] of this.#members) {
      if (this.#age === 0 || at >= now - this.#age) break;
      if (!this.#online(id)) this.#forget(id);
    }
    for (const [room, there] of [...this.#rooms]) if (!isRoom(room)) for (const id of [...there.keys()]) this.leave(room, id);
  }

  #forget(id: string): void {
    for (const room of [...(this.#members.get(id)?.rooms.keys() ?? [])]) this.leave(room, id);
    this.#members.delete(id);
  }

  /** Whoever was away longest gives way to somebody who is here. */
  #makeRoom(forWhom: string): boolean {
    for (const [id, { rooms }] of this.#members) {
      if (id === forWhom || rooms.size === 0 || this.#online(id)) continue;
      this.#forget(id);
      return true;
    }
    return false;
  }
}

const none: ReadonlyMap<string, Cursor> = new Map();
