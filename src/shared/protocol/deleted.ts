/** What is left of a message that somebody deleted. */
import type { Entry } from './frames';

/** A message without its text; anything else, and what has none already, as it is. */
export const withoutText = (entry: Entry): Entry =>
  entry.kind !== 'message' || entry.deleted ? entry : { ...entry, text: '', deleted: true };
