/** A log file as lines, and a line as an entry with its punctuation. */
import { isUtf8 } from 'node:buffer';
import type { LogHandle } from './log-fs';
import { NewerFileError } from './newer-file';

/** Bytes of one read. */
const CHUNK = 256 * 1024;

/** Longest line that is read into memory: far above any entry; a longer one is not ours. */
export const MAX_LINE = 16 * 1024 * 1024;

/** A stretch of the file, `end` excluded. */
export interface Range {
  start: number;
  end: number;
}

/** One line without its line feed; `bytes` is null where it is longer than MAX_LINE, and is valid during the visit only. */
export interface Line extends Range {
  bytes: Buffer | null;
}

/** Calls `visit` for each line of a file from an offset on, in order. Memory: one chunk and one line. */
export async function eachLine(handle: LogHandle, visit: (line: Line) => void, from = 0): Promise<void> {
  const chunk = Buffer.allocUnsafe(CHUNK);
  let start = from;
  let position = from;
  let held: Buffer[] = [];
  let heldBytes = 0;

  const emit = (last: Buffer): void => {
    const length = heldBytes + last.length;
    const bytes = length > MAX_LINE ? null : held.length > 0 ? Buffer.concat([...held, last]) : last;
    visit({ start, end: start + length, bytes });
    start += length + 1;
    held = [];
    heldBytes = 0;
  };

  for (;;) {
    const got = await handle.read(chunk, position);
    if (got === 0) break;
    const view = chunk.subarray(0, got);
    let next = 0;
    for (let at = view.indexOf(10); at !== -1; at = view.indexOf(10, next)) {
      emit(view.subarray(next, at));
      next = at + 1;
    }
    heldBytes += got - next;
    if (heldBytes > MAX_LINE) held = [];
    else held.push(Buffer.from(view.subarray(next)));
    position += got;
  }
  if (heldBytes > 0) emit(Buffer.alloc(0));
}

/** What a line says, in offsets relative to it. */
export interface LineParts {
  /** A byte order mark was before it. */
  mark: boolean;
  /** `[` before the entry. */
  open: boolean;
  /** What is between the punctuation; empty where `from === to`. */
  from: number;
  to: number;
  /** `,` after the entry. */
  comma: boolean;
  /** `]` after the entry. */
  close: boolean;
}

const isSpace = (byte: number | undefined): boolean => byte === 0x20 || byte === 0x0d || byte === 0x09;

/** Takes the punctuation off a line. */
export function partsOf(bytes: Buffer): LineParts {
  const mark = bytes[0] === 0xef && bytes[1] === 0xbb && bytes[2] === 0xbf;
  let from = mark ? 3 : 0;
  let to = bytes.length;
  const trim = (): void => {
    while (from < to && isSpace(bytes[from])) from += 1;
    // Zeros are what a file holds that was made longer and not written: they take nothing from the entry before them.
    while (to > from && (isSpace(bytes[to - 1]) || bytes[to - 1] === 0)) to -= 1;
  };
  const took = (last: boolean, byte: number): boolean => {
    if (from === to || bytes[last ? to - 1 : from] !== byte) return false;
    if (last) to -= 1;
    else from += 1;
    trim();
    return true;
  };
  trim();
  const open = took(false, 0x5b);
  const close = took(true, 0x5d);
  const comma = took(true, 0x2c);
  return { mark, open, from, to, comma, close };
}

/** Reads one entry; null where it is none. Only objects are entries: no beginning of an object is a whole one. */
export function parseEntry<T>(bytes: Buffer, parse: (value: unknown) => T | null): T | null {
  if (bytes[0] !== 0x7b || bytes[bytes.length - 1] !== 0x7d || !isUtf8(bytes)) return null;
  try {
    return parse(JSON.parse(bytes.toString('utf8')));
  } catch (error) {
    if (error instanceof NewerFileError) throw error;
    return null;
  }
}
