/** Who is called by name in a text. */
import type { Member } from '../../../shared/protocol';
import { limits } from '../../../shared/protocol/limits';

/** What a message says of it beside its text. */
export interface Called {
  mentions?: string[];
  everyone?: true;
}

/** Words that call everybody who is in the room; the same in every language, as others read them. */
export const everybody = ['everyone', 'here'] as const;

const escaped = (name: string): string => name.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');
const before = '(?<![\\p{L}\\p{N}])';
const after = '(?![\\p{L}\\p{N}])';
const everybodyPattern = new RegExp(`${before}@(?:${everybody.join('|')})${after}`, 'u');

/**
 * Who is called in a text.
 * @param picked - ids of those who were chosen from the list, by name: of two with one name, the one who is meant
 * @param members - others who can be called by writing their name, as long as it is the name of one alone
 */
export function calledIn(text: string, picked: ReadonlyMap<string, string>, members: readonly Member[]): Called {
  if (!text.includes('@')) return {};
  const ids = new Map<string, string | null>();
  for (const { id, name } of members) ids.set(name, ids.has(name) && ids.get(name) !== id ? null : id);
  for (const [name, id] of picked) ids.set(name, id);
  // Longest first: `@Ann Lee` does not call Ann.
  const names = [...ids.keys()].filter(Boolean).sort((a, b) => b.length - a.length);
  const found = new Set<string>();
  if (names.length > 0) {
    const pattern = new RegExp(`${before}@(${names.map(escaped).join('|')})${after}`, 'gu');
    for (const [, name = ''] of text.matchAll(pattern)) {
      const id = ids.get(name);
      if (id) found.add(id);
    }
  }
  const mentions = [...found].slice(0, limits.mentions);
  return {
    ...(mentions.length > 0 ? { mentions } : {}),
    ...(everybodyPattern.test(text) ? { everyone: true as const } : {}),
  };
}
