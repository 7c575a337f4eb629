/** Where entries are in a file: the place of every 64th, so that a page is found without reading what is before it. */
import type { Range } from './log-lines';

/** Entries from one remembered place to the next: about 10 KiB of ordinary messages, 16 bytes of memory. */
const STRIDE = 64;

/** Keys and offsets of a log that only grows. */
export class LogIndex {
  readonly #keys: number[] = [];
  readonly #offsets: number[] = [];
  #first: number | null = null;
  #last: number | null = null;
  #count = 0;

  get first(): number | null {
    return this.#first;
  }

  get last(): number | null {
    return this.#last;
  }

  get count(): number {
    return this.#count;
  }

  /** Blocks of up to 64 entries; they are numbered from 0. */
  get blocks(): number {
    return this.#keys.length;
  }

  /** Remembers the next entry, which begins at `offset`. */
  add(key: number, offset: number): void {
    if (this.#count % STRIDE === 0) {
      this.#keys.push(key);
      this.#offsets.push(offset);
    }
    this.#first ??= key;
    this.#last = key;
    this.#count += 1;
  }

  /** The last block that begins with a key below `key`; -1 where none does. */
  blockBefore(key: number): number {
    let low = 0;
    let high = this.#keys.length;
    while (low < high) {
      const middle = (low + high) >>> 1;
      if ((this.#keys[middle] as number) < key) low = middle + 1;
      else high = middle;
    }
    return low - 1;
  }

  /** Bytes of the blocks `from` to `to`, both included; `end` is where the last entry of all ends. */
  range(from: number, to: number, end: number): Range {
    return { start: this.#offsets[from] ?? end, end: this.#offsets[to + 1] ?? end };
  }
}

/** Blocks that hold `entries` entries, wherever in a block they begin. */
export const blocksFor = (entries: number): number => Math.ceil(entries / STRIDE) + 1;
