/** One room as this device knows it: what the sidebar shows, and what counts as unread. */
import type { PresenceEvent, RoomView } from '../shared/ipc/chat-api';
import type { Entry, Member, Room } from '../shared/protocol';
import type { KnownRoom } from './ports';

/** Names, counts, members and the read mark of one room. */
export class RoomState {
  readonly id: string;
  name: string;
  joined: boolean;
  readSeq: number;
  /** Newest sequence that is known of. */
  seq = 0;
  unread = 0;
  #count = 0;
  #members = new Map<string, Member>();

  constructor(known: KnownRoom) {
    this.id = known.id;
    this.name = known.name;
    this.joined = known.joined;
    this.readSeq = known.readSeq;
  }

  get members(): Member[] {
    return [...this.#members.values()];
  }

  get view(): RoomView {
    const { id, name, joined, unread, seq, readSeq } = this;
    return { id, name, joined, unread, seq, readSeq, count: this.#count };
  }

  get known(): KnownRoom {
    const { id, name, joined, readSeq } = this;
    return { id, name, joined, readSeq };
  }

  /** What the hub lists. */
  listed(room: Room): void {
    this.name = room.name;
    this.seq = Math.max(this.seq, room.seq);
    this.#count = room.count;
  }

  /** Who is there, as the hub told on joining. */
  present(members: readonly Member[], count: number): void {
    this.#members = new Map(members.map((member) => [member.id, member]));
    this.#count = count;
  }

  /** Who came and who went, seen from those that are there now. */
  differences(members: readonly Member[]): Pick<PresenceEvent, 'joined' | 'left'> {
    const there = new Set(members.map(({ id }) => id));
    return {
      joined: members.filter(({ id }) => !this.#members.has(id)),
      left: this.members.filter(({ id }) => !there.has(id)),
    };
  }

  /** What a notice says that is not known from a list already. */
  news({ joined, left }: Pick<PresenceEvent, 'joined' | 'left'>): Pick<PresenceEvent, 'joined' | 'left'> {
    return {
      joined: joined.filter(({ id }) => !this.#members.has(id)),
      left: left.filter(({ id }) => this.#members.has(id)),
    };
  }

  /** Who came and went. */
  changed({ joined, left }: Pick<PresenceEvent, 'joined' | 'left'>, count: number): void {
    for (const { id } of left) this.#members.delete(id);
    for (const member of joined) this.#members.set(member.id, member);
    this.#count = count;
  }

  /** Nobody can be seen while the hub is away. */
  offline(): void {
    this.#members.clear();
    this.#count = 0;
  }

  /**
   * Counts new entries.
   * @returns those that are news to this person: written by others and not read yet
   */
  take(entries: readonly Entry[], me: string | null): Entry[] {
    this.seq = Math.max(this.seq, entries.at(-1)?.seq ?? 0);
    const news = entries.filter(({ seq, author }) => seq > this.readSeq && author.id !== me);
    this.unread += news.length;
    return news;
  }

  /** Everything up to the newest was seen. False when it was already. */
  read(): boolean {
    if (this.readSeq >= this.seq && this.unread === 0) return false;
    this.readSeq = this.seq;
    this.unread = 0;
    return true;
  }
}
