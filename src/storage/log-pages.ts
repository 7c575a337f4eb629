/** Reads entries of a log file by the blocks of its index. */
import type { LogFile } from './log-file';
import { blocksFor, type LogIndex } from './log-index';
import { parseEntry, partsOf } from './log-lines';
import type { EntryKind } from './log-survey';

/** Bytes that one read takes at most, except where a single block is larger. */
const SPAN = 1024 * 1024;

interface Sized<T> {
  entry: T;
  key: number;
  /** Bytes in the file, without separator. */
  bytes: number;
}

/** How much a page holds. */
export interface PageLimit {
  /** Entries. */
  entries: number;
  /** Bytes of entries, as in the file; one entry always fits. */
  bytes: number;
}

/** Reads what was kept when it was asked, and nothing after. */
export class LogPages<T> {
  constructor(
    private readonly file: LogFile,
    private readonly index: LogIndex,
    private readonly kind: EntryKind<T>,
  ) {}

  /** The nearest entries below `key`, oldest first. */
  async before(key: number, limit: PageLimit): Promise<T[]> {
    const { end } = this.file;
    const found: T[] = [];
    let bytes = 0;
    for (let to = this.index.blockBefore(key); to >= 0;) {
      const from = this.#back(to, limit.entries - found.length, end);
      const block = await this.#read(from, to, end);
      for (const one of block.reverse()) {
        if (one.key >= key) continue;
        bytes += one.bytes;
        if (found.length === limit.entries || (found.length > 0 && bytes > limit.bytes)) return found.reverse();
        found.push(one.entry);
      }
      if (found.length === limit.entries) break;
      to = from - 1;
    }
    return found.reverse();
  }

  /** The nearest entries above `key`, oldest first. */
  async after(key: number, limit: PageLimit): Promise<T[]> {
    const { end } = this.file;
    const { blocks } = this.index;
    const found: T[] = [];
    let bytes = 0;
    for (let from = Math.max(0, this.index.blockBefore(key + 1)); from < blocks;) {
      const to = this.#forth(from, limit.entries - found.length, end, blocks);
      for (const one of await this.#read(from, to, end)) {
        if (one.key <= key) continue;
        bytes += one.bytes;
        if (found.length === limit.entries || (found.length > 0 && bytes > limit.bytes)) return found;
        found.push(one.entry);
      }
      if (found.length === limit.entries) break;
      from = to + 1;
    }
    return found;
  }

  #back(to: number, entries: number, end: number): number {
    let from = Math.max(0, to - blocksFor(entries) + 1);
    while (from < to && this.#bytes(from, to, end) > SPAN) from += 1;
    return from;
  }

  #forth(from: number, entries: number, end: number, blocks: number): number {
    let to = Math.min(blocks, from + blocksFor(entries)) - 1;
    while (to > from && this.#bytes(from, to, end) > SPAN) to -= 1;
    return to;
  }

  #bytes(from: number, to: number, end: number): number {
    const range = this.index.range(from, to, end);
    return range.end - range.start;
  }

  async #read(from: number, to: number, end: number): Promise<Sized<T>[]> {
    const range = this.index.range(from, to, end);
    // What was added to the index since belongs to a later question.
    const bytes = Buffer.allocUnsafe(Math.max(0, Math.min(range.end, end) - range.start));
    for (let done = 0, got = 1; done < bytes.length && got > 0; done += got) {
      got = await this.file.handle.read(bytes.subarray(done), range.start + done);
      if (got === 0) throw new Error('the file is shorter than it was');
    }
    const entries: Sized<T>[] = [];
    for (let at = 0; at < bytes.length;) {
      const newline = bytes.indexOf(10, at);
      const line = bytes.subarray(at, newline === -1 ? bytes.length : newline);
      at += line.length + 1;
      const parts = partsOf(line);
      const content = line.subarray(parts.from, parts.to);
      const entry = content.length > 0 ? parseEntry(content, this.kind.parse) : null;
      if (entry !== null) entries.push({ entry, key: this.kind.key(entry), bytes: content.length });
    }
    return entries;
  }
}
