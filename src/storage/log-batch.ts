/** Entries on their way into a file: as lines, with their keys. */
import type { LogIndex } from './log-index';
import { MAX_LINE } from './log-lines';

/** One append. */
export interface Batch {
  lines: string[];
  keys: number[];
  /** Of the lines in UTF-8, without separators. */
  bytes: number;
}

/** Makes lines of entries. Throws RangeError where keys do not increase from `last` on, or where an entry could not be read back. */
export function batchOf<T>(entries: readonly T[], last: number | null, keyOf: (entry: T) => number): Batch {
  const batch: Batch = { lines: [], keys: [], bytes: 0 };
  let before = last ?? -Infinity;
  for (const entry of entries) {
    const key = keyOf(entry);
    if (!Number.isSafeInteger(key) || key <= before) throw new RangeError(`key ${key} after ${before}`);
    const line = JSON.stringify(entry);
    const bytes = Buffer.byteLength(line);
    if (bytes > MAX_LINE) throw new RangeError(`an entry of ${bytes} bytes`);
    before = key;
    batch.lines.push(line);
    batch.keys.push(key);
    batch.bytes += bytes;
  }
  return batch;
}

/** What goes between the last entry of a file and the first of a group. */
const opening = (index: LogIndex): string => (index.count > 0 ? ',\n' : '\n');

/** A group as it follows what the index knows. */
export const bodyOf = (group: readonly Batch[], index: LogIndex): Buffer =>
  Buffer.from(opening(index) + group.flatMap(({ lines }) => lines).join(',\n'));

/** Adds a group, whose body begins at `end`, to the index. */
export function indexGroup(group: readonly Batch[], index: LogIndex, end: number): void {
  let offset = end + opening(index).length;
  for (const { lines, keys } of group) {
    lines.forEach((line, i) => {
      index.add(keys[i] as number, offset);
      offset += Buffer.byteLength(line) + ',\n'.length;
    });
  }
}
