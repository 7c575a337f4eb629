/** When a room may flush again: at once, unless flushing is dear and a rest gathers more. */
import type { Clock } from '../clock';

/** A dear flush may be followed by so many times its own length without one: then flushing takes a quarter of the time. `flushMost` bounds it. */
const REST = 3;

/** Flushes shorter than this are not worth a rest, ms. */
const CHEAP = 0.2;

/** A rest pays when it gathers so many times as many entries. Where everybody waits for an answer before writing on, it gathers nothing. */
const WORTH = 1.25;

/** Every so many flushes the other way is tried: what paid a while ago may not pay any more. */
const TRY = 32;

/** Weight of the newest figure in an average. */
const NEWEST = 1 / 8;

/** Measures flushes and spaces them. */
export class Pace {
  readonly #clock: Clock;
  readonly #most: number;
  /** Earliest moment for the next flush, should it rest. */
  #until = -Infinity;
  #flushes = 0;
  /** How the flush that is under way came about; null where no rest was due. */
  #rested: boolean | null = null;
  /** Average entries of a flush, after a rest and without. */
  readonly #gathered = { resting: 0, prompt: 0 };

  /** @param most - longest rest, ms; 0 is none */
  constructor(clock: Clock, most: number) {
    this.#clock = clock;
    this.#most = most;
  }

  /** Runs a flush and takes its time. @param entries - how many it flushes */
  measured(entries: number, flush: () => void): void {
    const start = this.#clock.elapsed();
    flush();
    const end = this.#clock.elapsed();
    const took = end - start;
    this.#until = took > CHEAP ? end + this.#rest(took) : -Infinity;
    this.#learn(entries);
  }

  /** Resolves when the next flush may begin; null where that is now. */
  ready(): Promise<void> | null {
    this.#rested = null;
    const wait = this.#until - this.#clock.elapsed();
    if (wait <= 0) return null;
    const { resting, prompt } = this.#gathered;
    const pays = resting > prompt * WORTH;
    this.#rested = ++this.#flushes % TRY === 0 ? !pays : pays;
    if (!this.#rested) return null;
    return new Promise((resolve) => void this.#clock.after(wait, resolve));
  }

  /** However dear a flush is, at least half of the time is free of them: without that a crowd of 1,000 takes the whole core. */
  #rest(took: number): number {
    return this.#most > 0 ? Math.max(Math.min(this.#most, took * REST), took) : 0;
  }

  #learn(entries: number): void {
    if (this.#rested === null) return;
    const way = this.#rested ? 'resting' : 'prompt';
    const known = this.#gathered[way];
    this.#gathered[way] = known === 0 ? entries : known + (entries - known) * NEWEST;
  }
}
