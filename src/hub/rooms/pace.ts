/** When a room may flush again: at once, unless the last flush was dear. */
import type { Clock } from '../clock';

/** A dear flush is followed by so many times its own length without one: flushing takes a third of the time at most. */
const REST = 2;

/** Flushes shorter than this are not worth a rest, ms. */
const CHEAP = 0.2;

/** Measures flushes and spaces them. */
export class Pace {
  readonly #clock: Clock;
  readonly #most: number;
  #next = -Infinity;

  /** @param most - longest rest, ms; 0 is none */
  constructor(clock: Clock, most: number) {
    this.#clock = clock;
    this.#most = most;
  }

  /** Runs a flush and takes its time. */
  measured(flush: () => void): void {
    const start = this.#clock.elapsed();
    flush();
    const end = this.#clock.elapsed();
    const took = end - start;
    this.#next = took > CHEAP ? end + Math.min(this.#most, took * REST) : -Infinity;
  }

  /** Resolves when the next flush may begin. Without a rest nothing is waited for, not even a turn. */
  ready(): Promise<void> | null {
    const wait = this.#next - this.#clock.elapsed();
    if (wait <= 0) return null;
    return new Promise((resolve) => void this.#clock.after(wait, resolve));
  }
}
