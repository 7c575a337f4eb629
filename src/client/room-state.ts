/** One room as this device knows it: what the sidebar shows, and what counts as unread. */
import type { PresenceEvent, RoomView } from '../shared/ipc/chat-api';
import { messageOf, withoutText, type Entry, type Member, type Message, type Room } from '../shared/protocol';
import { PlaceState } from './place-state';
import type { KnownRoom } from './ports';
import { unreadAfter, unreadFrom, type Unread } from './unread/reducer';

/** Names, counts, members and the read mark of one room. */
export class RoomState {
  readonly id: string;
  name: string;
  joined: boolean;
  /** Whoever is in it has to give its password before going on there. */
  asks = false;
  #unread: Unread;
  /** What it is, and what this person wants of it. */
  readonly place: PlaceState;
  /** When the newest message was said. */
  #last = { seq: 0, at: 0 };
  #count = 0;
  /** The hub counts this person among them: the list on the way in is older than that. */
  #here = false;
  #locked = false;
  #slow = 0;
  #password = false;
  /** Why what is written is not kept on this device; null where it is. */
  unkept: RoomView['unkept'] | null = null;
  #members = new Map<string, Member>();
  /** Messages whose text was taken away, while this device may still hold it. */
  readonly #deleted: Set<number>;
  /** Up to here this person removed it from this device; 0 where nothing was. */
  cleared: number;

  constructor(known: KnownRoom) {
    this.id = known.id;
    this.name = known.name;
    this.joined = known.joined;
    this.#unread = unreadFrom(known.readSeq);
    this.#deleted = new Set(known.deleted);
    this.cleared = known.cleared ?? 0;
    this.place = new PlaceState(known);
  }

  /** Newest sequence that is known of. */
  get seq(): number {
    return this.#unread.seq;
  }

  /** Everything up to there was seen. */
  get readSeq(): number {
    return this.#unread.readSeq;
  }

  /** What is unread of it. */
  get unread(): Unread {
    return this.#unread;
  }

  get members(): Member[] {
    return [...this.#members.values()];
  }

  /** @param me - own member id, as far as it is known */
  view(me: string | null): Omit<RoomView, 'badge'> {
    const { id, name, seq, readSeq, place } = this;
    const other = this.#members.get(place.other ?? '');
    // What is gone can still be read here.
    const joined = this.joined || place.gone;
    const there = other !== undefined && other.id !== me;
    const counted = { mentions: this.#unread.mentions.length, lastAt: this.#last.at, there };
    const count = this.joined && !this.#here ? 0 : this.#count;
    const about = {
      locked: this.#locked,
      slow: this.#slow,
      password: this.#password,
      ...(this.asks ? { asks: true as const } : {}),
    };
    return {
      id,
      name,
      joined,
      unread: this.#unread.messages.length,
      seq,
      readSeq,
      count,
      ...about,
      ...(this.unkept ? { unkept: this.unkept } : {}),
      ...place.view(seq, me, other),
      ...counted,
    };
  }

  get known(): KnownRoom {
    const { id, name, joined, readSeq } = this;
    const deleted = this.#deleted.size === 0 ? {} : { deleted: [...this.#deleted] };
    const cleared = this.cleared === 0 ? {} : { cleared: this.cleared };
    return { id, name, joined, readSeq, ...deleted, ...cleared, ...this.place.kept };
  }

  /** What the hub lists. */
  listed(room: Room): void {
    this.name = room.name;
    this.reaches(room.seq);
    this.#count = room.count;
    this.#locked = room.locked ?? false;
    this.#slow = room.slow ?? 0;
    this.#password = room.password ?? false;
    this.place.listed(room);
  }

  /**
   * Notes what is deleted among entries, and takes the text out of those that it is about.
   * @returns the entries as they may be shown and kept
   */
  delete(entries: readonly Entry[]): Entry[] {
    // Those whose text did not even come need no noting: a first visit may bring thousands.
    const gone = new Set(entries.flatMap((entry) => (entry.kind === 'message' && entry.deleted ? [entry.seq] : [])));
    for (const entry of entries) {
      if (entry.kind !== 'deletion' || gone.has(entry.target)) continue;
      this.#deleted.add(entry.target);
    }
    return this.shown(entries);
  }

  /** Entries as they may be shown. */
  shown(entries: readonly Entry[]): Entry[] {
    return entries.map((entry) => (this.#deleted.has(messageOf(entry)) ? withoutText(entry) : entry));
  }

  /** Deleted messages whose text this device may still have on its disk. */
  get deleted(): number[] {
    return [...this.#deleted];
  }

  /** Their text is off the disk. */
  erased(seqs: readonly number[]): void {
    for (const seq of seqs) this.#deleted.delete(seq);
  }

  /** This device holds nothing of the room any more. */
  forget(): void {
    this.cleared = 0;
    this.#last = { seq: 0, at: 0 };
    this.#unread = unreadFrom(0);
    this.#deleted.clear();
  }

  /** Who is there, as the hub told on joining. */
  present(members: readonly Member[], count: number): void {
    this.#members = new Map(members.map((member) => [member.id, member]));
    this.#count = count;
    this.#here = true;
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

  /** Somebody who is here is called or may do something else now. */
  rename(member: Member): void {
    if (this.#members.has(member.id)) this.#members.set(member.id, member);
  }

  /** Nobody can be seen while the hub is away. */
  offline(): void {
    this.#members.clear();
    this.#count = 0;
    this.#here = false;
  }

  /**
   * Counts new entries.
   * @returns those that are news to this person: written by others and not read yet
   */
  take(entries: readonly Entry[], me: string | null): Message[] {
    this.#unread = unreadAfter(this.#unread, { kind: 'entries', entries, me });
    const news = entries.filter(
      (entry): entry is Message =>
        entry.kind === 'message' && entry.deleted !== true && entry.seq > this.readSeq && entry.author.id !== me,
    );
    // By the clock of the hub, which may go back; what was said last is last all the same.
    const last = entries.findLast(({ kind }) => kind === 'message');
    if (last && last.seq > this.#last.seq) this.#last = { seq: last.seq, at: last.at };
    return news;
  }

  /** Everything up to there was seen, on another device. False when it was already. */
  readTo(seq: number): boolean {
    const before = this.#unread;
    this.#unread = unreadAfter(before, { kind: 'read', seq });
    return this.#unread !== before;
  }

  /** Everything up to the newest was seen. False when it was already. */
  read(): boolean {
    return this.readTo(this.seq);
  }

  /** The log reaches to there. */
  reaches(seq: number): void {
    this.#unread = unreadAfter(this.#unread, { kind: 'reaches', seq });
  }
}
