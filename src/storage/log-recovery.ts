/** Opens a log file in whatever state it was left, and makes it a valid log again without losing a byte of what was in it. */
import { dirname } from 'node:path';
import { closeArrayAt, writeAll, writeEmpty } from './log-file';
import type { LogFs, LogHandle } from './log-fs';
import { eachLine, partsOf, type Range } from './log-lines';
import { readSidecar, type Sidecar } from './log-sidecar';
import { surveyLog, type EntryKind, type Survey } from './log-survey';
import { NewerFileError } from './newer-file';
import { asideName, firstFree } from './sibling';

/** What had to be done to a file when it was opened. */
export interface Repair {
  /**
   * `torn`: an unfinished write at the end was cut; `damaged`: lines that are no entries were taken out; `aside`: the file was no
   * log; `reformatted`: another program had laid the same entries out differently.
   */
  kind: 'torn' | 'damaged' | 'aside' | 'reformatted';
  /** Where the bytes are now that were cut, taken out or replaced. */
  kept: string;
}

/** An open file that is a valid log. */
export interface OpenedLog {
  handle: LogHandle;
  survey: Survey;
  repairs: Repair[];
  /** What of the file was known beforehand; null where all of it was read. */
  sidecar: Sidecar | null;
}

/** Largest file that is read whole to see whether another program laid it out differently. */
const MAX_REFORMAT = 64 * 1024 * 1024;

/** Bytes of one copy. */
const CHUNK = 256 * 1024;

/** How a log file is opened. */
export interface OpenOptions {
  /** Bytes from which on a sidecar is asked for. */
  worthSidecar: number;
  /** What is in the file survives a power cut before anybody is shown it: a process that was killed may have left it to the kernel. */
  synced: boolean;
}

/** Opens, and repairs where needed; afterwards the file is valid JSON, one entry per line. */
export async function openLogFile<T>(
  fs: LogFs,
  path: string,
  kind: EntryKind<T>,
  { worthSidecar, synced }: OpenOptions,
): Promise<OpenedLog> {
  await fs.makeFolder(dirname(path));
  const recovery = new Recovery(fs, path, kind, await fs.open(path, 'keep'), worthSidecar);
  try {
    const opened = await recovery.run();
    if (synced) {
      await opened.handle.sync();
      await fs.syncFolder(dirname(path));
    }
    return opened;
  } catch (error) {
    await recovery.handle.close().catch(() => {});
    throw error;
  }
}

class Recovery<T> {
  readonly repairs: Repair[] = [];
  #sidecar: Sidecar | null = null;

  constructor(
    private readonly fs: LogFs,
    private readonly path: string,
    private readonly kind: EntryKind<T>,
    public handle: LogHandle,
    private readonly worthSidecar: number,
  ) {}

  async run(): Promise<OpenedLog> {
    this.#sidecar = await this.#known();
    let survey = await this.#survey();
    // Each repair leaves less to do: foreign or torn, then damaged, then nothing.
    for (let left = 3; !isSound(survey); left -= 1) {
      if (left === 0) throw new Error('the file changes while it is read');
      await this.#repair(survey);
      survey = await this.#survey();
    }
    return { handle: this.handle, survey, repairs: this.repairs, sidecar: this.#sidecar };
  }

  /** A small file is read sooner than its sidecar. */
  async #known(): Promise<Sidecar | null> {
    if ((await this.handle.size()) < this.worthSidecar) return null;
    return readSidecar(this.fs, this.path, this.handle, this.kind);
  }

  /** What follows a known beginning, where that is at most to be cut; otherwise all. */
  async #survey(): Promise<Survey> {
    if (this.#sidecar) {
      const survey = await surveyLog(this.handle, this.kind, this.#sidecar);
      if (!survey.irregular && survey.damaged.length === 0) return survey;
      this.#sidecar = null;
    }
    return surveyLog(this.handle, this.kind);
  }

  async #repair(survey: Survey): Promise<void> {
    if (survey.index.count === 0) return this.#begin(survey);
    if (!survey.closed) return this.#cut(survey);
    return this.#rewrite(survey);
  }

  /** No entry in it: a new file, an empty one, the beginning of a first write, or something that is not ours. */
  async #begin({ size }: Survey): Promise<void> {
    if (await this.#holdsData({ start: 0, end: size })) {
      if (await this.#reformat(size)) return;
      await this.handle.close();
      const aside = await firstFree(asideName(this.path), (name) => this.fs.exists(name));
      await this.fs.rename(this.path, aside);
      this.repairs.push({ kind: 'aside', kept: aside });
      this.handle = await this.fs.open(this.path, 'keep');
    }
    await writeEmpty(this.handle);
    await this.fs.syncFolder(dirname(this.path));
  }

  async #cut({ end, size }: Survey): Promise<void> {
    const tail = { start: end, end: size };
    if (await this.#holdsData(tail)) await this.#keep('torn', (n) => `${this.path}.torn-${n}`, [tail], '');
    await closeArrayAt(this.handle, end);
  }

  /** Takes the damaged lines out, and brings separators in order: into a new file that takes the place of the old one at once. */
  async #rewrite({ damaged }: Survey): Promise<void> {
    if (damaged.length > 0) await this.#keep('damaged', (n) => `${this.path}.damaged-${n}.jsonl`, damaged, '\n');
    const skipped = new Set(damaged.map(({ start }) => start));
    await this.#replace(async (add) => {
      await eachLine(this.handle, ({ start, bytes }) => {
        if (!bytes || skipped.has(start)) return;
        const { from, to } = partsOf(bytes);
        if (to > from) add(bytes.subarray(from, to));
      });
    });
  }

  /** An editor or `jq` may have put all on one line, or one entry on many. Returns whether that was it. */
  async #reformat(size: number): Promise<boolean> {
    if (size > MAX_REFORMAT) return false;
    const bytes = Buffer.alloc(size);
    for (let done = 0, got = 1; done < size && got > 0; done += got) got = await this.handle.read(bytes.subarray(done), done);
    const entries = entriesOf(bytes, this.kind);
    if (!entries) return false;
    await this.#keep('reformatted', asideName(this.path), [{ start: 0, end: size }], '');
    await this.#replace((add) => {
      for (const entry of entries) add(Buffer.from(JSON.stringify(entry)));
      return Promise.resolve();
    });
    return true;
  }

  /** Copies stretches of the file to a new sibling, durably. */
  async #keep(kind: Repair['kind'], nameOf: (n: number) => string, ranges: Range[], separator: string): Promise<void> {
    const path = await firstFree(nameOf, (name) => this.fs.exists(name));
    const copy = await this.fs.open(path, 'new');
    try {
      let position = 0;
      const add = (bytes: Buffer): void => {
        writeAll(copy, bytes, position);
        position += bytes.length;
      };
      for (const range of ranges) {
        await this.#chunks(range, (bytes) => add(bytes));
        add(Buffer.from(separator));
      }
      await copy.sync();
    } finally {
      await copy.close();
    }
    await this.fs.syncFolder(dirname(this.path));
    this.repairs.push({ kind, kept: path });
  }

  async #replace(fill: (add: (entry: Buffer) => void) => Promise<void>): Promise<void> {
    const temporary = `${this.path}.tmp`;
    const next = await this.fs.open(temporary, 'replace');
    try {
      let position = 0;
      let gathered: Buffer[] = [];
      let weight = 0;
      const flush = (): void => {
        writeAll(next, Buffer.concat(gathered), position);
        position += weight;
        gathered = [];
        weight = 0;
      };
      const put = (bytes: Buffer): void => {
        gathered.push(bytes);
        weight += bytes.length;
        if (weight > CHUNK) flush();
      };
      let separator = Buffer.from('[\n');
      await fill((entry) => {
        put(separator);
        // A copy: what the reader shows is gone after the visit.
        put(Buffer.from(entry));
        separator = Buffer.from(',\n');
      });
      put(Buffer.from('\n]\n'));
      flush();
      await next.sync();
      await this.handle.close();
    } catch (error) {
      await next.close();
      throw error;
    }
    await next.close();
    await this.fs.rename(temporary, this.path);
    await this.fs.syncFolder(dirname(this.path));
    this.handle = await this.fs.open(this.path, 'keep');
  }

  /** Whether a stretch holds more than punctuation, white space and zeros. */
  async #holdsData(range: Range): Promise<boolean> {
    let found = false;
    await this.#chunks(range, (bytes) => {
      found ||= /[^\s,[\]\0]/.test(bytes.toString('latin1').replace(/^\u00ef\u00bb\u00bf/, ''));
      return !found;
    });
    return found;
  }

  /** Reads a stretch piece by piece, until `visit` returns false. */
  async #chunks({ start, end }: Range, visit: (bytes: Buffer) => unknown): Promise<void> {
    for (let at = start; at < end;) {
      const chunk = Buffer.allocUnsafe(Math.min(CHUNK, end - at));
      const got = await this.handle.read(chunk, at);
      if (got === 0 || visit(chunk.subarray(0, got)) === false) return;
      at += got;
    }
  }
}

const isSound = ({ closed, irregular }: Survey): boolean => closed && !irregular;

/** The entries of a file that is one JSON array of entries in order, however it is laid out; null where it is not. */
function entriesOf<T>(bytes: Buffer, { parse, key }: EntryKind<T>): T[] | null {
  try {
    const values: unknown = JSON.parse(bytes.toString('utf8').replace(/^\uFEFF/, ''));
    if (!Array.isArray(values)) return null;
    const entries: T[] = [];
    let last = -Infinity;
    for (const value of values) {
      const entry = parse(value);
      if (entry === null || !(key(entry) > last)) return null;
      last = key(entry);
      entries.push(entry);
    }
    return entries;
  } catch (error) {
    if (error instanceof NewerFileError) throw error;
    return null;
  }
}
