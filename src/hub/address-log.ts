/** Lines about one address or IPv6 network, held to so many a minute: whoever comes back again and again fills no disk. */
import type { Off } from '../shared/emitter';
import type { Limits } from '../shared/protocol';
import { addressKey } from './access/attempts';
import type { Clock } from './clock';
import type { Log, LogEvent, LogFields } from './log';

/** After it, what was left out is summed up. */
const WINDOW = 60_000;

/** Addresses counted one by one in a window; more of them share one count. */
const ADDRESSES = 1_000;

/** The one under which the others are counted; no address looks like it. */
const OTHERS = 'others';

interface Told {
  lines: number;
  /** Lines left out, by code or event. */
  more: Map<string, number>;
}

/** Writes the first lines of each address in a window and counts the rest. */
export class AddressLog {
  readonly #log: Log;
  readonly #most: number;
  readonly #told = new Map<string, Told>();
  readonly #off: Off;

  constructor(log: Log, limits: Limits, clock: Clock) {
    this.#log = log;
    this.#most = limits.logLines;
    this.#off = clock.every(WINDOW, () => this.#sumUp());
  }

  /** Something that was asked for: a line, or one more of its event. */
  info(event: LogEvent, address: string, fields: LogFields): void {
    if (this.#may(address, event)) this.#log.info(event, { ...fields, address });
  }

  /** Something that was refused: a line, or one more of its code. */
  refusal(address: string, code: string, fields: LogFields): void {
    if (this.#may(address, code)) this.#log.warn('refusal', { ...fields, address, code });
  }

  /** Says what was left out, and ends the timer. */
  stop(): void {
    this.#off();
    this.#sumUp();
  }

  #may(from: string, what: string): boolean {
    if (this.#most === 0) return true;
    const address = addressKey(from);
    const key = this.#told.has(address) || this.#told.size < ADDRESSES ? address : OTHERS;
    const told = this.#told.get(key) ?? { lines: 0, more: new Map<string, number>() };
    this.#told.set(key, told);
    if (told.lines < this.#most) {
      told.lines += 1;
      return true;
    }
    told.more.set(what, (told.more.get(what) ?? 0) + 1);
    return false;
  }

  #sumUp(): void {
    for (const [address, { more }] of this.#told)
      if (more.size > 0) this.#log.warn('refusal', { address, code: 'log_lines', more: Object.fromEntries(more) });
    this.#told.clear();
  }
}
