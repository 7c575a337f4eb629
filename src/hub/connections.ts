/** How many connections there are, in all and from each address or IPv6 network, and what each may still begin. */
import type { ErrorCode, Limits } from '../shared/protocol';
import { addressKey } from './access/attempts';
import type { Clock } from './clock';
import { RecentBuckets } from './recent-buckets';
import type { TokenBucket } from './token-bucket';

/** A place, or why there is none. */
export type Place =
  | { ok: true; bucket: TokenBucket }
  | { ok: false; code: Extract<ErrorCode, 'full' | 'too_many_connections' | 'rate_limited'>; retryAfter?: number };

/** Counts connections and says when there are enough. */
export class Connections {
  readonly #limits: Limits;
  readonly #clock: Clock;
  readonly #byAddress = new Map<string, { count: number; bucket: TokenBucket }>();
  readonly #recent: RecentBuckets;
  #total = 0;

  constructor(limits: Limits, clock: Clock) {
    this.#limits = limits;
    this.#clock = clock;
    const { messageRate, connectionsPerAddress, addressRate, addressBurst } = limits;
    const limited = messageRate > 0 && connectionsPerAddress > 0;
    this.#recent = new RecentBuckets(limited ? addressRate : 0, addressBurst, clock);
  }

  get total(): number {
    return this.#total;
  }

  /** Counts one in, with a token of its address. @returns the address's bucket, or why there is no place for it */
  add(from: string): Place {
    const address = addressKey(from);
    const { maxConnections, connectionsPerAddress } = this.#limits;
    const here = this.#byAddress.get(address);
    if (maxConnections > 0 && this.#total >= maxConnections) return { ok: false, code: 'full' };
    if (connectionsPerAddress > 0 && (here?.count ?? 0) >= connectionsPerAddress)
      return { ok: false, code: 'too_many_connections' };
    const bucket = here?.bucket ?? this.#recent.back(address);
    const retryAfter = bucket.take(this.#clock.elapsed());
    if (retryAfter > 0) {
      if (!here) this.#recent.leave(address, bucket);
      return { ok: false, code: 'rate_limited', retryAfter };
    }
    this.#total += 1;
    if (here) here.count += 1;
    else this.#byAddress.set(address, { count: 1, bucket });
    return { ok: true, bucket };
  }

  /** Counts one out that was counted in. */
  remove(from: string): void {
    const address = addressKey(from);
    const here = this.#byAddress.get(address);
    if (!here) return;
    this.#total -= 1;
    here.count -= 1;
    if (here.count > 0) return;
    this.#byAddress.delete(address);
    this.#recent.leave(address, here.bucket);
  }
}
