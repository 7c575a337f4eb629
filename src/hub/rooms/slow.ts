/** Slow mode: who wrote when, as far back as it matters. Not kept over a restart: nobody waits longer because of one. */

/** Writers remembered; above it those who wrote first may write again sooner. */
const MOST = 10_000;

/** One room's. */
export class SlowMode {
  readonly #wrote = new Map<string, number>();

  /**
   * @param now - by the clock that never goes back, ms
   * @returns 0, or the milliseconds until this writer may write
   */
  wait(writer: string, seconds: number, now: number): number {
    const last = this.#wrote.get(writer);
    return last === undefined ? 0 : Math.max(0, Math.ceil(last + seconds * 1_000 - now));
  }

  /** Somebody writes. */
  note(writer: string, seconds: number, now: number): void {
    this.#wrote.delete(writer);
    this.#wrote.set(writer, now);
    // In the order in which they wrote.
    for (const [oldest, at] of this.#wrote) {
      if (this.#wrote.size <= MOST && at + seconds * 1_000 > now) return;
      this.#wrote.delete(oldest);
    }
  }

  /** It is off. */
  clear(): void {
    this.#wrote.clear();
  }
}
