/** What is known to be about the messages that a timeline holds. */
import { isAnnotation, type Annotation, type Entry } from '../../../shared/protocol';

/**
 * Annotations of messages of a stretch, oldest first, each once.
 * @param entries - the stretch; annotations of what is outside of it are let go of
 * @param sources - where annotations may be found
 */
export function aboutOf(entries: readonly Entry[], ...sources: readonly (readonly Entry[])[]): Annotation[] {
  const [first = 0, last = -1] = [entries[0]?.seq, entries.at(-1)?.seq];
  return everyAbout(...sources).filter(({ target }) => target >= first && target <= last);
}

/** Annotations, oldest first, each once. */
export function everyAbout(...sources: readonly (readonly Entry[])[]): Annotation[] {
  const found = new Map<number, Annotation>();
  for (const source of sources) for (const entry of source) if (isAnnotation(entry)) found.set(entry.seq, entry);
  return [...found.values()].sort((a, b) => a.seq - b.seq);
}
