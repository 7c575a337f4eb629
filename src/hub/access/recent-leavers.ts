/** Those who left a while ago and are not remembered otherwise: who writes something bad and leaves can still be banned. */
import type { Peer } from '../peer';
import { addressKey } from './attempts';

/** How many who wrote something, and how many who were only in a room. */
const MOST = 1_000;

/** Somebody who left. */
export interface Leaver {
  standing: string;
  name: string;
  address: string;
}

/** Where there is no more place, the address that takes most of it gives way, with its oldest: it fills nobody's place but its own. */
class Places {
  readonly #byAddress = new Map<string, Map<string, Leaver>>();
  #count = 0;

  get(id: string): Leaver | undefined {
    for (const leavers of this.#byAddress.values()) {
      const found = leavers.get(id);
      if (found) return found;
    }
  }

  set(id: string, leaver: Leaver): void {
    const key = addressKey(leaver.address);
    const leavers = this.#byAddress.get(key) ?? new Map<string, Leaver>();
    this.#byAddress.set(key, leavers);
    if (!leavers.delete(id)) this.#count += 1;
    leavers.set(id, leaver);
    if (this.#count > MOST) this.#giveWay();
  }

  #giveWay(): void {
    let [crowd, most] = ['', 0];
    for (const [key, { size }] of this.#byAddress) if (size > most) [crowd, most] = [key, size];
    const leavers = this.#byAddress.get(crowd);
    const [oldest] = leavers?.keys() ?? [];
    if (!leavers || oldest === undefined) return;
    leavers.delete(oldest);
    this.#count -= 1;
    if (leavers.size === 0) this.#byAddress.delete(crowd);
  }
}

/** The last of them, by member id. */
export class RecentLeavers {
  /** Writing has its pace, coming and going has none: who only came pushes out nobody who wrote. */
  readonly #wrote = new Places();
  readonly #came = new Places();

  get(id: string): Leaver | undefined {
    return this.#wrote.get(id) ?? this.#came.get(id);
  }

  add({ member, standing, address, trace }: Pick<Peer, 'member' | 'standing' | 'address' | 'trace'>): void {
    if (!member || trace === null) return;
    (trace === 'wrote' ? this.#wrote : this.#came).set(member.id, { standing, name: member.name, address });
  }
}
