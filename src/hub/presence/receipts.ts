/** Tells how far everybody is: to a small room as it changes, to a large one when it asks, to one's own other devices always. */
import type { CursorTuple, HubFrame, Limits, Reader } from '../../shared/protocol';
import { encodeFrame } from '../../shared/protocol';
import { textFrames } from '../frame-writer';
import type { Members } from '../members';
import type { Peer } from '../peer';
import type { Room } from '../rooms/room';
import type { Cursor, CursorBook } from './cursor-book';
import type { HintSource } from './hints';

/** What it looks at. */
export interface ReceiptsParts {
  limits: Limits;
  members: Members;
  book: CursorBook;
  /** Whether somebody counts among those who have not read. */
  counts(id: string): boolean;
  poke(): void;
}

/** How far a message got. */
export interface MessageReads {
  of: number;
  received: number;
  read: number | null;
  people?: Reader[];
}

/** Nothing is known of somebody who belongs to a room and never came. */
const NEVER: Readonly<Cursor> = { received: 0, read: null, told: false };

const reached = ({ received, read }: Readonly<Cursor>, seq: number): Reader['state'] =>
  read !== null && read >= seq ? 'read' : received >= seq ? 'received' : 'none';

/** One hub's. */
export class Receipts implements HintSource {
  readonly #parts: ReceiptsParts;
  /** Members who are further, by room; null: all are to be told anew. */
  readonly #dirty = new Map<Room, Set<string> | null>();
  /** Rooms that have outgrown names, and were told so. */
  readonly #crowds = new WeakSet<Room>();
  /** Slow readers who were left out, with the rooms that they are to be told anew. */
  readonly #spared = new Map<Peer, Set<Room>>();

  /** Connections that are to be told all anew: what they may know is different. */
  readonly #anew = new Map<Peer, Set<Room>>();

  constructor(parts: ReceiptsParts) {
    this.#parts = parts;
  }

  /** A member is further. */
  moved(room: Room, id: string): void {
    const ids = this.#dirty.get(room);
    if (ids === undefined) this.#dirty.set(room, new Set([id]));
    else ids?.add(id);
    this.#parts.poke();
  }

  /** Who counts is different now. */
  changed(room: Room): void {
    if (!this.#parts.book.isLive(room.id)) return;
    // A crowd is told of nobody, whoever comes.
    if (this.#crowds.has(room) && this.#crowded(room)) return;
    this.#dirty.set(room, null);
    this.#parts.poke();
  }

  /** Somebody tells from now on what they read, or does no longer: what they are told is different as well. */
  turned(room: Room, id: string): void {
    if (this.#crowded(room)) return;
    for (const peer of this.#devices(room, id)) this.#anew.set(peer, (this.#anew.get(peer) ?? new Set<Room>()).add(room));
    this.#parts.poke();
  }

  /** Somebody joined and is told how things stand. */
  joined(room: Room, peer: Peer): void {
    const { book } = this.#parts;
    if (!book.isLive(room.id) || !peer.member) return;
    if (!this.#crowded(room)) return peer.tell(this.#all(room, this.#seesReads(room, peer)));
    const own = book.get(room.id, peer.member.id);
    if (own?.told) peer.tell(frameOf(room, [tupleOf(peer.member.id, own, true)]));
  }

  /** A connection is over. */
  gone(peer: Peer): void {
    this.#anew.delete(peer);
    this.#spared.delete(peer);
  }

  /** How far a message got, as one who asks may know. */
  reads(room: Room, seq: number, author: string, asker: Peer): MessageReads {
    const { book, limits, counts } = this.#parts;
    const sees = this.#seesReads(room, asker);
    const people: Reader[] = [];
    for (const [id, cursor] of this.#everybody(room)) {
      if (id === author || !counts(id)) continue;
      const state = reached(sees ? cursor : { ...cursor, read: null }, seq);
      people.push({ id, name: book.members.get(id)?.name ?? room.place.people?.get(id) ?? '', state });
    }
    const number = (state: Reader['state']): number => people.filter((one) => one.state === state).length;
    return {
      of: people.length,
      received: number('received') + number('read'),
      read: sees ? number('read') : null,
      ...(people.length <= limits.membersListed ? { people } : {}),
    };
  }

  flush(most: number): { frames: number; again: number | null } {
    let frames = 0;
    for (const [room, ids] of this.#dirty) {
      if (frames >= most) break;
      this.#dirty.delete(room);
      frames += this.#tell(room, ids);
    }
    for (const [peer, rooms] of this.#anew) {
      if (frames >= most) break;
      this.#anew.delete(peer);
      for (const room of rooms) if (room.full.has(peer)) this.joined(room, peer);
      frames += rooms.size;
    }
    return { frames, again: this.#dirty.size + this.#anew.size > 0 ? 0 : null };
  }

  #tell(room: Room, ids: Set<string> | null): number {
    const crowded = this.#crowded(room);
    const turned = crowded !== this.#crowds.has(room);
    if (crowded) this.#crowds.add(room);
    else this.#crowds.delete(room);
    if (crowded && !turned) return this.#tellOwn(room, ids);
    const named = crowded ? [] : turned || ids === null ? null : [...ids];
    return this.#tellRoom(room, named) + (crowded ? this.#tellOwn(room, ids) : 0);
  }

  /** @param ids - null: all of them */
  #tellRoom(room: Room, ids: readonly string[] | null): number {
    const { book } = this.#parts;
    const make = (reads: boolean): Buffer => {
      const frame =
        ids === null
          ? this.#all(room, reads)
          : frameOf(
              room,
              ids.flatMap((id) => {
                const cursor = book.get(room.id, id);
                return cursor ? [tupleOf(id, cursor, reads)] : [];
              }),
              ids.length === 0,
            );
      return textFrames([encodeFrame(frame)]);
    };
    let open: Buffer | null = null;
    let closed: Buffer | null = null;
    let frames = 0;
    for (const peer of room.full) {
      const spared = this.#spared.get(peer);
      if (spared?.has(room)) continue;
      const shared = this.#seesReads(room, peer) ? (open ??= make(true)) : (closed ??= make(false));
      if (peer.notify(shared, spared ? undefined : () => this.#makeUp(peer))) frames += 1;
      else this.#spared.set(peer, (spared ?? new Set<Room>()).add(room));
    }
    return frames;
  }

  /** @param ids - null: of all of them */
  #tellOwn(room: Room, ids: ReadonlySet<string> | null): number {
    const { book } = this.#parts;
    let frames = 0;
    for (const id of ids ?? book.of(room.id).keys()) {
      const cursor = book.get(room.id, id);
      const devices = this.#devices(room, id);
      if (!cursor || devices.length < 2) continue;
      const shared = textFrames([encodeFrame(frameOf(room, [tupleOf(id, cursor, true)]))]);
      for (const peer of devices) if (peer.notify(shared)) frames += 1;
    }
    return frames;
  }

  #devices(room: Room, id: string): Peer[] {
    return this.#parts.members.peersOf(id).filter((peer) => room.full.has(peer));
  }

  #makeUp(peer: Peer): void {
    const rooms = this.#spared.get(peer) ?? [];
    this.#spared.delete(peer);
    for (const room of rooms) if (peer.rooms.has(room)) this.joined(room, peer);
  }

  #all(room: Room, reads: boolean): HubFrame {
    const { counts } = this.#parts;
    const named = this.#everybody(room).filter(([id]) => counts(id));
    return frameOf(
      room,
      named.map(([id, cursor]) => tupleOf(id, cursor, reads)),
      true,
    );
  }

  /** Who counts in a room: in a private one those who belong to it, whether they ever came or not. */
  #everybody(room: Room): [string, Readonly<Cursor>][] {
    const held = this.#parts.book.of(room.id);
    const { people } = room.place;
    return people ? [...people.keys()].map((id) => [id, held.get(id) ?? NEVER]) : [...held];
  }

  #crowded(room: Room): boolean {
    return (room.place.people ?? this.#parts.book.of(room.id)).size > this.#parts.limits.hintNames;
  }

  /** Who does not tell what they read is not told what others read. */
  #seesReads(room: Room, { member }: Peer): boolean {
    return typeof (member && this.#parts.book.get(room.id, member.id)?.read) === 'number';
  }
}

const tupleOf = (id: string, { received, read }: Readonly<Cursor>, reads: boolean): CursorTuple => [
  id,
  received,
  reads ? read : null,
];

const frameOf = (room: Room, cursors: CursorTuple[], all = false): HubFrame => ({
  ...{ type: 'cursors', room: room.id, cursors },
  ...(all ? { all } : {}),
});
