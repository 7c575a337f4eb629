/** A budget that refills with time: arithmetic on the clock, no timer. */
export class TokenBucket {
  readonly #rate: number;
  readonly #burst: number;
  #tokens: number;
  #at: number;

  /**
   * @param rate - tokens a second; 0 takes every limit away
   * @param burst - tokens held at most, and at the start
   * @param at - milliseconds by the clock that `take` is asked with
   */
  constructor(rate: number, burst: number, at: number) {
    this.#rate = rate;
    this.#burst = Math.max(1, burst);
    this.#tokens = this.#burst;
    this.#at = at;
  }

  /** Nobody can tell it from a new one. */
  full(at: number): boolean {
    this.#fill(at);
    return this.#rate === 0 || this.#tokens >= this.#burst;
  }

  /** Takes one token. @returns 0, or the milliseconds until there will be one */
  take(at: number): number {
    const wait = this.wait(at);
    if (this.#rate > 0 && wait === 0) this.#tokens -= 1;
    return wait;
  }

  /** @returns 0 where there is a token, or the milliseconds until there will be one; takes none */
  wait(at: number): number {
    if (this.#rate === 0) return 0;
    this.#fill(at);
    return this.#tokens >= 1 ? 0 : Math.ceil(((1 - this.#tokens) * 1_000) / this.#rate);
  }

  #fill(at: number): void {
    this.#tokens = Math.min(this.#burst, this.#tokens + (Math.max(0, at - this.#at) * this.#rate) / 1_000);
    this.#at = at;
  }
}
