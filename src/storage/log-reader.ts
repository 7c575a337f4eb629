/** Reads lines and entries at places of a log file. */
import type { LogHandle } from './log-fs';
import { parseEntry, partsOf, type Range } from './log-lines';
import type { EntryKind } from './log-survey';

/** A piece of the file. */
export interface Text {
  start: number;
  bytes: Buffer;
}

/** A line of a text, with its bytes, without line feed. */
export interface TextLine extends Range {
  bytes: Buffer;
}

/** An entry and where it is. */
export interface Sized<T> {
  entry: T;
  key: number;
  /** Offset in the file. */
  start: number;
  /** Bytes in the file, without separator. */
  bytes: number;
}

/** Bytes of the first look for one line. */
const LOOK = 8 * 1024;

const isBlank = (byte: number | undefined): boolean => byte === 0x20 || byte === 0x09 || byte === 0x0d;

/** Reads up to an end that does not move. */
export class LogReader<T> {
  /** @param onDamage - called for a line that should be an entry and is none, and for entries out of order */
  constructor(
    private readonly handle: LogHandle,
    private readonly end: number,
    private readonly kind: EntryKind<T>,
    private readonly onDamage: () => void,
  ) {}

  async text(start: number, end: number): Promise<Text> {
    const bytes = Buffer.allocUnsafe(Math.max(0, Math.min(end, this.end) - start));
    for (let done = 0; done < bytes.length;) {
      const got = await this.handle.read(bytes.subarray(done), start + done);
      if (got === 0) throw new Error('the file is shorter than it was');
      done += got;
    }
    return { start, bytes };
  }

  /** Null for a line without an entry. */
  entry(line: TextLine): Sized<T> | null {
    const { from, to } = partsOf(line.bytes);
    if (from === to) return null;
    const entry = parseEntry(line.bytes.subarray(from, to), this.kind.parse);
    if (entry === null) {
      this.onDamage();
      return null;
    }
    return { entry, key: this.kind.key(entry), start: line.start + from, bytes: to - from };
  }

  /** The line before the one in which `to` is; null where the text does not hold all of it. `first` is where the first one begins. */
  lineBefore({ start, bytes }: Text, to: number, first: number): TextLine | null {
    let end = to - start;
    while (end > 0 && isBlank(bytes[end - 1])) end -= 1;
    if (end > 0 && bytes[end - 1] === 10) end -= 1;
    const feed = end > 0 ? bytes.lastIndexOf(10, end - 1) : -1;
    if (feed === -1 && start !== first) return null;
    return { start: start + feed + 1, end: start + end, bytes: bytes.subarray(feed + 1, end) };
  }

  /** Gives all entries from `offset` on to `take`, until it returns false. Reads `chunk` bytes at a time. */
  async forward(offset: number, text: Text, chunk: number, take: (one: Sized<T>) => boolean): Promise<void> {
    let size = Math.max(chunk, LOOK);
    let older = -Infinity;
    for (let at = offset, piece = text; at < this.end;) {
      const line = this.#lineAt(piece, at);
      if (line) {
        const one = this.entry(line);
        if (one && one.key <= older) this.onDamage();
        older = one?.key ?? older;
        if (one && !take(one)) return;
        at = line.end + 1;
        size = Math.max(chunk, LOOK);
      } else {
        piece = await this.text(at, at + size);
        size *= 4;
      }
    }
  }

  /** The first entry that begins behind `from` and before `to`. */
  async firstAfter(from: number, to: number): Promise<Sized<T> | null> {
    for (let size = LOOK; ; size *= 4) {
      const text = await this.text(from, from + size);
      for (let at = text.bytes.indexOf(10) + from + 1; at > from && at < to;) {
        const line = this.#lineAt(text, at);
        if (!line) break;
        const one = this.entry(line);
        if (one) return one.start < to ? one : null;
        at = line.end + 1;
        if (at >= to) return null;
      }
      if (from + size >= to) return null;
    }
  }

  /** Where the first entry of at least `key` begins, of those that begin from `low` to before `high`; `high` where none does. */
  lowerBound(text: Text, low: number, high: number, key: number): number {
    const lines: TextLine[] = [];
    for (let at = low; at < high;) {
      const line = this.#lineAt(text, at, high);
      if (!line) break;
      lines.push(line);
      at = line.end + 1;
    }
    let found = high;
    for (let from = 0, to = lines.length; from < to;) {
      const middle = (from + to) >>> 1;
      let at = middle;
      let one: Sized<T> | null = null;
      for (; at < to && !one; at += 1) one = this.entry(lines[at] as TextLine);
      if (one && one.key < key) from = at;
      else {
        if (one) found = one.start;
        to = middle;
      }
    }
    return found;
  }

  /** Whether an entry of exactly this key begins at `offset`. */
  async isAt(offset: number, key: number, text: Text): Promise<boolean> {
    return (await this.#keyAt(offset, text)) === key;
  }

  /** Whether an entry of at least this key begins at `offset`. */
  async isAtLeast(offset: number, key: number, text: Text): Promise<boolean> {
    const found = await this.#keyAt(offset, text);
    return found !== null && found >= key;
  }

  /** Where the entry of this key ends that begins at `offset`; null where another one does, or none. */
  async endOf(offset: number, key: number): Promise<number | null> {
    const text = await this.text(offset, this.end);
    const to = text.bytes.indexOf(10) === -1 ? partsOf(text.bytes).to : -1;
    return to !== -1 && (await this.isAt(offset, key, text)) ? offset + to : null;
  }

  async #keyAt(offset: number, text: Text): Promise<number | null> {
    if (offset >= this.end) return null;
    const inside = offset >= text.start && offset < text.start + text.bytes.length;
    let line = inside ? this.#lineAt(text, offset) : null;
    for (let size = LOOK; !line; size *= 4) line = this.#lineAt(await this.text(offset, offset + size), offset);
    const { from, to } = partsOf(line.bytes);
    const entry = from === 0 && to > from ? parseEntry(line.bytes.subarray(from, to), this.kind.parse) : null;
    return entry === null ? null : this.kind.key(entry);
  }

  /** The line that begins at `at`; null where the text does not hold all of it. */
  #lineAt({ start, bytes }: Text, at: number, high = this.end): TextLine | null {
    const from = at - start;
    if (from < 0 || from > bytes.length) return null;
    const feed = bytes.indexOf(10, from);
    if (feed === -1 && start + bytes.length < Math.min(this.end, high)) return null;
    const to = feed === -1 ? bytes.length : feed;
    return { start: at, end: start + to, bytes: bytes.subarray(from, to) };
  }
}
