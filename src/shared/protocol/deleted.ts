/** What is left of a message that somebody deleted, and of its edits. */
import type { Entry } from './entries';

/** The message whose text an entry holds: itself, or the one that it edits. */
export const messageOf = (entry: Entry): number => (entry.kind === 'edit' ? entry.target : entry.seq);

/** An entry without all that it said; what says nothing, and what was stripped before, as it is. */
export function withoutText(entry: Entry): Entry {
  if ((entry.kind !== 'message' && entry.kind !== 'edit') || entry.deleted) return entry;
  const { seq, id, author, at } = entry;
  if (entry.kind === 'message') return { seq, id, kind: 'message', author, at, text: '', deleted: true };
  return { seq, id, kind: 'edit', author, at, target: entry.target, text: '', deleted: true };
}
