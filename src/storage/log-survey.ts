/** Reads a log file from end to end and says what is in it and what is wrong with it. Changes nothing. */
import type { LogHandle } from './log-fs';
import { LogIndex, type IndexRecord } from './log-index';
import { eachLine, parseEntry, partsOf, type Line, type Range } from './log-lines';

/** What a log's entries are. */
export interface EntryKind<T> {
  /** Strictly increasing over the file. */
  key: (entry: T) => number;
  /** Null where the value is no entry. */
  parse: (value: unknown) => T | null;
}

/** A log file as it was found. */
export interface Survey {
  size: number;
  /** Complete entries; true to the file only where nothing is `irregular` and nothing is to be cut. */
  index: LogIndex;
  /** Offset after the last entry to keep, or after the opening bracket. What follows is closing, or to be cut. */
  end: number;
  /** What follows `end` closes the array and holds nothing else. */
  closed: boolean;
  /** Something before `end` is no JSON array of one entry a line: it takes a rewrite. */
  irregular: boolean;
  /** Lines before `end` that are no entries, in order. */
  damaged: Range[];
}

/** Bytes of entries that one sync covers; a single append that is larger goes alone. */
export const GROUP_BYTES = 256 * 1024;

/**
 * How far from the end of a file the signs of a torn write are taken as such. Further up they are damage to entries that were
 * safe once, and nothing after them is given up.
 */
const TORN_REACH = 2 * GROUP_BYTES;

/** A disk writes whole sectors, at the least of this size, and in any order. */
const SECTOR = 512;

/** The first stretch of zeros in a line ends where a sector ends: the rest of that sector, or all of it, was never written. */
function hasHole({ start, bytes }: Line): boolean {
  let to = bytes?.indexOf(0) ?? -1;
  if (!bytes || to === -1) return false;
  while (bytes[to] === 0) to += 1;
  return (start + to) % SECTOR === 0;
}

interface Found extends Range {
  key: number;
  line: Range;
}

/** One pass over a file; `see` takes its lines in order. */
class Surveyor<T> {
  index = new LogIndex();
  damaged: Range[] = [];
  irregular = false;
  opened = false;
  closed = false;
  openEnd = 0;
  /** The last entry and the one before it. */
  last: Found | null = null;
  earlier: Found | null = null;
  /** A write seems to have been torn; the end of the last entry before it. */
  torn: { end: number } | null = null;
  /** Wrong since the last entry: of the middle if another entry follows, of the tail otherwise. */
  pending = false;
  #comma = false;

  constructor(
    private readonly kind: EntryKind<T>,
    private readonly size: number,
  ) {}

  get end(): number {
    return this.last?.end ?? this.openEnd;
  }

  /** As after the last entry of a beginning that was seen. */
  goOnAfter({ index, end }: Known): void {
    const { key, offset } = index.last;
    this.index = LogIndex.from(index);
    this.opened = true;
    this.last = { key, start: offset, end, line: { start: offset, end } };
  }

  see(line: Line): void {
    const { bytes } = line;
    if (!bytes) return this.#damage(line);
    const parts = partsOf(bytes);
    const content = bytes.subarray(parts.from, parts.to);
    const zeros = bytes.includes(0);
    const nothing = content.length === 0 && !parts.open && !parts.close && !parts.comma;
    if (nothing && !parts.mark && !zeros) return;
    const torn = this.opened && this.size - line.start <= TORN_REACH && this.#looksTorn(line, content);
    const closedAt = this.closed ? this.end : null;
    this.#punctuate(line, parts.open, parts.mark);
    const entry = content.length > 0 ? parseEntry(content, this.kind.parse) : null;
    if (entry !== null) {
      const range = { start: line.start + parts.from, end: line.start + parts.to };
      this.#take({ key: this.kind.key(entry), ...range, line: { start: line.start, end: line.end } });
    } else if (content.length > 0) this.#damage(line);
    // An entry with zeros behind it is whole; one behind the closing is not part of the log.
    if (torn) this.torn ??= { end: closedAt ?? this.end };
    if (zeros) this.pending = true;
    if (parts.comma) {
      if (this.#comma || !this.last) this.pending = true;
      this.#comma = true;
    }
    if (parts.close) {
      if (this.closed || this.#comma) this.pending = true;
      this.closed = true;
    }
  }

  /** A disk that kept some sectors of a write and lost others shows zeros, or the old closing bracket, with new text after it. */
  #looksTorn(line: Line, content: Buffer): boolean {
    if (hasHole(line)) return true;
    if (content[0] === 0x5d) return (line.start + (line.bytes as Buffer).indexOf(0x5d) + 1) % SECTOR === 0;
    return this.closed && (line.bytes?.[0] === 0 || line.start % SECTOR <= 1);
  }

  #punctuate(line: Line, open: boolean, mark: boolean): void {
    if (mark) this.pending = true;
    if (open && (this.opened || this.last)) this.pending = true;
    if (open && !this.opened) {
      this.opened = true;
      this.openEnd = line.start + (line.bytes as Buffer).indexOf(0x5b) + 1;
    }
  }

  #damage({ start, end }: Range): void {
    this.pending = true;
    this.damaged.push({ start, end });
  }

  #take(found: Found): void {
    const { last } = this;
    if (!Number.isSafeInteger(found.key) || found.key === last?.key) return this.#damage(found.line);
    if (last && found.key < last.key) {
      // One number too high would otherwise cost everything after it: of two that contradict, keep the one that fits what is before.
      if (this.earlier && found.key <= this.earlier.key) return this.#damage(found.line);
      this.#damage(last.line);
    } else this.earlier = last;
    if (this.pending || !this.opened || this.closed || (last && !this.#comma)) this.irregular = true;
    this.pending = false;
    this.#comma = false;
    this.closed = false;
    this.last = found;
    this.index.add(found.key, found.start);
  }
}

/** The beginning of a log that is known already. */
export interface Known {
  index: IndexRecord;
  /** Offset after its last entry. */
  end: number;
}

/** Surveys a file, or what follows its known beginning. Memory: the index, the places of damaged lines, one line. */
export async function surveyLog<T>(handle: LogHandle, kind: EntryKind<T>, known: Known | null = null): Promise<Survey> {
  const size = await handle.size();
  const surveyor = new Surveyor(kind, size);
  if (known) surveyor.goOnAfter(known);
  await eachLine(handle, (line) => surveyor.see(line), known?.end);
  const { index, irregular, torn } = surveyor;
  const closed = surveyor.closed && !surveyor.pending && (surveyor.opened || index.count > 0);
  const end = torn?.end ?? surveyor.end;
  const damaged = surveyor.damaged.filter((range) => range.start < end).sort((a, b) => a.start - b.start);
  return { size, index, end, closed: closed && !torn, irregular, damaged };
}
