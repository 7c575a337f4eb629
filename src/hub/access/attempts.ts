/** How often somebody may try: arithmetic on the clock, no timer. */
import { isIPv6 } from 'node:net';
import type { Clock } from '../clock';

/** In which attempts are counted. */
const WINDOW = 60_000;

/** Keys remembered; of those that need not wait, the one that was quiet longest is forgotten first. */
const MOST = 10_000;

/** Where all that are remembered have to wait, further ones share one count: who waits is not forgotten for whoever comes. */
const OTHERS = 'others';

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

/** An attempt that was counted. */
export interface Attempt {
  readonly key: string;
  readonly at: number;
}

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
   * @param onBackOff - a key begins to wait so long, and longer than the last time
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

  /** How long a key has to wait, in ms; nothing is remembered of one that has not tried. */
  wait(key: string): number {
    if (this.#rate === 0) return 0;
    const now = this.#clock.elapsed();
    const slot = this.#tries.has(key) || this.#leaver(now) !== null ? key : OTHERS;
    const tries = this.#tries.get(slot);
    return tries ? this.#waitOf(slot, tries, now) : 0;
  }

  /** Counts an attempt of a key that need not wait. */
  count(key: string): Attempt {
    const at = this.#clock.elapsed();
    if (this.#rate === 0) return { key, at };
    const leaver = this.#tries.has(key) ? undefined : this.#leaver(at);
    if (typeof leaver === 'string') this.#tries.delete(leaver);
    const slot = leaver === null ? OTHERS : key;
    const tries = this.#tries.get(slot) ?? { times: [], strikes: 0, until: 0 };
    tries.times.push(at);
    // To the end: in the order in which they tried last.
    this.#tries.delete(slot);
    this.#tries.set(slot, tries);
    return { key: slot, at };
  }

  /** An attempt was no guess: it alone does not count. Others still do, or one who has an account could guess at others for ever. */
  refund({ key, at }: Attempt): void {
    const times = this.#tries.get(key)?.times;
    const index = times?.lastIndexOf(at) ?? -1;
    if (index >= 0) times?.splice(index, 1);
  }

  #waitOf(key: string, tries: Tries, now: number): number {
    if (now < tries.until) return Math.ceil(tries.until - now);
    if (now > tries.until + this.#longest && (tries.times.at(-1) ?? 0) < now - WINDOW) tries.strikes = 0;
    tries.times = tries.times.filter((time) => time > now - WINDOW);
    if (tries.times.length < this.#rate) return 0;
    const waitAfter = (strikes: number): number => Math.min(this.#longest, (WINDOW / this.#rate) * 2 ** strikes);
    const wait = waitAfter(tries.strikes);
    const longer = tries.strikes === 0 || wait > waitAfter(tries.strikes - 1);
    tries.strikes += 1;
    tries.until = now + wait;
    // After the wait there is one attempt, and if that fails a longer wait.
    tries.times = Array.from({ length: this.#rate - 1 }, () => tries.until);
    if (longer) this.#onBackOff(key, wait);
    return wait;
  }

  /** The key that gives way to a new one; undefined where there is room, null where all have to wait. */
  #leaver(now: number): string | undefined | null {
    if (this.#tries.size < MOST) return undefined;
    for (const [oldest, { until }] of this.#tries) if (until <= now && oldest !== OTHERS) return oldest;
    return null;
  }
}
