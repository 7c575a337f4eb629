/** Who came and went, gathered for a moment so that a crowd at the door costs one notice and not thousands. */
import type { Off } from '../../shared/emitter';
import type { Member } from '../../shared/protocol';
import type { Clock } from '../clock';

/** A room as presence sees it. */
export interface PresenceRoom {
  /** Tells everybody in the room. */
  tellPresence(joined: Member[], left: Member[]): void;
}

/** Somebody who came or went, and how many lists had been given out by then. */
interface Change {
  member: Member;
  lists: number;
}

interface Changes {
  joined: Map<string, Change>;
  left: Map<string, Change>;
  /** Lists of who is there that were given out since the last notice. */
  lists: number;
}

const membersOf = (changes: Map<string, Change>): Member[] => [...changes.values()].map(({ member }) => member);

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
    const changes = this.#of(room);
    // Somebody who is back before anybody was told has not been away.
    if (this.#unnoticed(changes.left, member, changes)) return;
    changes.joined.set(member.id, { member, lists: changes.lists });
  }

  left(room: PresenceRoom, member: Member): void {
    const changes = this.#of(room);
    if (this.#unnoticed(changes.joined, member, changes)) return;
    changes.left.set(member.id, { member, lists: changes.lists });
  }

  /** Somebody is told who is in a room right now: whatever is different afterwards has to be told. */
  listed(room: PresenceRoom): void {
    const changes = this.#rooms.get(room);
    if (changes) changes.lists += 1;
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

  /** Takes back a change that is undone. False where somebody has seen it on a list. */
  #unnoticed(undone: Map<string, Change>, { id }: Member, { lists }: Changes): boolean {
    const change = undone.get(id);
    undone.delete(id);
    return change?.lists === lists;
  }

  #of(room: PresenceRoom): Changes {
    this.#arm();
    const changes = this.#rooms.get(room) ?? { joined: new Map(), left: new Map(), lists: 0 };
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
      if (joined.size + left.size > 0) room.tellPresence(membersOf(joined), membersOf(left));
    if (!this.#membersChanged) return;
    this.#membersChanged = false;
    this.#onMembers();
  }
}
