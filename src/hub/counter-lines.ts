/** The counters as lines of the log, for a hub that nobody measures from outside. */
import type { Off } from '../shared/emitter';
import type { Clock } from './clock';
import type { Counters } from './counters';
import type { Log } from './log';

/** Between two lines, ms: 288 a day at the most. */
const EVERY = 5 * 60_000;

/** One line every five minutes in which something was counted, and one at the end. */
export class CounterLines {
  readonly #counters: Counters;
  readonly #log: Log;
  readonly #off: Off;
  #last = '';

  constructor(counters: Counters, log: Log, clock: Clock) {
    this.#counters = counters;
    this.#log = log;
    this.#last = JSON.stringify(counters.snapshot());
    this.#off = clock.every(EVERY, () => this.#look());
  }

  /** Writes the last line, and ends the timer. */
  stop(): void {
    this.#off();
    this.#log.info('counters', { ...this.#counters.snapshot() });
  }

  #look(): void {
    const snapshot = this.#counters.snapshot();
    const text = JSON.stringify(snapshot);
    // A hub at rest fills no disk.
    if (text === this.#last) return;
    this.#last = text;
    this.#log.info('counters', { ...snapshot });
  }
}
