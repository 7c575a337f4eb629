/** How fast something moves, over its last seconds. */

/** ms of which the rate is told. */
const WINDOW = 5_000;

/** Measures one transfer. */
export class Rate {
  readonly #samples: { at: number; moved: number }[] = [];

  /** So many bytes are over at this time. */
  note(at: number, moved: number): void {
    this.#samples.push({ at, moved });
    // One of before the window stays: from there on it is measured.
    while ((this.#samples[1]?.at ?? Infinity) <= at - WINDOW) this.#samples.shift();
  }

  /** It stands still. */
  stop(): void {
    this.#samples.length = 0;
  }

  /** Bytes a second; 0 where nothing is known. */
  at(now: number): number {
    const [first] = this.#samples;
    const last = this.#samples.at(-1);
    if (!first || !last || last === first) return 0;
    return ((last.moved - first.moved) * 1_000) / Math.max(1, now - first.at);
  }
}
