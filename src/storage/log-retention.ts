/** Drops the oldest entries of a log, or changes some: what stays is written to a new file, which takes the place of the old one at once. */
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
  /** Entries that stay with other content. The file is written anew for them even where nothing is to go. */
  rewriting?: Rewriting<T>;
}

/** Entries that become others of the same key. */
export interface Rewriting<T> {
  /** Ascending. */
  keys: readonly number[];
  /** What an entry becomes; the same one where it is so already. */
  by: (entry: T) => T;
}

/** A stretch of the old file and what the new one has in its place. */
export interface Patch {
  start: number;
  bytes: number;
  line: Buffer;
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

/** What a rewriting changes from an entry on, in the order of the file. */
export async function patchesOf<T>(pages: LogPages<T>, from: Place, { keys, by }: Rewriting<T>): Promise<Patch[]> {
  const patches: Patch[] = [];
  const wanted = keys.filter((key) => key >= from.key);
  for (let next = 0; next < wanted.length;) {
    const page = await pages.keyed((wanted[next] as number) - 1, { entries: PAGE, bytes: PAGE_BYTES });
    for (const { key, entry, start, bytes } of page) {
      while ((wanted[next] ?? Infinity) < key) next += 1;
      if (wanted[next] !== key) continue;
      next += 1;
      const other = by(entry);
      if (other !== entry) patches.push({ start, bytes, line: Buffer.from(JSON.stringify(other)) });
    }
    if (page.length === 0) break;
  }
  return patches;
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
  /** The next patch. */
  #next = 0;
  /** Where each patch ends in the old file, and by how much what is behind it moves. */
  readonly #moves: { end: number; by: number }[] = [];
  readonly #shift: number;

  private constructor(
    readonly path: string,
    readonly handle: LogHandle,
    private readonly from: LogHandle,
    { offset }: Place,
    private readonly patches: readonly Patch[],
  ) {
    writeAll(handle, Buffer.from('[\n'), 0);
    this.#position = 2;
    this.#copied = offset;
    let by = (this.#shift = this.#position - offset);
    for (const { start, bytes, line } of patches) this.#moves.push({ end: start + bytes, by: (by += line.length - bytes) });
  }

  /** @param patches - behind the cut, in order */
  static async begin(fs: LogFs, log: string, from: LogHandle, cut: Place, patches: readonly Patch[] = []): Promise<Remainder> {
    const path = `${log}.tmp`;
    const handle = await fs.open(path, 'replace');
    try {
      return new Remainder(path, handle, from, cut, patches);
    } catch (error) {
      await handle.close();
      throw error;
    }
  }

  /** Offset after the last entry in it. */
  get end(): number {
    return this.#position;
  }

  /** Where what was at an offset of the old file is in this one. */
  offsetOf(offset: number): number {
    let low = 0;
    for (let high = this.#moves.length; low < high;) {
      const middle = (low + high) >>> 1;
      if ((this.#moves[middle]?.end ?? Infinity) <= offset) low = middle + 1;
      else high = middle;
    }
    return offset + (this.#moves[low - 1]?.by ?? this.#shift);
  }

  /** Copies what the old file holds up to `end`, patched. */
  async copy(end: number): Promise<void> {
    const chunk = Buffer.allocUnsafe(CHUNK);
    while (this.#copied < end) {
      const patch = this.patches[this.#next];
      if (patch?.start === this.#copied) {
        this.#next += 1;
        this.#copied += patch.bytes;
        this.#write(patch.line);
        continue;
      }
      const until = Math.min(end, patch?.start ?? end, this.#copied + CHUNK);
      const got = await this.from.read(chunk.subarray(0, until - this.#copied), this.#copied);
      if (got === 0) throw new Error('the file is shorter than it was');
      this.#copied += got;
      this.#write(chunk.subarray(0, got));
    }
  }

  /** Makes it a whole file, durably; returns its size. */
  async finish(): Promise<number> {
    const closing = Buffer.from('\n]\n');
    writeAll(this.handle, closing, this.#position);
    await this.handle.sync();
    return this.#position + closing.length;
  }

  #write(bytes: Buffer): void {
    writeAll(this.handle, bytes, this.#position);
    this.#position += bytes.length;
  }
}
