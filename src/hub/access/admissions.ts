/** How fast new members may come in by what the hub then remembers for good: one invite, or one address, does not make a crowd in a minute. */
import type { Limits } from '../../shared/protocol';
import type { Clock } from '../clock';
import { RecentBuckets } from '../recent-buckets';
import { addressKey } from './attempts';

/** Admissions by invite and by address. Of each the last 10,000 keys are remembered, and those that are full again not at all: about 1 MiB. */
export class Admissions {
  readonly #buckets: RecentBuckets;
  readonly #clock: Clock;

  constructor({ admissionRate, admissionBurst }: Pick<Limits, 'admissionRate' | 'admissionBurst'>, clock: Clock) {
    this.#buckets = new RecentBuckets(admissionRate / 60, admissionBurst, clock);
    this.#clock = clock;
  }

  /**
   * Counts one.
   * @param invite - id of the one that was shown, if one was
   * @returns 0, or, where nothing was counted, the milliseconds until there may be another one
   */
  take(address: string, invite?: string): number {
    const keys = [`address ${addressKey(address)}`, ...(invite === undefined ? [] : [`invite ${invite}`])];
    const now = this.#clock.elapsed();
    const buckets = keys.map((key) => [key, this.#buckets.back(key)] as const);
    const wait = Math.max(...buckets.map(([, bucket]) => bucket.wait(now)));
    for (const [key, bucket] of buckets) {
      if (wait === 0) bucket.take(now);
      this.#buckets.leave(key, bucket);
    }
    return wait;
  }
}
