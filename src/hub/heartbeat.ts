/** Finds connections whose other end is gone: protocol pings, and an end to those that answer none. */
import type { Off } from '../shared/emitter';
import type { Limits } from '../shared/protocol';
import type { Clock } from './clock';
import type { Peer } from './peer';

/** Peers are looked at in this many groups, one after the other: 10,000 writes in one turn would be felt by everybody. */
const GROUPS = 10;

/** How long a kernel goes on asking before it gives up, ms: libuv sets ten probes, one second apart. */
const PROBING = 10_000;

/** Peers that were pinged in one beat. */
interface Asked {
  at: number;
  peers: Peer[];
}

/**
 * One interval for all peers. Each is looked at once in `heartbeat`: one that was written to since it was heard is pinged, the others as far as
 * `heartbeatRate` allows. Whoever answers nothing is asked again and judged at an interval of its own, which no rate stretches.
 */
export class Heartbeat {
  readonly #limits: Limits;
  readonly #clock: Clock;
  readonly #onDead: (peer: Peer) => void;
  readonly #missedMost: number;
  readonly #beatEvery: number;
  /** Pings of idle peers that may be sent in one beat. */
  readonly #share: number;
  readonly #groups: Set<Peer>[] = Array.from({ length: GROUPS }, () => new Set<Peer>());
  readonly #groupOf = new Map<Peer, Set<Peer>>();
  readonly #off: Off;
  /** Oldest first. */
  #asked: Asked[] = [];
  #credit = 0;
  #next = 0;
  #turn = 0;
  #idleTurn = 0;

  /** @param onDead - this peer did not answer `heartbeatMissed` pings */
  constructor(limits: Limits, clock: Clock, onDead: (peer: Peer) => void) {
    this.#limits = limits;
    this.#clock = clock;
    this.#onDead = onDead;
    this.#missedMost = Math.max(1, limits.heartbeatMissed);
    this.#beatEvery = limits.heartbeat / GROUPS;
    this.#share = limits.heartbeatRate > 0 ? (limits.heartbeatRate * this.#beatEvery) / 1_000 : Infinity;
    this.#off = limits.heartbeat > 0 ? clock.every(this.#beatEvery, () => this.#beat()) : () => undefined;
  }

  add(peer: Peer): void {
    const group = this.#groups[(this.#next = (this.#next + 1) % GROUPS)];
    if (!group) return;
    group.add(peer);
    this.#groupOf.set(peer, group);
  }

  remove(peer: Peer): void {
    this.#groupOf.get(peer)?.delete(peer);
    this.#groupOf.delete(peer);
  }

  stop(): void {
    this.#off();
  }

  /** Between two pings of an idle peer, ms. */
  get #round(): number {
    const { heartbeat, heartbeatRate } = this.#limits;
    return heartbeatRate > 0 ? Math.max(heartbeat, (this.#groupOf.size * 1_000) / heartbeatRate) : heartbeat;
  }

  /** Wait for an answer to one ping, ms: the later the first ping may come, the shorter, so that all fits into `peerTimeout`. */
  get #patience(): number {
    const { heartbeat, peerTimeout, keepAlive } = this.#limits;
    // A ping that comes later than the kernel's verdict finds nobody to be sent to.
    const first = Math.min(this.#round, keepAlive > 0 ? keepAlive + PROBING : Infinity);
    const left = (peerTimeout - first - 2 * this.#beatEvery) / this.#missedMost;
    return Math.min(heartbeat, Math.max(heartbeat / 5, left));
  }

  #beat(): void {
    const now = this.#clock.elapsed();
    const pinged: Peer[] = [];
    const ping = (peer: Peer): void => {
      peer.ping(now);
      pinged.push(peer);
    };
    this.#askAgain(now, ping);
    const stretched = this.#round > this.#limits.heartbeat;
    // Whoever owes an answer is asked again when its time is over.
    for (const peer of this.#group((this.#turn = (this.#turn + 1) % GROUPS)))
      if (peer.missed === 0 && (peer.writtenTo || !stretched)) ping(peer);
    // The kernel finds those who are gone while nothing is under way to them, so they are the ones who can wait.
    if (stretched) for (const peer of this.#nextIdle()) if (peer.missed === 0) ping(peer);
    if (pinged.length > 0) this.#asked.push({ at: now, peers: pinged });
  }

  #group(index: number): ReadonlySet<Peer> {
    return this.#groups[index] ?? new Set();
  }

  /** The next group whose idle peers are pinged; nobody where this beat's share is too small for it: they wait for the next one's. */
  #nextIdle(): ReadonlySet<Peer> {
    const next = (this.#idleTurn + 1) % GROUPS;
    const group = this.#group(next);
    this.#credit = Math.min(this.#credit, group.size) + this.#share;
    if (this.#credit < group.size) return new Set();
    this.#credit -= group.size;
    this.#idleTurn = next;
    return group;
  }

  /** Ends those whose time for an answer is over, or asks them once more. */
  #askAgain(now: number, ping: (peer: Peer) => void): void {
    const due = now - this.#patience;
    let done = 0;
    for (const { at, peers } of this.#asked) {
      if (at > due) break;
      done += 1;
      for (const peer of peers) {
        // Heard, pinged once more since it was heard, or closed.
        if (peer.missed === 0 || peer.pingedAt !== at || !this.#groupOf.has(peer)) continue;
        if (peer.missed >= this.#missedMost) this.#onDead(peer);
        else ping(peer);
      }
    }
    this.#asked.splice(0, done);
  }
}
