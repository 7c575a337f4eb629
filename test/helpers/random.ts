/** A small generator with a seed, so that a failure can be run again. */
export class SeededRandom {
  #state: number;

  /** @param seed - from HEARTH_SEED where it is set, so that a printed one can be repeated */
  constructor(readonly seed: number = Number(process.env['HEARTH_SEED'] ?? Date.now() % 1_000_000)) {
    this.#state = seed >>> 0;
  }

  /** 0 ≤ x < 1. */
  fraction(): number {
    this.#state = (this.#state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(this.#state ^ (this.#state >>> 15), this.#state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  }

  /** A whole number, both ends included. */
  between(least: number, most: number): number {
    return least + Math.floor(this.fraction() * (most - least + 1));
  }
}

/** Fault tests run for seconds in every check and for as long as it takes with HEARTH_LONG=1. */
export const long = process.env['HEARTH_LONG'] === '1';
