/** Who came and went, gathered for a moment so that a crowd at the door costs one notice and not thousands. */
import type { Off } from '../../shared/emitter';
import type { Member } from '../../shared/protocol';
import type { Clock } from '../clock';

/** A room as presence sees it. */
export interface PresenceRoom {
  /** Tells everybody in the room. */
  tellPresence(joined: Member[], left: Member[]): void;
}

interface Changes {
  joined: Map<string, Member>;
  left: Map<string, Member>;
}

/** One timer for the whole hub. */
export class Presence {
  readonly #clock: Clock;
  readonly #gap: number;
  readonly #onMembers: () => void;
  #rooms = new Map<PresenceRoom, Changes>();
  #membersChanged = false;
  #cancel: Off | null = null;

  /**
   * @param gap - milliseconds from the first change until it is told
   * @param onMembers - the hub's list of members is another than at the last call
   */
  constructor(clock: Clock, gap: number, onMembers: () => void) {
    this.#clock = clock;
    this.#gap = gap;
    this.#onMembers = onMembers;
  }

  joined(room: PresenceRoom, member: Member): void {
    const { joined, left } = this.#of(room);
    // Somebody who is back before anybody was told has not been away.
    if (!left.delete(member.id)) joined.set(member.id, member);
  }

  left(room: PresenceRoom, member: Member): void {
    const { joined, left } = this.#of(room);
    if (!joined.delete(member.id)) left.set(member.id, member);
  }

  /** The hub's list of members changed. */
  membersChanged(): void {
    this.#membersChanged = true;
    this.#arm();
  }

  stop(): void {
    this.#cancel?.();
    this.#cancel = () => undefined;
  }

  #of(room: PresenceRoom): Changes {
    this.#arm();
    const changes = this.#rooms.get(room) ?? { joined: new Map(), left: new Map() };
    this.#rooms.set(room, changes);
    return changes;
  }

  #arm(): void {
    this.#cancel ??= this.#clock.after(this.#gap, () => this.#flush());
  }

  #flush(): void {
    this.#cancel = null;
    const rooms = this.#rooms;
    this.#rooms = new Map();
    for (const [room, { joined, left }] of rooms)
      if (joined.size + left.size > 0) room.tellPresence([...joined.values()], [...left.values()]);
    if (!this.#membersChanged) return;
    this.#membersChanged = false;
    this.#onMembers();
  }
}
