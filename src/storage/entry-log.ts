/** What the lines of a history are, for whoever opens one. */
import * as v from 'valibot';
import { entryKinds, entrySchema, type Entry } from '../shared/protocol';
import { NewerFileError } from './newer-file';

/** The entry that a line's value is; null where it is none that this program knows. */
export const entryOf = (value: unknown): Entry | null => {
  const result = v.safeParse(entrySchema, value);
  return result.success ? result.output : null;
};

/** An entry of a later day: it has its place in the order, and a kind that this program does not know. */
function isNewer(value: unknown): boolean {
  if (typeof value !== 'object' || value === null || !('seq' in value) || !('kind' in value)) return false;
  return Number.isSafeInteger(value.seq) && typeof value.kind === 'string' && !entryKinds.has(value.kind);
}

/** `entryOf` for a file that is to be written: throws NewerFileError where a newer program wrote to it, so that nothing is taken out. */
export const entryParser =
  (path: string) =>
  (value: unknown): Entry | null => {
    const entry = entryOf(value);
    if (entry === null && isNewer(value)) throw new NewerFileError(path);
    return entry;
  };
