/** Everybody who is connected: one member may have many connections. */
import { skeleton } from '../shared/names/skeleton';
import { memberPrefix, type Limits, type Member } from '../shared/protocol';
import { NameIndex } from './access/name-index';
import type { Clock } from './clock';
import type { Peer } from './peer';
import { RecentBuckets } from './recent-buckets';
import type { TokenBucket } from './token-bucket';

interface Present {
  member: Member;
  peers: Set<Peer>;
  messages: TokenBucket;
}

/** The hub's directory. */
export class Members {
  readonly #onChange: () => void;
  readonly #present = new Map<string, Present>();
  readonly #full = new Set<Peer>();
  /** Of people; scripts may all have one name. */
  readonly #names = new NameIndex();
  /** Going and coming back is no way to write more. */
  readonly #recent: RecentBuckets;

  /** @param onChange - somebody came, went, or has another name */
  constructor(limits: Limits, clock: Clock, onChange: () => void) {
    this.#recent = new RecentBuckets(limits.messageRate, limits.messageBurst, clock);
    this.#onChange = onChange;
  }

  /** Full clients that said hello. */
  get full(): ReadonlySet<Peer> {
    return this.#full;
  }

  /** Each member once, in the order in which they came. */
  list(): Member[] {
    return [...this.#present.values()].map(({ member }) => member);
  }

  has(id: string): boolean {
    return this.#present.has(id);
  }

  /** Connections of one member. */
  peersOf(id: string): Peer[] {
    return [...(this.#present.get(id)?.peers ?? [])];
  }

  /** Connections by what orders are remembered by; for scripts, of which many may have the same. */
  standing(id: string): Peer[] {
    return [...this.#present.values()].flatMap(({ peers }) => [...peers].filter(({ standing }) => standing === id));
  }

  /** A member has another role. */
  update(member: Member): void {
    const present = this.#present.get(member.id);
    if (!present) return;
    present.member = member;
    for (const peer of present.peers) peer.member = member;
    this.#onChange();
  }

  /** Whether somebody else who is here goes by a name that looks like this one. */
  nameTaken(name: string, id: string): boolean {
    return this.#names.takenFrom(id, skeleton(name));
  }

  /** A connection says who it is. A new name counts for the member from now on. */
  enter(peer: Peer, member: Member): void {
    const present = this.#present.get(member.id) ?? {
      member,
      peers: new Set(),
      messages: this.#recent.back(member.id),
    };
    present.peers.add(peer);
    this.#present.set(member.id, present);
    if (peer.mode === 'full') this.#full.add(peer);
    this.#become(present, member);
    peer.standing ||= member.id;
    peer.messages = present.messages;
    this.#onChange();
  }

  /** Somebody who is here has another name. */
  rename(member: Member): void {
    const present = this.#present.get(member.id);
    if (!present) return;
    this.#become(present, member);
    this.#onChange();
  }

  /** A connection is over. */
  exit(peer: Peer): void {
    this.#full.delete(peer);
    const present = peer.member && this.#present.get(peer.member.id);
    if (!peer.member || !present?.peers.delete(peer)) return;
    if (present.peers.size === 0) {
      this.#present.delete(peer.member.id);
      this.#unname(present.member);
      this.#recent.leave(peer.member.id, present.messages);
    }
    this.#onChange();
  }

  #become(present: Present, member: Member): void {
    this.#unname(present.member);
    this.#name(member);
    present.member = member;
    // A name that it has no longer may be somebody else's by now.
    for (const one of present.peers) {
      one.member = member;
      for (const room of one.rooms) room.rename(member);
    }
  }

  #name({ id, name }: Member): void {
    if (!id.startsWith(memberPrefix.script)) this.#names.add(id, skeleton(name));
  }

  #unname({ id, name }: Member): void {
    if (!id.startsWith(memberPrefix.script)) this.#names.remove(id, skeleton(name));
  }
}
