/** Those who left a while ago and are not remembered otherwise: who writes something bad and leaves can still be banned. */
import type { Peer } from '../peer';
import { Places } from './places';

/** How many who wrote something, and how many who were only in a room. */
const MOST = 1_000;

/** Somebody who left. */
export interface Leaver {
  standing: string;
  name: string;
  address: string;
}

/** The last of them, by member id. */
export class RecentLeavers {
  /** Writing has its pace, coming and going has none: who only came pushes out nobody who wrote. */
  readonly #wrote = new Places<Leaver>(MOST);
  readonly #came = new Places<Leaver>(MOST);

  get(id: string): Leaver | undefined {
    return this.#wrote.get(id) ?? this.#came.get(id);
  }

  add({ member, standing, address, trace }: Pick<Peer, 'member' | 'standing' | 'address' | 'trace'>): void {
    if (!member || trace === null) return;
    (trace === 'wrote' ? this.#wrote : this.#came).set(member.id, { standing, name: member.name, address });
  }
}
