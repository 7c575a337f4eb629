/** Leave for one request each: to bring a part of one file, or to fetch one. They are in memory alone, in no address and in no log. */
import type { Clock } from '../clock';
import { newId } from '../ids';
import type { KeptFile } from './store';

/** What a token opens. */
export interface Pass {
  file: KeptFile;
  way: 'up' | 'down';
  /** Whose it is, from whichever address. */
  member: string;
}

/** Tokens of one member that may be open: whoever asks for more loses the oldest. */
const MOST = 64;

/** One hub's tokens: at most 64 of each member that is there, some 200 bytes each. */
export class Tokens {
  readonly #clock: Clock;
  readonly #timeout: number;
  readonly #passes = new Map<string, Pass & { until: number }>();
  readonly #ofMember = new Map<string, Set<string>>();

  /** @param timeout - ms from a token to its use */
  constructor(clock: Clock, timeout: number) {
    this.#clock = clock;
    this.#timeout = timeout;
  }

  /** A new one. */
  issue(pass: Pass): string {
    const own = this.#ofMember.get(pass.member) ?? new Set();
    this.#ofMember.set(pass.member, own);
    for (const token of own) {
      const { until = -Infinity } = this.#passes.get(token) ?? {};
      if (own.size < MOST && until > this.#clock.elapsed()) break;
      this.#drop(token, pass.member);
    }
    const token = newId();
    // What an earlier one may still bring along, from a connection that nobody has any more, comes too late.
    if (pass.way === 'up') {
      if (pass.file.token !== null) this.#drop(pass.file.token, pass.member);
      pass.file.token = token;
    }
    own.add(token);
    this.#ofMember.set(pass.member, own);
    this.#passes.set(token, { ...pass, until: this.#clock.elapsed() + this.#timeout });
    return token;
  }

  /** Uses one up, whatever comes of it. @returns null where it opens nothing of this file, or nothing any more */
  take(token: string, file: string, way: Pass['way']): Pass | null {
    const pass = this.#passes.get(token);
    if (!pass) return null;
    this.#drop(token, pass.member);
    const fits = pass.file.record.id === file && pass.way === way && pass.until > this.#clock.elapsed();
    return fits && !pass.file.gone ? pass : null;
  }

  /** Whoever left for good takes theirs along. */
  forget(member: string): void {
    for (const token of this.#ofMember.get(member) ?? []) this.#drop(token, member);
  }

  #drop(token: string, member: string): void {
    this.#passes.delete(token);
    const own = this.#ofMember.get(member);
    own?.delete(token);
    if (own?.size === 0) this.#ofMember.delete(member);
  }
}
