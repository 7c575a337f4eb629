/** How messages are now, folded again only where something was said since. */
import { annotate, type Annotated } from '../../../client/annotate';
import type { PendingMessage } from '../../../shared/ipc/talk-api';
import { isAnnotation, type Entry, type Member, type Message } from '../../../shared/protocol';

/** What there is to fold. */
export interface Sayings {
  entries: readonly Entry[];
  about: readonly Entry[];
  pending: readonly PendingMessage[];
  me: Member | null;
}

/** Messages that something was said about, by sequence. */
export type Said = ReadonlyMap<number, Annotated>;

/** What a message's fold depends on, as a word. */
function marksOf({ entries, about, pending, me }: Sayings): Map<number, string> {
  const marks = new Map<number, string>();
  const add = (target: number, mark: string): void => void marks.set(target, `${marks.get(target) ?? me?.id ?? ''} ${mark}`);
  const seen = new Set<number>();
  for (const source of [about, entries])
    for (const entry of source) {
      if (!isAnnotation(entry) || seen.has(entry.seq)) continue;
      seen.add(entry.seq);
      add(entry.target, entry.kind === 'edit' && entry.deleted ? `${String(entry.seq)}-` : String(entry.seq));
    }
  for (const body of pending) if (body.kind !== 'message') add(body.target, `${body.id}:${body.state}`);
  return marks;
}

/**
 * Folds what is about messages into them, as often as it is called, for one timeline at a time. A message that nothing was said about since has the
 * same object as before, so that its row is not drawn again; one that nothing was ever said about has none. Holds what it answered last, so at
 * most as many messages as a timeline does.
 */
export function makeFold(): (sayings: Sayings) => Said {
  let kept = new Map<number, { mark: string; now: Annotated }>();
  return (sayings) => {
    const { entries, about, pending, me } = sayings;
    const marks = marksOf(sayings);
    const next = new Map<number, { mark: string; now: Annotated }>();
    const changed = new Map<number, Message>();
    for (const entry of entries) {
      const mark = entry.kind === 'message' ? marks.get(entry.seq) : undefined;
      if (mark === undefined || entry.kind !== 'message') continue;
      const before = kept.get(entry.seq);
      if (before?.mark === mark && before.now.message === entry) next.set(entry.seq, before);
      else changed.set(entry.seq, entry);
    }
    const concerns = (entry: Entry): boolean => isAnnotation(entry) && changed.has(entry.target);
    if (changed.size > 0) {
      const told = [...about, ...entries].filter(concerns);
      for (const [seq, now] of annotate([...changed.values()], told, pending, me))
        next.set(seq, { mark: marks.get(seq) ?? '', now });
    }
    kept = next;
    return new Map([...next].map(([seq, { now }]) => [seq, now]));
  };
}
