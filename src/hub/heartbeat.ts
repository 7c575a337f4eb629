/** Finds connections whose other end is gone: protocol pings, and an end to those that answer none. */
import type { Off } from '../shared/emitter';
import type { Limits } from '../shared/protocol';
import type { Clock } from './clock';
import type { Peer } from './peer';

/** Peers are looked at in this many groups, one after the other: 10,000 writes in one turn would be felt by everybody. */
const GROUPS = 10;

/** How long a kernel goes on asking before it gives up, ms: libuv sets ten probes, one second apart. */
const PROBING = 10_000;

/** Peers that were pinged together. */
interface Asked {
  at: number;
  /** Wait for their answers, ms. */
  patience: number;
  peers: readonly Peer[];
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
    peer.pingedAt = this.#clock.elapsed();
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

  /** Idle peers wait longer than `heartbeat` for their next ping. */
  get #stretched(): boolean {
    const { heartbeat, heartbeatRate } = this.#limits;
    return heartbeatRate > 0 && this.#groupOf.size * 1_000 > heartbeatRate * heartbeat;
  }

  #beat(): void {
    const now = this.#clock.elapsed();
    this.#judge(now);
    const stretched = this.#stretched;
    const turn = [...this.#group((this.#turn = (this.#turn + 1) % GROUPS))];
    // Whoever owes an answer is asked again when its time is over.
    this.#look(
      turn.filter((peer) => peer.missed === 0 && (peer.writtenTo || !stretched)),
      now,
    );
    // The kernel finds those who are gone while nothing is under way to them, so they are the ones who can wait.
    if (stretched)
      this.#look(
        [...this.#nextIdle()].filter(({ missed }) => missed === 0),
        now,
      );
  }

  /** Pings those of whom one does not know. They may be gone for as long as they were not pinged: the longer, the less time they have. */
  #look(peers: readonly Peer[], now: number): void {
    const { heartbeat, peerTimeout, keepAlive } = this.#limits;
    const unknown = peers.reduce((most, { pingedAt }) => Math.max(most, now - pingedAt), 0);
    // By then the kernel has found them.
    const gone = Math.min(unknown, keepAlive > 0 ? keepAlive + PROBING : Infinity);
    const left = (peerTimeout - gone - this.#beatEvery * (1 + this.#missedMost)) / this.#missedMost;
    this.#ask(peers, Math.min(heartbeat, Math.max(heartbeat / 5, left)), now);
  }

  #ask(peers: readonly Peer[], patience: number, now: number): void {
    if (peers.length === 0) return;
    for (const peer of peers) peer.ping(now);
    this.#asked.push({ at: now, patience, peers });
  }

  /** Ends those whose time for an answer is over, or asks them once more. */
  #judge(now: number): void {
    const due = this.#asked.filter(({ at, patience }) => at + patience <= now);
    this.#asked = this.#asked.filter(({ at, patience }) => at + patience > now);
    for (const { at, patience, peers } of due) {
      // The others were heard, pinged once more since they were heard, or closed.
      const silent = peers.filter((peer) => peer.missed > 0 && peer.pingedAt === at && this.#groupOf.has(peer));
      for (const peer of silent) if (peer.missed >= this.#missedMost) this.#onDead(peer);
      this.#ask(
        silent.filter(({ missed }) => missed < this.#missedMost),
        patience,
        now,
      );
    }
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
}
