/** Budgets of those who have just left: coming back must not fill them up. */
import type { Clock } from './clock';
import { TokenBucket } from './token-bucket';

/** Buckets remembered, about 1 MiB: above it those who left first are forgotten. */
const MOST = 10_000;

/** Buckets by key, of nobody who is here. A bucket that is full again need not be remembered. */
export class RecentBuckets {
  readonly #rate: number;
  readonly #burst: number;
  readonly #clock: Clock;
  readonly #left = new Map<string, TokenBucket>();

  /** Rate and burst of every bucket; see TokenBucket. */
  constructor(rate: number, burst: number, clock: Clock) {
    this.#rate = rate;
    this.#burst = burst;
    this.#clock = clock;
  }

  /** Buckets that are remembered. */
  get size(): number {
    return this.#left.size;
  }

  /** The bucket that this key left with, or a full one. */
  back(key: string): TokenBucket {
    const bucket = this.#left.get(key);
    this.#left.delete(key);
    return bucket ?? new TokenBucket(this.#rate, this.#burst, this.#clock.elapsed());
  }

  /** The last one of this key is gone. */
  leave(key: string, bucket: TokenBucket): void {
    const now = this.#clock.elapsed();
    if (!bucket.full(now)) this.#left.set(key, bucket);
    // In the order in which they left, so those that are full again come first.
    for (const [oldest, left] of this.#left) {
      if (this.#left.size <= MOST && !left.full(now)) return;
      this.#left.delete(oldest);
    }
  }
}
