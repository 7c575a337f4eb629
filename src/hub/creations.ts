/** How many rooms somebody may still make, by member and by address: 999 of them in a few seconds are no furniture. */
import type { Limits } from '../shared/protocol';
import { addressKey } from './access/attempts';
import type { Clock } from './clock';
import { RecentBuckets } from './recent-buckets';

const MINUTE_IN_SECONDS = 60;

/** Memory as in recent-buckets.ts, twice. */
export class Creations {
  readonly #clock: Clock;
  readonly #members: RecentBuckets;
  readonly #addresses: RecentBuckets;

  constructor({ roomRate, roomBurst, addressRoomRate, addressRoomBurst, connectionsPerAddress }: Limits, clock: Clock) {
    this.#clock = clock;
    const perAddress = roomRate > 0 && connectionsPerAddress > 0 ? addressRoomRate : 0;
    this.#members = new RecentBuckets(roomRate / MINUTE_IN_SECONDS, roomBurst, clock);
    this.#addresses = new RecentBuckets(perAddress / MINUTE_IN_SECONDS, addressRoomBurst, clock);
  }

  /**
   * Counts one.
   * @param standing - what orders about its maker are remembered by
   * @returns 0, or the milliseconds until there may be another one
   */
  take(standing: string, address: string): number {
    return this.#take(this.#members, standing) || this.#take(this.#addresses, addressKey(address));
  }

  #take(buckets: RecentBuckets, key: string): number {
    const bucket = buckets.back(key);
    const wait = bucket.take(this.#clock.elapsed());
    buckets.leave(key, bucket);
    return wait;
  }
}
