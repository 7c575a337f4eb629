/** Ends connections that do not say hello in time: one timer and a queue in order, however many there are. */
import type { Off } from '../shared/emitter';
import type { Limits } from '../shared/protocol';
import type { Clock } from './clock';
import type { Peer } from './peer';

/** Between looks at the queue. */
const LOOK = 1_000;

/** Everybody who has yet to say hello. */
export class HelloDeadline {
  readonly #timeout: number;
  readonly #clock: Clock;
  /** In the order in which they came, so only the first ones need a look. */
  readonly #waiting = new Map<Peer, number>();
  readonly #off: Off;

  /** @param onLate - this peer's time is over */
  constructor(limits: Limits, clock: Clock, onLate: (peer: Peer) => void) {
    this.#timeout = limits.helloTimeout;
    this.#clock = clock;
    const look = (): void => {
      const now = clock.elapsed();
      for (const [peer, deadline] of this.#waiting) {
        if (deadline > now) return;
        this.#waiting.delete(peer);
        onLate(peer);
      }
    };
    this.#off = this.#timeout > 0 ? clock.every(Math.min(LOOK, this.#timeout), look) : () => undefined;
  }

  add(peer: Peer): void {
    if (this.#timeout > 0) this.#waiting.set(peer, this.#clock.elapsed() + this.#timeout);
  }

  remove(peer: Peer): void {
    this.#waiting.delete(peer);
  }

  stop(): void {
    this.#off();
  }
}
