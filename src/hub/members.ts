/** Everybody who is connected: one member may have many connections. */
import type { Limits, Member } from '../shared/protocol';
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

  /** A connection says who it is. A new name counts for the member from now on. */
  enter(peer: Peer, member: Member): void {
    const present = this.#present.get(member.id) ?? {
      member,
      peers: new Set(),
      messages: this.#recent.back(member.id),
    };
    present.member = member;
    present.peers.add(peer);
    this.#present.set(member.id, present);
    if (peer.mode === 'full') this.#full.add(peer);
    peer.member = member;
    peer.messages = present.messages;
    this.#onChange();
  }

  /** A connection is over. */
  exit(peer: Peer): void {
    this.#full.delete(peer);
    const present = peer.member && this.#present.get(peer.member.id);
    if (!peer.member || !present?.peers.delete(peer)) return;
    if (present.peers.size === 0) {
      this.#present.delete(peer.member.id);
      this.#recent.leave(peer.member.id, present.messages);
    }
    this.#onChange();
  }
}
