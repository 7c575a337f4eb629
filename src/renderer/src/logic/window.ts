/** Which entries a timeline holds: a contiguous, bounded stretch of a room's log. */
import type { Entry } from '../../../shared/protocol';

/** Entries of one room in memory: some 40 screens, and below 1 MiB of text. */
export const MOST_HELD = 1_000;

/** A stretch of the log. `newest`: it reaches to the log's end, and what arrives follows it. `more`: there is older. */
export interface Stretch {
  entries: readonly Entry[];
  more: boolean;
  newest: boolean;
}

/** Puts older entries in front. What is too much then is dropped later, by `dropEnd`: doing both at once would move what is read. */
export function prepend(stretch: Stretch, older: readonly Entry[], more: boolean): Stretch {
  const first = stretch.entries[0]?.seq ?? Infinity;
  return { ...stretch, entries: [...older.filter(({ seq }) => seq < first), ...stretch.entries], more };
}

/** Keeps the oldest `MOST_HELD` entries. */
export function dropEnd<S extends Stretch>(stretch: S): S {
  if (stretch.entries.length <= MOST_HELD) return stretch;
  return { ...stretch, entries: stretch.entries.slice(0, MOST_HELD), newest: false };
}

/**
 * Puts newer entries behind. Somebody who reads at the end loses the oldest of too many; for somebody who reads further up
 * nothing may move, so there the new ones are left to be fetched later.
 */
export function append(stretch: Stretch, newer: readonly Entry[], atEnd: boolean): Stretch {
  const last = stretch.entries.at(-1)?.seq ?? 0;
  const fresh = newer.filter(({ seq }) => seq > last);
  if (fresh.length === 0) return stretch;
  const entries = [...stretch.entries, ...fresh];
  if (entries.length <= MOST_HELD) return { ...stretch, entries };
  if (atEnd) return { ...stretch, entries: entries.slice(-MOST_HELD), more: true };
  return { ...stretch, newest: false };
}
