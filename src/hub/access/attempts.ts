/** How often somebody may try: arithmetic on the clock, no timer. */
import { isIPv6 } from 'node:net';
import type { Clock } from '../clock';

/** In which attempts are counted. */
const WINDOW = 60_000;

/** Keys remembered; those that were quiet longest are forgotten first. */
const MOST = 10_000;

interface Tries {
  /** When, oldest first. */
  times: number[];
  /** Times that there were too many. */
  strikes: number;
  /** Nothing before. */
  until: number;
}

/** The first 64 bits of an IPv6 address, as numbers. */
function network(address: string): string {
  const [head = [], tail] = address.split('::', 2).map((part) => (part === '' ? [] : part.split(':')));
  const zeros = tail === undefined ? 0 : 8 - head.length - tail.length;
  const groups = [...head, ...Array.from({ length: Math.max(0, zeros) }, () => '0'), ...(tail ?? [])];
  return groups
    .slice(0, 4)
    .map((group) => parseInt(group, 16).toString(16))
    .join(':');
}

/** Who has a network of IPv6 addresses is one; neighbours on a link without a router are not. */
export const addressKey = (address: string): string =>
  isIPv6(address) && !/^(fe80:|::)/i.test(address) ? `${network(address)}::/64` : address;

/** Attempts by key. */
export class Attempts {
  readonly #rate: number;
  readonly #longest: number;
  readonly #clock: Clock;
  readonly #onBackOff: (key: string, wait: number) => void;
  readonly #tries = new Map<string, Tries>();

  /**
   * @param rate - a minute; 0 takes the limit away
   * @param longest - wait, in ms: the first one is a minute's share, and each further one twice the one before
   * @param onBackOff - a key begins to wait so long
   */
  constructor(rate: number, longest: number, clock: Clock, onBackOff: (key: string, wait: number) => void = () => undefined) {
    this.#onBackOff = onBackOff;
    this.#rate = rate;
    this.#longest = longest;
    this.#clock = clock;
  }

  /** Keys remembered. */
  get size(): number {
    return this.#tries.size;
  }

  /** Counts an attempt for each key, unless one of them has to wait. @returns 0, or the milliseconds to wait */
  begin(keys: readonly string[]): number {
    if (this.#rate === 0) return 0;
    const now = this.#clock.elapsed();
    const all = keys.map((key) => ({ key, tries: this.#of(key, now) }));
    const wait = Math.max(...all.map(({ key, tries }) => this.#wait(key, tries, now)));
    if (wait > 0) return wait;
    for (const { tries } of all) tries.times.push(now);
    return 0;
  }

  /** The latest attempt was no guess: it does not count. Earlier ones still do, or one who has an account could guess at others for ever. */
  refund(keys: readonly string[]): void {
    for (const key of keys) this.#tries.get(key)?.times.pop();
  }

  #wait(key: string, tries: Tries, now: number): number {
    if (now < tries.until) return Math.ceil(tries.until - now);
    tries.times = tries.times.filter((time) => time > now - WINDOW);
    if (tries.times.length < this.#rate) return 0;
    const wait = Math.min(this.#longest, (WINDOW / this.#rate) * 2 ** tries.strikes);
    tries.strikes += 1;
    tries.until = now + wait;
    // After the wait there is one attempt, and if that fails a longer wait.
    tries.times = Array.from({ length: this.#rate - 1 }, () => tries.until);
    this.#onBackOff(key, wait);
    return wait;
  }

  #of(key: string, now: number): Tries {
    let tries = this.#tries.get(key);
    if (tries && now > tries.until + this.#longest && (tries.times.at(-1) ?? 0) < now - WINDOW) tries.strikes = 0;
    tries ??= { times: [], strikes: 0, until: 0 };
    // To the end: in the order in which they tried last.
    this.#tries.delete(key);
    this.#tries.set(key, tries);
    if (this.#tries.size > MOST) {
      const [oldest] = this.#tries.keys();
      if (oldest !== undefined) this.#tries.delete(oldest);
    }
    return tries;
  }
}
