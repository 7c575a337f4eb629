/** Which logins may begin: each address may guess so often, and all of them together so often at one password. */
import type { Limits } from '../../shared/protocol';
import type { Clock } from '../clock';
import { addressKey, Attempts, type Attempt } from './attempts';
import type { Scope } from './passwords';

/** In which attempts at one password are counted. */
const WINDOW = 60_000;

/** Addresses remembered for each password, those that logged in last. */
const KNOWN = 100;

/** A login that may begin, or how long it has to wait in ms. */
export type LoginAttempt = { wait: number } | { wait: 0; scope: Scope; address: string; counted: readonly [Attempts, Attempt][] };

/** What they are made of. */
export interface LoginsOptions {
  limits: Pick<Limits, 'loginRate' | 'loginTotalRate' | 'loginBackoffMost'>;
  clock: Clock;
  /** Whether there is an account of a user, folded. */
  isAccount: (user: string) => boolean;
  /** An address, or all who try one password, begin to wait so long. */
  onBackOff: (target: string, wait: number) => void;
}

const nameOf = (scope: Scope): string =>
  scope.kind === 'hub' ? 'hub' : scope.kind === 'room' ? scope.room : `account ${scope.user}`;

/** Neighbours on a link without a router make addresses as they like: at passwords they are one. */
const guesser = (address: string): string => (/^fe[89ab][\da-f]:/i.test(address) ? 'fe80::/10' : addressKey(address));

/** All logins of a hub. */
export class Logins {
  readonly #addresses: Attempts;
  readonly #passwords: Attempts;
  /** Names without an account, counted as those with one so that nobody can tell them apart, and apart so that none of them pushes one out. */
  readonly #strangers: Attempts;
  readonly #isAccount: (user: string) => boolean;
  /** Addresses from which somebody knew a password: whoever guesses elsewhere does not lock those out. */
  readonly #known = new Map<string, Set<string>>();

  constructor({ limits, clock, isAccount, onBackOff }: LoginsOptions) {
    const { loginRate, loginTotalRate, loginBackoffMost } = limits;
    const total = loginRate === 0 ? 0 : loginTotalRate;
    // It does not double: who guesses from everywhere would keep everybody out for as long.
    const share = WINDOW / Math.max(1, total);
    this.#addresses = new Attempts(loginRate, loginBackoffMost, clock, (key, wait) => onBackOff(`address ${key}`, wait));
    this.#passwords = new Attempts(total, share, clock, onBackOff);
    // A name that is no account's is not written down: it may be a password in the wrong field.
    this.#strangers = new Attempts(total, share, clock, (_, wait) => onBackOff('account', wait));
    this.#isAccount = isAccount;
  }

  /** Counts a login, unless it has to wait. */
  begin(scope: Scope, address: string): LoginAttempt {
    const from = guesser(address);
    const name = nameOf(scope);
    const wait = this.#addresses.wait(from);
    if (wait > 0) return { wait };
    const own = this.#known.get(name)?.has(from) === true;
    const all = scope.kind !== 'account' || this.#isAccount(scope.user) ? this.#passwords : this.#strangers;
    const longer = own ? 0 : all.wait(name);
    if (longer > 0) return { wait: longer };
    const counted: [Attempts, Attempt][] = [[this.#addresses, this.#addresses.count(from)]];
    if (!own) counted.push([all, all.count(name)]);
    return { wait: 0, scope, address: from, counted };
  }

  /** It was no guess: it does not count, and the address is known from now on. */
  succeeded(attempt: LoginAttempt): void {
    if (!('counted' in attempt)) return;
    for (const [attempts, one] of attempt.counted) attempts.refund(one);
    const name = nameOf(attempt.scope);
    const known = this.#known.get(name) ?? new Set();
    this.#known.set(name, known);
    known.delete(attempt.address);
    known.add(attempt.address);
    const [oldest] = known;
    if (known.size > KNOWN && oldest !== undefined) known.delete(oldest);
  }
}
