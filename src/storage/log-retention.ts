/** Drops the oldest entries of a log: what stays is written to a new file, which takes the place of the old one at once. */
import { writeAll } from './log-file';
import type { LogFs, LogHandle } from './log-fs';
import type { LogIndex, Place } from './log-index';
import type { LogPages } from './log-pages';

/** What is to stay. */
export interface Retention<T> {
  /** Milliseconds: what is older goes. Trusts the clock that is given as `now`. */
  maxAge?: number;
  /** Bytes of the file: the oldest go until it is smaller. */
  maxBytes?: number;
  /** Milliseconds since 1970. */
  now: number;
  /** When an entry was written, in milliseconds since 1970. */
  at: (entry: T) => number;
  /** Called before entries up to a key are dropped; where it rejects, none is. */
  dropping?: (through: number) => Promise<void>;
}

/** Where a log is cut: the oldest entry that stays, and how many go. */
export interface Cut extends Place {
  dropped: number;
}

/** A part of the limit by which it may be exceeded, and to which a file is cut below it: or each message would cost a rewrite. */
const SLACK = 1 / 32;

/** Entries that are looked at together. */
const PAGE = 256;

const PAGE_BYTES = 256 * 1024;

/** Bytes of one copy. */
const CHUNK = 256 * 1024;

/** Where to cut; null where nothing is to go. The newest entry always stays: it is what the sequence goes on from. */
export async function cutOf<T>(pages: LogPages<T>, index: LogIndex, end: number, retention: Retention<T>): Promise<Cut | null> {
  const newest = index.record()?.last;
  if (!newest) return null;
  const offset = Math.min(
    newest.offset,
    Math.max(await offsetByAge(pages, newest, index, retention), offsetByBytes(end, retention)),
  );
  if (offset <= 0) return null;
  const cut = await pages.cutAt(offset);
  return cut && cut.dropped > 0 ? cut : null;
}

function offsetByBytes<T>(end: number, { maxBytes = Infinity }: Retention<T>): number {
  return end <= maxBytes * (1 + SLACK) ? 0 : Math.ceil(end - maxBytes * (1 - SLACK));
}

async function offsetByAge<T>(
  pages: LogPages<T>,
  newest: Place,
  index: LogIndex,
  { maxAge = Infinity, now, at }: Retention<T>,
): Promise<number> {
  const limit = { entries: PAGE, bytes: PAGE_BYTES };
  const [oldest] = await pages.after(-Infinity, { ...limit, entries: 1 });
  if (!oldest || at(oldest) >= now - maxAge * (1 + SLACK)) return 0;
  for (let key = (index.first ?? 0) - 1; ;) {
    const page = await pages.keyed(key, limit);
    if (page.length === 0) return newest.offset;
    const young = page.find(({ entry }) => at(entry) >= now - maxAge);
    if (young) return young.start;
    key = page[page.length - 1]?.key ?? key;
  }
}

/** A new file that begins with a cut's entry, beside the log. */
export class Remainder {
  #position: number;
  /** Up to where the old file was copied. */
  #copied: number;

  private constructor(
    readonly path: string,
    readonly handle: LogHandle,
    private readonly from: LogHandle,
    { offset }: Place,
  ) {
    writeAll(handle, Buffer.from('[\n'), 0);
    this.#position = 2;
    this.#copied = offset;
  }

  static async begin(fs: LogFs, log: string, from: LogHandle, cut: Place): Promise<Remainder> {
    const path = `${log}.tmp`;
    const handle = await fs.open(path, 'replace');
    try {
      return new Remainder(path, handle, from, cut);
    } catch (error) {
      await handle.close();
      throw error;
    }
  }

  /** Offset after the last entry in it. */
  get end(): number {
    return this.#position;
  }

  /** Copies what the old file holds up to `end`. */
  async copy(end: number): Promise<void> {
    const chunk = Buffer.allocUnsafe(CHUNK);
    while (this.#copied < end) {
      const got = await this.from.read(chunk.subarray(0, Math.min(CHUNK, end - this.#copied)), this.#copied);
      if (got === 0) throw new Error('the file is shorter than it was');
      writeAll(this.handle, chunk.subarray(0, got), this.#position);
      this.#position += got;
      this.#copied += got;
    }
  }

  /** Makes it a whole file, durably; returns its size. */
  async finish(): Promise<number> {
    const closing = Buffer.from('\n]\n');
    writeAll(this.handle, closing, this.#position);
    await this.handle.sync();
    return this.#position + closing.length;
  }
}
