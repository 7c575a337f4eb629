/** Names of people who are away for a moment: nobody takes one meanwhile, so that a cut cable costs nobody their name. */
import { skeleton } from '../../shared/names/skeleton';
import { memberPrefix } from '../../shared/protocol';
import type { Clock } from '../clock';
import type { Peer } from '../peer';
import { NameIndex } from './name-index';
import { Places } from './places';

/** How long one is kept, ms. */
export const AWAY = 10 * 60_000;

/** Names kept, about 200 KiB. */
const MOST = 1_000;

interface Away {
  address: string;
  look: string;
  until: number;
}

/** Of those who proved a key, which nobody else can come back with. Whom the hub remembers keeps a name anyway. */
export class AwayNames {
  readonly #clock: Clock;
  readonly #names = new NameIndex();
  readonly #away = new Places<Away>(MOST, (id, { look }) => this.#names.remove(id, look));

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  /** Names that are kept, those included whose time is up and for which nobody has asked. */
  get size(): number {
    return this.#away.size;
  }

  /** The last connection of somebody is over. */
  leave({ member, address }: Pick<Peer, 'member' | 'address'>): void {
    if (!member?.id.startsWith(memberPrefix.key)) return;
    const look = skeleton(member.name);
    this.drop(member.id);
    this.#names.add(member.id, look);
    this.#away.set(member.id, { address, look, until: this.#clock.elapsed() + AWAY });
  }

  /** Somebody is here, or may not come back. */
  drop(id: string): void {
    this.#away.delete(id);
  }

  /** Whether a name is kept for somebody else. */
  taken(name: string, id: string): boolean {
    const look = skeleton(name);
    const now = this.#clock.elapsed();
    for (const other of this.#names.idsOf(look)) if ((this.#away.get(other)?.until ?? now) <= now) this.#away.delete(other);
    return this.#names.takenFrom(id, look);
  }
}
