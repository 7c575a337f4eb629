/** Who came to an open hub, where nobody has to be let in: written down all the same, so that the log says of everybody how they got in. */
import type { Member } from '../../shared/protocol';
import type { Clock } from '../clock';
import { addressKey, Attempts } from './attempts';
import { HUB, type Audit } from './audit';

/** Newcomers of one address in a minute: without it strangers would push everything else out of the log. */
const RATE = 6;

/** Longest pause of an address with too many, ms. */
const PAUSE = 60_000;

/** Members remembered, so that nobody is written down again when they reconnect. */
const MOST = 10_000;

/** Since the hub's start. */
export class OpenArrivals {
  readonly #audit: Audit;
  readonly #notes: Attempts;
  readonly #known = new Set<string>();

  constructor(clock: Clock, audit: Audit) {
    this.#audit = audit;
    this.#notes = new Attempts(RATE, PAUSE, clock);
  }

  note({ id, name }: Member, address: string): void {
    if (this.#known.has(id)) return;
    const from = addressKey(address);
    if (this.#notes.wait(from) > 0) return;
    this.#notes.count(from);
    this.#known.add(id);
    const [oldest] = this.#known;
    if (this.#known.size > MOST && oldest !== undefined) this.#known.delete(oldest);
    void this.#audit.note({ by: HUB, action: 'admitted', target: id, targetName: name, detail: 'open' });
  }
}
