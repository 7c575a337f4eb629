/**
 * A file of ids in the order of their hashes, written once. Head, filter and fences have a checksum, and each page has one of its own:
 * a file that is torn or was changed is found out and never answers.
 */
import { createHash } from 'node:crypto';
import { filterBytes, IdFilter, type IdHash } from './id-filter';
import { writeAll } from './log-file';
import type { LogFs, LogHandle } from './log-fs';

/** What a run holds. */
export interface RunRange {
  /** Keys above `from` up to `through` are in it, as far as their entries have ids. */
  from: number;
  through: number;
  /** Hash of the id of the entry of `through`, null where that has none: shows that the run belongs to this log. */
  proof: IdHash | null;
}

/** An id's hash and the key of its entry: 16 bytes of a page. */
export interface IdRecord extends IdHash {
  key: number;
}

const MAGIC = Buffer.from('hearthid');
const VERSION = 1;
const HEAD = 64;
const SUM = 32;
const RECORD = 16;
const PAGE = 4096;
const PAGE_SUM = 16;
const PER_PAGE = (PAGE - PAGE_SUM) / RECORD;

/** Pages of one read or write when runs are joined. */
const STRIDE = 64;

/** What is in a file is not what was written. */
export class DamagedRun extends Error {
  override readonly name = 'DamagedRun';
}

const sumOf = (bytes: Uint8Array): Buffer => createHash('sha256').update(bytes).digest();

const compare = (a: IdHash, b: IdHash): number => a.high - b.high || a.low - b.low;

/** Where the parts of a run of so many ids are. */
function layout(count: number): { filter: number; pages: number; sum: number; start: number } {
  const filter = filterBytes(count);
  const pages = Math.ceil(count / PER_PAGE);
  const sum = HEAD + filter + 4 * pages;
  return { filter, pages, sum, start: sum + SUM };
}

function headOf({ from, through, proof }: RunRange, count: number): Buffer {
  const head = Buffer.alloc(HEAD);
  MAGIC.copy(head);
  head.writeUInt32LE(VERSION, 8);
  head.writeUInt32LE(count, 12);
  head.writeDoubleLE(from, 16);
  head.writeDoubleLE(through, 24);
  head.writeUInt32LE(proof ? 1 : 0, 32);
  head.writeUInt32LE(proof?.high ?? 0, 36);
  head.writeUInt32LE(proof?.low ?? 0, 40);
  return head;
}

async function readFully(handle: LogHandle, start: number, length: number): Promise<Buffer> {
  const bytes = Buffer.allocUnsafe(length);
  for (let done = 0; done < length;) {
    const got = await handle.read(bytes.subarray(done), start + done);
    if (got === 0) throw new DamagedRun('shorter than it says');
    done += got;
  }
  return bytes;
}

/** An open run. Memory: its filter (12 bits for each id, 2 MiB at most) and 4 bytes for each 255 ids. */
export class IdRun implements RunRange {
  #users = 1;

  private constructor(
    readonly path: string,
    private readonly handle: LogHandle,
    readonly from: number,
    readonly through: number,
    readonly proof: IdHash | null,
    readonly count: number,
    private readonly filter: IdFilter,
    private readonly fences: Uint32Array,
  ) {}

  /** Rejects with DamagedRun where the file is not whole. */
  static async open(fs: LogFs, path: string): Promise<IdRun> {
    const handle = await fs.open(path, 'keep');
    try {
      const head = await readFully(handle, 0, HEAD);
      if (!head.subarray(0, 8).equals(MAGIC) || head.readUInt32LE(8) !== VERSION) throw new DamagedRun('no run');
      const count = head.readUInt32LE(12);
      const { filter, pages, sum, start } = layout(count);
      if ((await handle.size()) !== start + pages * PAGE) throw new DamagedRun('not as long as it says');
      const bytes = await readFully(handle, 0, start);
      if (!sumOf(bytes.subarray(0, sum)).equals(bytes.subarray(sum))) throw new DamagedRun('head and checksum differ');
      const fences = Uint32Array.from({ length: pages }, (_, i) => bytes.readUInt32LE(HEAD + filter + 4 * i));
      const proof = bytes.readUInt32LE(32) === 1 ? { high: bytes.readUInt32LE(36), low: bytes.readUInt32LE(40) } : null;
      // A copy: the buffer may be a part of a larger one that would stay as long.
      const bits = new IdFilter(Uint8Array.from(bytes.subarray(HEAD, HEAD + filter)), count);
      return new IdRun(path, handle, bytes.readDoubleLE(16), bytes.readDoubleLE(24), proof, count, bits, fences);
    } catch (error) {
      await handle.close();
      throw error;
    }
  }

  mayHold(id: IdHash): boolean {
    return this.filter.mayHold(id);
  }

  /** Keys under this hash. Rejects with DamagedRun. */
  async find(id: IdHash): Promise<number[]> {
    let low = 0;
    let high = this.fences.length;
    while (low < high) {
      const middle = (low + high) >>> 1;
      if ((this.fences[middle] as number) < id.high) low = middle + 1;
      else high = middle;
    }
    const keys: number[] = [];
    // The page before the first that begins with such a hash may end with one.
    for (let page = Math.max(0, low - 1); page < this.fences.length && (this.fences[page] as number) <= id.high; page += 1)
      for (const record of await this.#pages(page, 1)) if (compare(record, id) === 0) keys.push(record.key);
    return keys;
  }

  /** All of it in order, some pages at a time. */
  async *records(): AsyncGenerator<IdRecord[]> {
    for (let page = 0; page < this.fences.length; page += STRIDE) yield await this.#pages(page, STRIDE);
  }

  /** Keeps the file open while somebody reads it. */
  async use<R>(run: () => Promise<R>): Promise<R> {
    this.#users += 1;
    try {
      return await run();
    } finally {
      await this.close();
    }
  }

  /** Closes the file when the last reader is done; once for whoever opened it. */
  async close(): Promise<void> {
    this.#users -= 1;
    if (this.#users === 0) await this.handle.close();
  }

  async #pages(first: number, many: number): Promise<IdRecord[]> {
    const pages = Math.min(many, this.fences.length - first);
    const bytes = await readFully(this.handle, layout(this.count).start + first * PAGE, pages * PAGE);
    const records: IdRecord[] = [];
    for (let page = 0; page < pages; page += 1) {
      const body = bytes.subarray(page * PAGE, (page + 1) * PAGE - PAGE_SUM);
      if (sumOf(body).compare(bytes, (page + 1) * PAGE - PAGE_SUM, (page + 1) * PAGE, 0, PAGE_SUM) !== 0)
        throw new DamagedRun('a page and its checksum differ');
      const held = Math.min(PER_PAGE, this.count - (first + page) * PER_PAGE);
      for (let at = 0; at < held * RECORD; at += RECORD)
        records.push({ high: body.readUInt32LE(at), low: body.readUInt32LE(at + 4), key: body.readDoubleLE(at + 8) });
    }
    return records;
  }
}

/** Gives sorted records of several sources to `put`, in order. */
async function join(sources: AsyncIterator<IdRecord[]>[], put: (record: IdRecord) => void): Promise<void> {
  const heads: { piece: IdRecord[]; at: number; more: AsyncIterator<IdRecord[]> }[] = [];
  for (const more of sources) {
    const next = await more.next();
    if (!next.done && next.value.length > 0) heads.push({ piece: next.value, at: 0, more });
  }
  while (heads.length > 0) {
    let least = heads[0] as (typeof heads)[number];
    for (const head of heads) if (compare(head.piece[head.at] as IdRecord, least.piece[least.at] as IdRecord) < 0) least = head;
    put(least.piece[least.at] as IdRecord);
    least.at += 1;
    if (least.at < least.piece.length) continue;
    const next = await least.more.next();
    if (next.done) heads.splice(heads.indexOf(least), 1);
    else Object.assign(least, { piece: next.value, at: 0 });
  }
}

/** Writes a run of some records and of all of other runs; it is there whole when this resolves, and survives a power cut. */
export async function writeRun(
  fs: LogFs,
  path: string,
  range: RunRange,
  records: IdRecord[],
  runs: readonly IdRun[],
): Promise<void> {
  const count = records.length + runs.reduce((sum, run) => sum + run.count, 0);
  const { filter, pages, sum, start } = layout(count);
  const front = Buffer.alloc(start);
  const bits = new IdFilter(front.subarray(HEAD, HEAD + filter), count);
  const temporary = `${path}.tmp`;
  const handle = await fs.open(temporary, 'replace');
  try {
    const block = Buffer.alloc(STRIDE * PAGE);
    let written = 0;
    let held = 0;
    const flush = (): void => {
      const used = Math.ceil(held / PER_PAGE);
      for (let page = 0; page < used; page += 1) {
        const body = block.subarray(page * PAGE, (page + 1) * PAGE - PAGE_SUM);
        sumOf(body).copy(block, (page + 1) * PAGE - PAGE_SUM, 0, PAGE_SUM);
      }
      writeAll(handle, block.subarray(0, used * PAGE), start + written * PAGE);
      written += used;
      held = 0;
      block.fill(0);
    };
    const own = [[...records].sort(compare)].values();
    const sources = [
      { next: () => Promise.resolve(own.next()) } as AsyncIterator<IdRecord[]>,
      ...runs.map((run) => run.records()),
    ];
    await join(sources, ({ high, low, key }) => {
      const page = Math.floor(held / PER_PAGE);
      if (held % PER_PAGE === 0) front.writeUInt32LE(high, HEAD + filter + 4 * (written + page));
      const at = page * PAGE + (held % PER_PAGE) * RECORD;
      block.writeUInt32LE(high, at);
      block.writeUInt32LE(low, at + 4);
      block.writeDoubleLE(key, at + 8);
      bits.add({ high, low });
      held += 1;
      if (held === STRIDE * PER_PAGE) flush();
    });
    if (held > 0) flush();
    if (written !== pages) throw new DamagedRun('fewer ids than were counted');
    headOf(range, count).copy(front);
    sumOf(front.subarray(0, sum)).copy(front, sum);
    writeAll(handle, front, 0);
    await handle.sync();
  } finally {
    await handle.close();
  }
  await fs.rename(temporary, path);
}
