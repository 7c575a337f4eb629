/** The newest message of one's own, as it reads now. */
import type { Entry } from '../../../shared/protocol';

/**
 * @param entries - what is loaded, and then what is known to be about it, each oldest first
 * @returns null where none is among the entries, or all are gone
 */
export function lastOwn(entries: readonly Entry[], me: string | undefined): { seq: number; text: string } | null {
  /** Texts of before, by what they are another text of. */
  const edits = new Map<number, string>();
  const gone = new Set<number>();
  for (const entry of entries) {
    if (entry.kind === 'edit' && !entry.deleted && entry.author.id === me) edits.set(entry.target, entry.text);
    if (entry.kind === 'deletion') gone.add(entry.target);
  }
  const own = entries.findLast(
    (entry) => entry.kind === 'message' && entry.author.id === me && !entry.deleted && !gone.has(entry.seq) && !entry.forwarded,
  );
  return own?.kind === 'message' ? { seq: own.seq, text: edits.get(own.seq) ?? own.text } : null;
}
