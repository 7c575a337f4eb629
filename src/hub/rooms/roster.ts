/** Who is in a room: each member once, however many connections, and those who are named to whoever joins. */
import type { Member } from '../../shared/protocol';
import { membersText } from './encode';

/** One room's. */
export class Roster {
  readonly #most: number;
  readonly #present = new Map<string, { member: Member; connections: number }>();
  /** The first of them as text; null where they have to be listed again. */
  #listed: string | null = null;

  /** @param most - members that are named */
  constructor(most: number) {
    this.#most = most;
  }

  get size(): number {
    return this.#present.size;
  }

  /** As a member is called now; undefined where they are not here. */
  get(id: string): Member | undefined {
    return this.#present.get(id)?.member;
  }

  /** One more connection. @returns whether it is the member's first */
  add(member: Member): boolean {
    const present = this.#present.get(member.id);
    if (present) {
      present.connections += 1;
      return false;
    }
    // Beyond those who are named nobody changes the list by coming.
    if (this.#present.size < this.#most) this.#listed = null;
    this.#present.set(member.id, { member, connections: 1 });
    return true;
  }

  /** One connection less. @returns the member, where it was the last one */
  remove(id: string): Member | null {
    const present = this.#present.get(id);
    if (!present || --present.connections > 0) return null;
    this.#present.delete(id);
    this.#listed = null;
    return present.member;
  }

  /** A member is another one now, but for the id. */
  rename(member: Member): void {
    const present = this.#present.get(member.id);
    if (!present) return;
    present.member = member;
    this.#listed = null;
  }

  /** The first `most` members, in the order in which they came. */
  first(most = this.#most): Member[] {
    const members: Member[] = [];
    for (const { member } of this.#present.values()) {
      if (members.length >= most) break;
      members.push(member);
    }
    return members;
  }

  /** The same as text: in a crowd thousands are told the same ones. */
  get text(): string {
    this.#listed ??= membersText(this.first());
    return this.#listed;
  }
}
