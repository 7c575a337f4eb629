/** Ids as 64 bits, and a filter that knows for certain of most ids that they are not among many. */
import { hash } from 'node:crypto';

/** Half and half of the first 64 bits of an id's SHA-256. Two ids with the same are possible: the log has the last word. */
export interface IdHash {
  high: number;
  low: number;
}

export function hashOf(id: string): IdHash {
  const bytes = hash('sha256', id, 'buffer');
  return { high: bytes.readUInt32BE(0), low: bytes.readUInt32BE(4) };
}

/** Bits for each id: about one id in 300 that was never used is looked for on the disk. */
const BITS = 12;

/** Largest filter, in bytes; above 1,400,000 ids it begins to let more of them through. */
const MOST = 2 * 1024 * 1024;

/** Bytes of a filter for so many ids. */
export const filterBytes = (ids: number): number => Math.max(8, Math.min(MOST, Math.ceil((ids * BITS) / 8)));

/** A Bloom filter. */
export class IdFilter {
  readonly #hashes: number;

  /** @param bytes - of the filter, empty or filled before for the same number of ids */
  constructor(
    readonly bytes: Uint8Array,
    ids: number,
  ) {
    const ideal = Math.round(((bytes.length * 8) / Math.max(1, ids)) * Math.LN2);
    this.#hashes = Math.max(1, Math.min(8, ideal));
  }

  add({ high, low }: IdHash): void {
    const bits = this.bytes.length * 8;
    for (let i = 0; i < this.#hashes; i += 1) {
      const bit = (low + i * high) % bits;
      this.bytes[bit >>> 3] = (this.bytes[bit >>> 3] as number) | (1 << (bit & 7));
    }
  }

  /** False: certainly not. True: probably. */
  mayHold({ high, low }: IdHash): boolean {
    const bits = this.bytes.length * 8;
    for (let i = 0; i < this.#hashes; i += 1) {
      const bit = (low + i * high) % bits;
      if (((this.bytes[bit >>> 3] as number) & (1 << (bit & 7))) === 0) return false;
    }
    return true;
  }
}
