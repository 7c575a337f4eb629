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

/** Above `MOST_HELD` by this much, entries are dropped at once instead of when scrolling pauses. */
const SLACK = 500;

/** Puts older entries in front. What is too much then is dropped by `trim`: doing both at once would move what is read. */
export function prepend(stretch: Stretch, older: readonly Entry[], more: boolean): Stretch {
  const first = stretch.entries[0]?.seq ?? Infinity;
  const { newest } = stretch;
  return { entries: [...older.filter(({ seq }) => seq < first), ...stretch.entries], more, newest };
}

/**
 * Puts newer entries behind. Somebody who reads at the end loses the oldest of too many; for somebody who reads further up
 * nothing may move, so there the new ones are left to be fetched later.
 */
export function append(stretch: Stretch, newer: readonly Entry[], atEnd: boolean): Stretch {
  const { more, newest } = stretch;
  const last = stretch.entries.at(-1)?.seq ?? 0;
  const entries = [...stretch.entries, ...newer.filter(({ seq }) => seq > last)];
  if (entries.length <= MOST_HELD || (atEnd && entries.length <= MOST_HELD + SLACK)) return { entries, more, newest };
  return atEnd ? trim({ entries, more, newest }, 'start') : { entries: stretch.entries, more, newest: false };
}

/** Keeps `MOST_HELD` entries by dropping what is too much at one end. */
export function trim({ entries, more, newest }: Stretch, end: 'start' | 'end'): Stretch {
  if (entries.length <= MOST_HELD) return { entries, more, newest };
  return end === 'start'
    ? { entries: entries.slice(-MOST_HELD), more: true, newest }
    : { entries: entries.slice(0, MOST_HELD), more, newest: false };
}
