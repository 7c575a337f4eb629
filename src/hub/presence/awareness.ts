/** Who is there, who writes, who has what: everything about people that is no entry of a log, behind one door. */
import type { Limits, Presence } from '../../shared/protocol';
import type { LogFs } from '../../storage/log-fs';
import type { Access } from '../access/access';
import type { Clock } from '../clock';
import type { Log } from '../log';
import type { Members } from '../members';
import type { Peer } from '../peer';
import type { Room } from '../rooms/room';
import type { Rooms } from '../rooms/rooms';
import { CursorBook } from './cursor-book';
import { CursorFile } from './cursor-file';
import { Hints } from './hints';
import { Receipts, type MessageReads } from './receipts';
import { Statuses } from './statuses';
import { Typing } from './typing';

/** What it is made of. */
export interface AwarenessOptions {
  limits: Limits;
  clock: Clock;
  log: Log;
  fs: LogFs;
  /** The data directory. */
  folder: string;
  members: Members;
  rooms: Rooms;
  access: Access;
}

/** One hub's. Nothing in it waits for a disk, and no connection has a timer of its own. */
export class Awareness {
  readonly typing: Typing;
  readonly statuses: Statuses;
  readonly #options: AwarenessOptions;
  readonly #hints: Hints;
  readonly #book: CursorBook;
  readonly #receipts: Receipts;
  readonly #file: CursorFile;

  private constructor(options: AwarenessOptions, book: CursorBook, file: CursorFile) {
    const { limits, clock, members, rooms, access } = options;
    this.#options = options;
    this.#book = book;
    this.#file = file;
    const hints = (this.#hints = new Hints(limits, clock));
    const poke = (inMs?: number): void => hints.poke(inMs);
    const counts = (id: string): boolean => !access.members.get(id)?.banned;
    this.typing = new Typing(limits, clock, poke);
    this.statuses = new Statuses({ limits, members, rooms, book, poke });
    this.#receipts = new Receipts({ limits, members, book, counts, poke });
    // What somebody waits for while they watch goes first.
    for (const source of [this.typing, this.#receipts, this.statuses]) hints.add(source);
  }

  /** Brings back what was written down. */
  static async open(options: AwarenessOptions): Promise<Awareness> {
    const { limits, clock, log, fs, folder, members, rooms } = options;
    const book = new CursorBook(limits, (id) => members.has(id));
    const prune = (): void => book.prune(clock.now(), (room) => rooms.get(room) !== undefined);
    const file = await CursorFile.open(book, { fs, folder, clock, log, prune });
    prune();
    return new Awareness(options, book, file);
  }

  /** A connection joined a room and was answered. */
  joined(room: Room, peer: Peer): void {
    const { member } = peer;
    if (!member || peer.mode !== 'full') return;
    const { limits, clock } = this.#options;
    const fresh = this.#book.enter(room.id, member.id, member.name, room.seq, clock.now());
    if (fresh) this.#receipts.changed(room);
    this.statuses.came(member.id);
    this.#receipts.joined(room, peer);
    // In a crowd one asks for whom one looks at: thousands who come at once would each cost a look at thousands.
    const held = this.#book.of(room.id);
    if (Math.max(room.count, held.size) > limits.membersListed) return;
    const here = room.listed(limits.membersListed).map(({ id }) => id);
    const statuses = this.statuses.worth(new Set([...here, ...held.keys()]));
    if (statuses.length > 0) peer.tell({ type: 'statuses', members: statuses });
  }

  /** Somebody left a room on purpose: they count there no more, unless another device of theirs is in it. */
  left(room: Room, { member }: Peer): void {
    if (!member) return;
    this.typing.end(room, member.id);
    if (this.#options.members.peersOf(member.id).some((peer) => peer.rooms.has(room))) return;
    this.drop(room, member.id);
  }

  /** Somebody counts in a room no more. */
  drop(room: Room, id: string): void {
    if (!this.#book.leave(room.id, id)) return;
    this.#receipts.changed(room);
    this.#file.changed();
  }

  /** A member is further in a room. @param read - null: others are not to know */
  moved(room: Room, id: string, received: number, read: number | null): void {
    const live = this.#book.isLive(room.id);
    const told = this.#book.get(room.id, id)?.read ?? null;
    if (!this.#book.move(room.id, id, received, read)) return;
    this.#file.changed();
    if (live) this.#receipts.moved(room, id);
    else this.#receipts.changed(room);
    if ((told === null) !== (read === null)) this.#receipts.turned(room, id);
  }

  /** A device says what others are to see of its owner. */
  says(peer: Peer, presence: Presence, text: string): void {
    if (peer.member) this.statuses.set(peer.member.id, peer, presence, text);
  }

  /** A connection is over. */
  gone(peer: Peer): void {
    const { member } = peer;
    if (!member || peer.mode !== 'full') return;
    this.#receipts.gone(peer);
    const { members, clock } = this.#options;
    if (!members.has(member.id) && this.#book.members.has(member.id)) {
      this.#book.gone(member.id, clock.now());
      if (this.#book.members.has(member.id)) this.#file.changed();
    }
    this.statuses.gone(member.id, peer);
  }

  /** How far a message got. */
  reads(room: Room, seq: number, author: string, asker: Peer): MessageReads {
    return this.#receipts.reads(room, seq, author, asker);
  }

  stop(): void {
    this.#hints.stop();
    this.#file.stop();
  }

  /** Writes what is unwritten. */
  save(): Promise<void> {
    return this.#file.save();
  }
}
