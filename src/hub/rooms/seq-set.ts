/** Sequences as bits: an eighth of a byte for each that a room has ever given, however many of them are in the set. */
const CHUNK = 4_096;

const BYTES = CHUNK / 8;

/** As it is kept: bits in base64, by the number of their chunk. */
export type SeqSetRecord = Record<string, string>;

/** A set of sequences. */
export class SeqSet {
  readonly #chunks = new Map<number, Uint8Array>();
  #size = 0;

  /** Null where it is no record of one. */
  static from(record: SeqSetRecord): SeqSet | null {
    const set = new SeqSet();
    for (const [name, bits] of Object.entries(record)) {
      const chunk = new Uint8Array(Buffer.from(bits, 'base64'));
      const number = Number(name);
      if (chunk.length !== BYTES || !Number.isSafeInteger(number) || number < 0) return null;
      set.#chunks.set(number, chunk);
    }
    for (const chunk of set.#chunks.values())
      for (const byte of chunk) for (let bits = byte; bits > 0; bits &= bits - 1) set.#size += 1;
    return set;
  }

  get size(): number {
    return this.#size;
  }

  has(seq: number): boolean {
    if (this.#size === 0) return false;
    const chunk = this.#chunks.get(Math.floor(seq / CHUNK));
    return chunk !== undefined && ((chunk[(seq % CHUNK) >> 3] ?? 0) & (1 << (seq & 7))) !== 0;
  }

  add(seq: number): void {
    if (this.has(seq)) return;
    const number = Math.floor(seq / CHUNK);
    const chunk = this.#chunks.get(number) ?? new Uint8Array(BYTES);
    this.#chunks.set(number, chunk);
    const at = (seq % CHUNK) >> 3;
    chunk[at] = (chunk[at] ?? 0) | (1 << (seq & 7));
    this.#size += 1;
  }

  delete(seq: number): void {
    const chunk = this.#chunks.get(Math.floor(seq / CHUNK));
    if (!chunk || !this.has(seq)) return;
    const at = (seq % CHUNK) >> 3;
    chunk[at] = (chunk[at] ?? 0) & ~(1 << (seq & 7));
    this.#size -= 1;
    if (chunk.every((byte) => byte === 0)) this.#chunks.delete(Math.floor(seq / CHUNK));
  }

  /** The first ones, ascending. */
  first(most: number): number[] {
    const found: number[] = [];
    for (const number of [...this.#chunks.keys()].sort((a, b) => a - b))
      for (let seq = number * CHUNK; seq < (number + 1) * CHUNK; seq += 1) {
        if (found.length >= most) return found;
        if (this.has(seq)) found.push(seq);
      }
    return found;
  }

  /** Forgets those before a sequence. */
  forgetBefore(seq: number): void {
    for (const [number, chunk] of this.#chunks) {
      if (number * CHUNK >= seq) continue;
      for (let one = number * CHUNK; one < Math.min(seq, (number + 1) * CHUNK); one += 1) this.delete(one);
      if (chunk.every((byte) => byte === 0)) this.#chunks.delete(number);
    }
  }

  record(): SeqSetRecord {
    return Object.fromEntries([...this.#chunks].map(([number, chunk]) => [number, Buffer.from(chunk).toString('base64')]));
  }
}
