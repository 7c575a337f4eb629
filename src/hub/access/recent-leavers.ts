/** Those who left a while ago and are not remembered otherwise: who writes something bad and leaves can still be banned. */
import type { Peer } from '../peer';

/** How many. */
const MOST = 1_000;

/** Somebody who left. */
export interface Leaver {
  standing: string;
  name: string;
  address: string;
}

/** The last of them, by member id. */
export class RecentLeavers {
  readonly #left = new Map<string, Leaver>();

  get(id: string): Leaver | undefined {
    return this.#left.get(id);
  }

  add({ member, standing, address }: Peer): void {
    if (!member) return;
    this.#left.delete(member.id);
    this.#left.set(member.id, { standing, name: member.name, address });
    const [oldest] = this.#left.keys();
    if (this.#left.size > MOST && oldest !== undefined) this.#left.delete(oldest);
  }
}
