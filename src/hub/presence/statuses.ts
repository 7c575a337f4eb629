/** Tells who is there and what they say of themselves, to those who share a room with them. */
import type { HubFrame, Limits, Presence, Status } from '../../shared/protocol';
import { encodeFrame } from '../../shared/protocol';
import { textFrames } from '../frame-writer';
import type { Members } from '../members';
import type { Peer } from '../peer';
import type { Room } from '../rooms/room';
import type { Rooms } from '../rooms/rooms';
import type { CursorBook } from './cursor-book';
import type { HintSource } from './hints';
import { StatusBoard } from './status-board';

/** What it looks at. */
export interface StatusesParts {
  limits: Limits;
  members: Members;
  rooms: Rooms;
  book: CursorBook;
  poke(): void;
}

const isPlain = ({ presence, text }: Status): boolean => presence === 'online' && text === undefined;

/** One hub's. */
export class Statuses implements HintSource {
  readonly #parts: StatusesParts;
  readonly #board = new StatusBoard();
  readonly #dirty = new Set<string>();
  /** Who was told to be anything but simply there. */
  readonly #marked = new Set<string>();

  constructor(parts: StatusesParts) {
    this.#parts = parts;
  }

  /** A device says what others are to see. */
  set(id: string, peer: Peer, presence: Presence, text: string): void {
    const { members } = this.#parts;
    const before = JSON.stringify(this.of(id));
    if (presence === 'online' && text === '') this.#board.drop(id, peer);
    else this.#board.set(id, peer, { presence, text });
    if (members.has(id) && JSON.stringify(this.of(id)) !== before) this.#changed(id);
  }

  /** A device came. */
  came(id: string): void {
    if (this.#marked.has(id)) this.#changed(id);
  }

  /** A device is gone, and whoever it belongs to perhaps with it. */
  gone(id: string, peer: Peer): void {
    this.#board.drop(id, peer);
    const known = this.#parts.book.members.has(id);
    if (known) this.#changed(id);
    else {
      this.#marked.delete(id);
      this.#dirty.delete(id);
    }
  }

  /** What is known of a member now. */
  of(id: string): Status {
    const { members, book } = this.#parts;
    if (!members.has(id)) {
      const at = book.members.get(id)?.at;
      return { id, presence: 'offline', ...(at === undefined ? {} : { at }) };
    }
    const { presence, text } = this.#board.of(id, members.peersOf(id).length);
    return { id, presence, ...(text === '' ? {} : { text }) };
  }

  /** Those among members of whom there is more to say than that they are there. */
  worth(ids: Iterable<string>): Status[] {
    return [...ids].map((id) => this.of(id)).filter((status) => !isPlain(status));
  }

  /** Whether one shares a room with somebody, now or when they were here last. */
  mayKnow(peer: Peer, id: string): boolean {
    return this.#roomsOf(id).some((room) => peer.rooms.has(room));
  }

  flush(most: number): { frames: number; again: number | null } {
    const { limits } = this.#parts;
    const news = new Map<Peer, Status[]>();
    for (const id of this.#dirty) {
      if (news.size >= most) break;
      this.#dirty.delete(id);
      const status = this.of(id);
      if (isPlain(status)) this.#marked.delete(id);
      else this.#marked.add(id);
      const audience = new Set<Peer>();
      // A crowd asks for whom it looks at: 5,000 who come back at once would be told of 5,000 each.
      for (const room of this.#roomsOf(id))
        if (room.count <= limits.membersListed) for (const peer of room.full) audience.add(peer);
      for (const peer of audience) news.set(peer, [...(news.get(peer) ?? []), status]);
    }
    return { frames: this.#tell(news), again: this.#dirty.size > 0 ? 0 : null };
  }

  #changed(id: string): void {
    this.#dirty.add(id);
    this.#parts.poke();
  }

  #roomsOf(id: string): Room[] {
    const { members, rooms, book } = this.#parts;
    const held = [...(book.members.get(id)?.rooms.keys() ?? [])].flatMap((room) => rooms.get(room) ?? []);
    const all = new Set([...held, ...members.peersOf(id).flatMap((peer) => [...peer.rooms])]);
    // Who was taken out of a private room is nobody there any more.
    return [...all].filter(({ place }) => !place.people || place.people.has(id));
  }

  /** Most are told the same: it is made into bytes once. */
  #tell(news: ReadonlyMap<Peer, Status[]>): number {
    const made = new Map<string, Buffer>();
    let frames = 0;
    for (const [peer, members] of news) {
      const frame: HubFrame = { type: 'statuses', members };
      const key = members.map(({ id }) => id).join(' ');
      const shared = made.get(key) ?? textFrames([encodeFrame(frame)]);
      made.set(key, shared);
      if (peer.notify(shared)) frames += 1;
    }
    return frames;
  }
}
