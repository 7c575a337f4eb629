/** Who is called by name in a text. */
import type { Member } from '../../../shared/protocol';
import type { TextNode } from './markdown';
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

/** Somebody who is called in a text. */
export interface CalledName {
  name: string;
  /** It is whoever reads. */
  mine: boolean;
}

/**
 * Marks the names of those who are called. Code and links stay as they are.
 * @param called - whom the message says it calls: a name alone calls nobody
 * @param everyone - everybody is called
 */
export function markMentions(nodes: readonly TextNode[], called: readonly CalledName[], everyone: boolean): TextNode[] {
  const mine = new Map(called.filter(({ name }) => name !== '').map((one) => [one.name, one.mine]));
  if (everyone) for (const word of everybody) mine.set(word, true);
  if (mine.size === 0) return [...nodes];
  const names = [...mine.keys()].sort((a, b) => b.length - a.length);
  const pattern = new RegExp(`${before}@(${names.map(escaped).join('|')})${after}`, 'gu');
  const cut = (text: string): TextNode[] => {
    const parts: TextNode[] = [];
    let from = 0;
    for (const match of text.matchAll(pattern)) {
      if (match.index > from) parts.push(text.slice(from, match.index));
      parts.push({ kind: 'mention', text: match[0], mine: mine.get(match[1] ?? '') ?? false });
      from = match.index + match[0].length;
    }
    if (from < text.length) parts.push(text.slice(from));
    return parts;
  };
  const mark = (node: TextNode): TextNode[] => {
    if (typeof node === 'string') return cut(node);
    return [node.kind === 'element' ? { ...node, children: node.children.flatMap(mark) } : node];
  };
  return nodes.flatMap(mark);
}
