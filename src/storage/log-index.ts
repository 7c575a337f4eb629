/** Where entries are in a file: the place of every so many, so that a page is found without reading what is before it. */
import type { Range } from './log-lines';

/** Entries from one remembered place to the next, in a small log; it doubles as the log grows. */
const STRIDE = 64;

/** Places remembered at most: 16 KiB of memory, however many entries a log has. A million are then 1,024 apart. */
export const MOST_PLACES = 1_024;

/** An entry's key and the offset at which it begins. */
export interface Place {
  key: number;
  offset: number;
}

/** A stretch that begins with an entry, and the keys that its ends claim to have. */
export interface Stretch extends Range {
  key: number;
}

/** All of an index, as it is kept beside the log. */
export interface IndexRecord {
  count: number;
  stride: number;
  /** Entries that are missing from the first stride: the log once began earlier. */
  phase: number;
  places: Place[];
  last: Place;
}

/** Keys and offsets of a log that only grows at its end. */
export class LogIndex {
  // Numbers rather than objects: a tenth of the memory.
  #keys: number[] = [];
  #offsets: number[] = [];
  #last: Place | null = null;
  #count = 0;
  #stride = STRIDE;
  #phase = 0;

  static from({ count, stride, phase, places, last }: IndexRecord): LogIndex {
    const index = new LogIndex();
    index.#keys = places.map(({ key }) => key);
    index.#offsets = places.map(({ offset }) => offset);
    index.#last = last;
    index.#count = count;
    index.#stride = stride;
    index.#phase = phase;
    return index;
  }

  get first(): number | null {
    return this.#keys[0] ?? null;
  }

  get last(): number | null {
    return this.#last?.key ?? null;
  }

  get count(): number {
    return this.#count;
  }

  get placeOfFirst(): Place | null {
    return this.#keys.length > 0 ? this.#place(0) : null;
  }

  /** What it takes to have it again; null where there is no entry. */
  record(): IndexRecord | null {
    if (!this.#last) return null;
    return { count: this.#count, stride: this.#stride, phase: this.#phase, places: this.#places(), last: this.#last };
  }

  /** Remembers the next entry, which begins at `offset`. */
  add(key: number, offset: number): void {
    this.#last = { key, offset };
    if (this.#count === 0 || (this.#count + this.#phase) % this.#stride === 0) {
      this.#keys.push(key);
      this.#offsets.push(offset);
    }
    this.#count += 1;
    // The first is the log's beginning, wherever in a stride that is.
    while (this.#keys.length > MOST_PLACES) {
      this.#keys = this.#keys.filter((_, i) => i % 2 === 0);
      this.#offsets = this.#offsets.filter((_, i) => i % 2 === 0);
      this.#stride *= 2;
    }
  }

  /** The stretch in which the first entry with a key of at least `key` begins, or at whose end it does; null where none can. */
  stretch(key: number, end: number): Stretch | null {
    let low = 0;
    let high = this.#keys.length;
    while (low < high) {
      const middle = (low + high) >>> 1;
      if ((this.#keys[middle] as number) < key) low = middle + 1;
      else high = middle;
    }
    if (this.#keys.length === 0) return null;
    const place = this.#place(Math.max(0, low - 1));
    // Nothing is before the first entry.
    const to = low === 0 ? place.offset : (this.#offsets[low] ?? end);
    return { start: place.offset, end: Math.min(to, end), key: place.key };
  }

  /** The last remembered place that is not behind `offset`, and how many entries are before it. */
  placeAt(offset: number): Place & { before: number } {
    const i = Math.max(
      0,
      this.#offsets.findLastIndex((place) => place <= offset),
    );
    return { ...this.#place(i), before: i === 0 ? 0 : i * this.#stride - this.#phase };
  }

  /** Forgets all places but the first: what is left finds everything, more slowly. */
  distrust(): void {
    this.#keys.length = this.#offsets.length = Math.min(1, this.#keys.length);
    // No other place is ever added that the stride would have to agree with.
    this.#stride = Number.MAX_SAFE_INTEGER;
    this.#phase = 0;
  }

  /**
   * The index of a file that begins with the entry at `from`, before which `dropped` entries are left out.
   * @param offsetOf - where an entry is now that was at an offset of the old file
   */
  since(from: Place, dropped: number, offsetOf: (offset: number) => number): LogIndex {
    const moved = ({ key, offset }: Place): Place => ({ key, offset: offsetOf(offset) });
    return LogIndex.from({
      count: this.#count - dropped,
      stride: this.#stride,
      phase: (this.#phase + dropped) % this.#stride,
      places: [from, ...this.#places().filter(({ offset }) => offset > from.offset)].map(moved),
      last: moved(this.#last ?? from),
    });
  }

  #place(i: number): Place {
    return { key: this.#keys[i] as number, offset: this.#offsets[i] as number };
  }

  #places(): Place[] {
    return this.#keys.map((_, i) => this.#place(i));
  }
}
