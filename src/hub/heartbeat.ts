/** Finds connections whose other end is gone: protocol pings, and an end to those that answer none. */
import type { Off } from '../shared/emitter';
import type { Limits } from '../shared/protocol';
import type { Clock } from './clock';
import type { Peer } from './peer';

/** Peers are pinged in this many groups, one after the other: 10,000 writes in one turn would be felt by everybody. */
const GROUPS = 10;

/** One interval for all peers. */
export class Heartbeat {
  readonly #missedMost: number;
  readonly #onDead: (peer: Peer) => void;
  readonly #groups: Set<Peer>[] = Array.from({ length: GROUPS }, () => new Set<Peer>());
  readonly #groupOf = new WeakMap<Peer, Set<Peer>>();
  readonly #off: Off;
  /** Pings that may be sent in one beat. */
  readonly #share: number;
  #credit = 0;
  #next = 0;
  #turn = 0;

  /** @param onDead - this peer did not answer `heartbeatMissed` pings */
  constructor(limits: Limits, clock: Clock, onDead: (peer: Peer) => void) {
    this.#share = limits.heartbeatRate > 0 ? (limits.heartbeatRate * limits.heartbeat) / GROUPS / 1_000 : Infinity;
    this.#missedMost = Math.max(1, limits.heartbeatMissed);
    this.#onDead = onDead;
    this.#off = limits.heartbeat > 0 ? clock.every(limits.heartbeat / GROUPS, () => this.#beat()) : () => undefined;
  }

  add(peer: Peer): void {
    const group = this.#groups[(this.#next = (this.#next + 1) % GROUPS)];
    if (!group) return;
    group.add(peer);
    this.#groupOf.set(peer, group);
  }

  remove(peer: Peer): void {
    this.#groupOf.get(peer)?.delete(peer);
  }

  stop(): void {
    this.#off();
  }

  #beat(): void {
    const next = (this.#turn + 1) % GROUPS;
    const group = this.#groups[next] ?? new Set<Peer>();
    this.#credit = Math.min(this.#credit, group.size) + this.#share;
    // Too many for this beat's share: they wait for the next one's.
    if (this.#credit < group.size) return;
    this.#credit -= group.size;
    this.#turn = next;
    for (const peer of group) {
      if (peer.missed >= this.#missedMost) this.#onDead(peer);
      else peer.ping();
    }
  }
}
