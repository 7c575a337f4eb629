/** Comings and goings, merged into as few words as they need. */
import type { Member } from '../../../shared/protocol';

/** Who came, who went, and who did both. */
export interface Passage {
  joined: string[];
  left: string[];
  visited: string[];
}

/**
 * What several presence notices in a row come to. Somebody whose connection blinked (left, then joined) did not go anywhere.
 * @returns null where nothing is left to tell
 */
export function mergePresence(
  notices: readonly { joined: readonly Member[]; left: readonly Member[] }[],
  me: string | null,
): Passage | null {
  const people = new Map<string, { name: string; first: 'joined' | 'left'; last: 'joined' | 'left' }>();
  const note = ({ id, name }: Member, what: 'joined' | 'left'): void => {
    if (id === me) return;
    people.set(id, { name, first: people.get(id)?.first ?? what, last: what });
  };
  for (const { joined, left } of notices) {
    for (const member of left) note(member, 'left');
    for (const member of joined) note(member, 'joined');
  }
  const names = (first: string, last: string): string[] =>
    [...people.values()].filter((person) => person.first === first && person.last === last).map(({ name }) => name);
  const passage = { joined: names('joined', 'joined'), left: names('left', 'left'), visited: names('joined', 'left') };
  return passage.joined.length + passage.left.length + passage.visited.length > 0 ? passage : null;
}

/** In which order a passage is told: a name that both came and went belongs to two people, and the one who is there is said last. */
export function tellingOrder({ joined, left, visited }: Passage): readonly (keyof Passage)[] {
  const there = new Set(joined);
  const shared = [...left, ...visited].some((name) => there.has(name));
  return shared ? ['left', 'visited', 'joined'] : ['joined', 'left', 'visited'];
}

/** Names that are said; the others are counted. */
const NAMED = 2;

/** The names to say and how many more there are: "Ada, Ben and 3 others". */
export function nameSome(names: readonly string[]): { named: string[]; others: number } {
  // One more name is shorter than "and 1 other".
  if (names.length <= NAMED + 1) return { named: [...names], others: 0 };
  return { named: names.slice(0, NAMED), others: names.length - NAMED };
}
