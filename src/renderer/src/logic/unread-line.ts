/** Where the "New" line stands among what is loaded. */
import type { Stretch } from './window';

/** After which sequence it stands; null where there is none, and where what it stands above is not loaded: it would stand above something else. */
export function lineAt({
  newAfter,
  entries,
  more,
}: Pick<Stretch, 'entries' | 'more'> & { newAfter: number | null }): number | null {
  const first = entries[0]?.seq;
  if (newAfter === null || first === undefined) return newAfter;
  return first <= newAfter + 1 || !more ? newAfter : null;
}
