/** Ends what does not do its part in time: one timer and a queue in order, however many there are. */
import type { Off } from '../shared/emitter';
import type { Clock } from './clock';

/** Between looks at the queue. */
const LOOK = 1_000;

/** Everybody who has yet to do one thing, each with the same time for it. */
export class Deadlines<T> {
  readonly #timeout: number;
  readonly #clock: Clock;
  /** In the order in which they came, so only the first ones need a look. */
  readonly #waiting = new Map<T, number>();
  readonly #off: Off;

  /**
   * @param timeout - ms; 0 sets no deadline
   * @param onLate - the time of this one is over
   */
  constructor(timeout: number, clock: Clock, onLate: (one: T) => void) {
    this.#timeout = timeout;
    this.#clock = clock;
    const look = (): void => {
      const now = clock.elapsed();
      for (const [one, deadline] of this.#waiting) {
        if (deadline > now) return;
        this.#waiting.delete(one);
        onLate(one);
      }
    };
    this.#off = timeout > 0 ? clock.every(Math.min(LOOK, timeout), look) : () => undefined;
  }

  /** Its time begins. */
  add(one: T): void {
    if (this.#timeout > 0) this.#waiting.set(one, this.#clock.elapsed() + this.#timeout);
  }

  /** It did its part, or is gone. Idempotent. */
  remove(one: T): void {
    this.#waiting.delete(one);
  }

  stop(): void {
    this.#off();
  }
}
