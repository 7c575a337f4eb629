/** Finds entries of a log file by its index, and reads pages of them. */
import type { LogFile } from './log-file';
import type { LogIndex, Place } from './log-index';
import { LogReader, type Sized, type Text } from './log-reader';
import type { EntryKind } from './log-survey';

/** Bytes that are read to look for a place; a longer stretch is halved first. */
const WINDOW = 512 * 1024;

/** Bytes that one read takes at most, except where a line is longer. */
const SPAN = 1024 * 1024;

/** How much a page holds. */
export interface PageLimit {
  /** Entries. */
  entries: number;
  /** Bytes of entries, as in the file; one entry always fits. */
  bytes: number;
}

/** Where an entry begins, and the text around it that was read on the way. */
interface Found {
  offset: number;
  text: Text;
}

/**
 * Reads what was kept when it was made, and nothing after. The index is believed no further than the file bears it out: where it
 * does not, `onDoubt` is called and the place is looked for in the whole file.
 */
export class LogPages<T> {
  readonly #end: number;
  readonly #reader: LogReader<T>;

  constructor(
    file: LogFile,
    private readonly index: LogIndex,
    kind: EntryKind<T>,
    private readonly onDoubt: () => void = () => undefined,
  ) {
    this.#end = file.end;
    this.#reader = new LogReader(file.handle, file.end, kind, onDoubt);
  }

  /** The nearest entries below `key`, oldest first. */
  async before(key: number, limit: PageLimit): Promise<T[]> {
    const first = this.index.placeOfFirst;
    if (!first || limit.entries < 1) return [];
    const wanted = this.#guess(limit);
    const found = await this.#find(key, wanted, 0);
    const page: T[] = [];
    let bytes = 0;
    let newer = Infinity;
    let { text } = found;
    for (let to = found.offset; to > first.offset;) {
      const line = to > text.start ? this.#reader.lineBefore(text, to, first.offset) : null;
      if (!line) {
        // What was read ends within a line, which may be longer than that.
        text = await this.#reader.text(Math.max(first.offset, to - Math.max(wanted, 4 * (to - text.start))), to);
        continue;
      }
      to = line.start;
      const one = this.#reader.entry(line);
      if (one && one.key >= newer) this.onDoubt();
      if (!one || one.key >= key) continue;
      newer = one.key;
      bytes += one.bytes;
      if (page.length > 0 && bytes > limit.bytes) break;
      page.push(one.entry);
      if (page.length === limit.entries) break;
    }
    return page.reverse();
  }

  /** The nearest entries above `key`, oldest first. */
  async after(key: number, limit: PageLimit): Promise<T[]> {
    return (await this.keyed(key, limit)).map(({ entry }) => entry);
  }

  /** The same, with their keys and offsets. */
  async keyed(key: number, limit: PageLimit): Promise<Sized<T>[]> {
    if (!this.index.placeOfFirst || limit.entries < 1) return [];
    const page: Sized<T>[] = [];
    let bytes = 0;
    const take = (one: Sized<T>): boolean => {
      if (one.key <= key) return true;
      bytes += one.bytes;
      if (page.length > 0 && bytes > limit.bytes) return false;
      page.push(one);
      return page.length < limit.entries;
    };
    const wanted = this.#guess(limit);
    const { offset, text } = await this.#find(Math.floor(key) + 1, 0, wanted);
    await this.#reader.forward(offset, text, wanted, take);
    return page;
  }

  /** The first entry that begins at or after `offset`, with the number of entries before it; null where none does. */
  async cutAt(offset: number): Promise<(Place & { dropped: number }) | null> {
    const from = this.index.placeAt(offset);
    let dropped = from.before;
    let cut: Place | null = null;
    const text = await this.#reader.text(from.offset, Math.min(this.#end, from.offset + WINDOW));
    await this.#reader.forward(from.offset, text, WINDOW, (one) => {
      if (one.start >= offset) cut = { key: one.key, offset: one.start };
      else dropped += 1;
      return cut === null;
    });
    return cut === null ? null : { ...(cut as Place), dropped };
  }

  /** Bytes that probably hold a page. */
  #guess({ entries, bytes }: PageLimit): number {
    const first = this.index.placeOfFirst?.offset ?? 0;
    const average = Math.ceil((this.#end - first) / Math.max(1, this.index.count));
    return Math.min(SPAN, Math.ceil(Math.min(entries * average * 1.25, bytes + 2 * average)) + 512);
  }

  /** Finds the first entry with a key of at least `key`; reads so many bytes before and behind the place with it. */
  async #find(key: number, before: number, behind: number): Promise<Found> {
    const stretch = this.index.stretch(key, this.#end);
    const found = stretch && (await this.#search(key, stretch, before, behind, stretch.key));
    if (found) return found;
    this.index.distrust();
    this.onDoubt();
    const start = this.index.placeOfFirst?.offset ?? this.#end;
    return (await this.#search(key, { start, end: this.#end }, before, behind, null)) as Found;
  }

  /** @param claimed - the key that the entry at the start should have; null where no index is believed */
  async #search(
    key: number,
    { start, end }: { start: number; end: number },
    before: number,
    behind: number,
    claimed: number | null,
  ): Promise<Found | null> {
    let low = start;
    let high = end;
    for (let top = end; top - low > WINDOW;) {
      const middle = low + Math.floor((top - low) / 2);
      const found = await this.#reader.firstAfter(middle, high);
      if (found && found.key < key) low = found.start;
      else {
        top = middle;
        if (found) high = found.start;
      }
    }
    const first = this.index.placeOfFirst?.offset ?? low;
    const text = await this.#reader.text(Math.max(first, low - before), Math.min(this.#end, Math.max(high, low + 1) + behind));
    if (claimed !== null && !(await this.#reader.isAt(start, claimed, text))) return null;
    const offset = this.#reader.lowerBound(text, low, high, key);
    // The index says what begins at the end of a stretch; nobody has looked yet.
    if (claimed !== null && offset === end && end < this.#end && !(await this.#reader.isAtLeast(end, key, text))) return null;
    return { offset, text };
  }
}
