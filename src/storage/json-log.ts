/** A log of entries in one file that is valid JSON whenever nobody is writing: an array, one entry per line. */
import { dirname } from 'node:path';
import { GroupCommit } from './group-commit';
import { EMPTY, EMPTY_END, LogFile, writeEmpty } from './log-file';
import { nodeLogFs, type LogFs } from './log-fs';
import { LogIndex } from './log-index';
import { MAX_LINE } from './log-lines';
import { LogPages } from './log-pages';
import { openLogFile, type Repair } from './log-recovery';
import { GROUP_BYTES, type EntryKind } from './log-survey';
import { asideName, firstFree } from './sibling';
import { StorageError, storageError } from './storage-error';

export { StorageError } from './storage-error';
export type { LogFs, LogHandle } from './log-fs';
export type { Repair } from './log-recovery';

/**
 * What an acknowledged entry survives: `power` a power cut (synced before the promise resolves), `process` the end of this
 * process (written to the kernel, no sync), `memory` nothing (the promise resolves before the write, which follows at once).
 */
export type Durability = 'power' | 'process' | 'memory';

/** What a log is opened with. */
export interface JsonLogOptions<T> {
  /** The file; its folder is made. */
  path: string;
  /** Strictly increasing over the file, a safe integer. Keys may have gaps. */
  key: (entry: T) => number;
  /** Null where a line's value is no entry: the line is damaged. It must take whatever is appended. */
  parse: (value: unknown) => T | null;
  /** @default 'power' */
  durability?: Durability;
  /** @default the file system of Node */
  fs?: LogFs;
}

/** One append: its lines, their keys, and bytes in all. */
interface Job {
  lines: string[];
  keys: number[];
  bytes: number;
}

/** The file and what is known of it; exchanged as one. */
interface State {
  file: LogFile;
  index: LogIndex;
}

/**
 * The log. What `before`, `after`, `scan`, `first`, `last` and `count` show is what was acknowledged, nothing else. Only one log may
 * be open on a file at a time.
 */
export class JsonLog<T> {
  /** What opening found wrong and put right; for logs and for people who look for their bytes. */
  readonly repairs: readonly Repair[];
  readonly #options: JsonLogOptions<T>;
  readonly #fs: LogFs;
  readonly #durability: Durability;
  readonly #group: GroupCommit<Job>;
  readonly #reads = new Set<Promise<unknown>>();
  #state: State;
  /** Key of the newest entry that was taken, written or not; the next must be larger. */
  #taken: number | null;
  /** Acknowledged from memory and refused by the disk since; written before anything else is taken. */
  #unwritten: Job[] = [];
  #closing: Promise<void> | null = null;

  private constructor(options: JsonLogOptions<T>, fs: LogFs, state: State, repairs: readonly Repair[]) {
    this.#options = options;
    this.#fs = fs;
    this.#durability = options.durability ?? 'power';
    this.#state = state;
    this.#taken = state.index.last;
    this.repairs = repairs;
    this.#group = new GroupCommit({
      commit: (jobs) => this.#commit(jobs),
      refused: () => this.#forget(),
      weigh: (job) => job.bytes,
      most: GROUP_BYTES,
    });
  }

  /** Opens or makes the file and puts right what a crash left; nothing that was in it is deleted. Rejects with StorageError. */
  static async open<T>(options: JsonLogOptions<T>): Promise<JsonLog<T>> {
    const fs = options.fs ?? nodeLogFs;
    try {
      const kind: EntryKind<T> = { key: options.key, parse: options.parse };
      const { handle, survey, repairs } = await openLogFile(fs, options.path, kind);
      const file = new LogFile(handle, survey.end, survey.size);
      return new JsonLog(options, fs, { file, index: survey.index }, repairs);
    } catch (error) {
      throw storageError(error, options.path);
    }
  }

  get path(): string {
    return this.#options.path;
  }

  /** Key of the oldest entry, null where there is none. */
  get first(): number | null {
    return this.#state.index.first;
  }

  /** Key of the newest entry, null where there is none. */
  get last(): number | null {
    return this.#state.index.last;
  }

  get count(): number {
    return this.#state.index.count;
  }

  /**
   * Appends entries, all or none; resolves when they survive what `durability` says. What arrives while a sync is under way shares
   * the next one. Rejects with StorageError where the disk refuses, and refuses with it the appends that were waiting behind; the
   * file stays valid and the next append works as soon as the disk does. Rejects with RangeError where keys do not increase.
   */
  async append(entries: readonly T[]): Promise<void> {
    this.#assertOpen();
    if (entries.length === 0) return;
    if (this.#unwritten.length > 0) {
      await this.#writeLate();
      this.#assertOpen();
    }
    const job = this.#prepare(entries);
    this.#taken = job.keys[job.keys.length - 1] as number;
    const done = this.#group.add(job);
    if (this.#durability !== 'memory') return done;
    void done.catch(() => this.#unwritten.push(job));
  }

  /**
   * Entries before a key, or the newest for null; oldest first, those nearest to the key.
   * @param limit - entries at most
   * @param maxBytes - bytes at most, as in the file; one entry always fits
   */
  before(key: number | null, limit: number, maxBytes = Infinity): Promise<T[]> {
    return this.#read((pages) => pages.before(key ?? Infinity, { entries: limit, bytes: maxBytes }));
  }

  /** Entries after a key, oldest first, those nearest to it; limits as in `before`. */
  after(key: number, limit: number, maxBytes = Infinity): Promise<T[]> {
    return this.#read((pages) => pages.after(key, { entries: limit, bytes: maxBytes }));
  }

  /** All entries, oldest first, a page at a time in memory. */
  async *scan(): AsyncIterable<T> {
    for (let key = -Infinity; ;) {
      const page = await this.after(key, 1024, GROUP_BYTES);
      if (page.length === 0) return;
      yield* page;
      key = this.#options.key(page[page.length - 1] as T);
    }
  }

  /** Resolves when all that was appended before is on the disk, whatever the durability. */
  async flush(): Promise<void> {
    this.#assertOpen();
    await this.#writeLate();
    await this.#alone(() => this.#state.file.sync());
  }

  /**
   * Renames the file and starts an empty one.
   * @param reason - for people who find the file: it becomes part of the error where the renaming fails
   * @returns the new path of what was there
   */
  async setAside(reason: string): Promise<string> {
    this.#assertOpen();
    await this.#writeLate();
    let aside = '';
    await this.#alone(async () => {
      aside = await this.#exchange();
    }, reason);
    return aside;
  }

  /** Writes what is waiting, syncs and closes; calling it again returns the same promise. */
  close(): Promise<void> {
    this.#closing ??= this.#close();
    return this.#closing;
  }

  #prepare(entries: readonly T[]): Job {
    let last = this.#taken ?? -Infinity;
    const job: Job = { lines: [], keys: [], bytes: 0 };
    for (const entry of entries) {
      const key = this.#options.key(entry);
      if (!Number.isSafeInteger(key) || key <= last) throw new RangeError(`${this.path}: key ${key} after ${last}`);
      const line = JSON.stringify(entry);
      const bytes = Buffer.byteLength(line);
      if (bytes > MAX_LINE) throw new RangeError(`${this.path}: an entry of ${bytes} bytes`);
      last = key;
      job.lines.push(line);
      job.keys.push(key);
      job.bytes += bytes;
    }
    return job;
  }

  async #commit(jobs: Job[]): Promise<void> {
    const { file, index } = this.#state;
    const lines = jobs.flatMap((job) => job.lines);
    const opening = index.count > 0 ? ',\n' : '\n';
    try {
      await file.write(Buffer.from(opening + lines.join(',\n')));
      if (this.#durability === 'power') await file.sync();
    } catch (error) {
      file.undo();
      throw storageError(error, this.path);
    }
    let offset = file.end + opening.length;
    const keys = jobs.flatMap((job) => job.keys);
    lines.forEach((line, i) => {
      index.add(keys[i] as number, offset);
      offset += Buffer.byteLength(line) + 2;
    });
    file.keep();
  }

  /** What waited was refused: its keys are free again, unless it was acknowledged from memory and is still to be written. */
  #forget(): void {
    if (this.#durability !== 'memory') this.#taken = this.#state.index.last;
  }

  /** Writes what the disk refused after it was acknowledged from memory. */
  async #writeLate(): Promise<void> {
    if (this.#durability !== 'memory') return;
    await this.#group.alone(() => Promise.resolve());
    const jobs = this.#unwritten.splice(0);
    const late = jobs.map((job) => this.#group.add(job));
    const results = await Promise.allSettled(late);
    const refused = results.findIndex(({ status }) => status === 'rejected');
    if (refused === -1) return;
    this.#unwritten.unshift(...jobs.slice(refused));
    throw (results[refused] as PromiseRejectedResult).reason;
  }

  #alone(run: () => Promise<void>, what = ''): Promise<void> {
    return this.#group.alone(run).catch((error: unknown) => {
      throw storageError(error, what ? `${this.path} (${what})` : this.path);
    });
  }

  async #read(read: (pages: LogPages<T>) => Promise<T[]>): Promise<T[]> {
    this.#assertOpen();
    // Acknowledged from memory means readable too.
    if (this.#durability === 'memory') await this.#group.alone(() => Promise.resolve());
    const reading = read(new LogPages(this.#state.file, this.#state.index, this.#options));
    this.#reads.add(reading);
    try {
      return await reading;
    } catch (error) {
      throw storageError(error, this.path);
    } finally {
      this.#reads.delete(reading);
    }
  }

  /** Puts an empty file in the place of this one, which gets a name of its own. */
  async #exchange(): Promise<string> {
    const old = this.#state.file.handle;
    const temporary = `${this.path}.tmp`;
    const aside = await firstFree(asideName(this.path), (name) => this.#fs.exists(name));
    const fresh = await this.#fs.open(temporary, 'replace');
    try {
      await writeEmpty(fresh);
      await this.#fs.rename(this.path, aside);
      await this.#fs.rename(temporary, this.path).catch(async (error: unknown) => {
        await this.#fs.rename(aside, this.path);
        throw error;
      });
    } catch (error) {
      await fresh.close();
      throw error;
    }
    this.#state = { file: new LogFile(fresh, EMPTY_END, EMPTY.length), index: new LogIndex() };
    this.#taken = null;
    await this.#fs.syncFolder(dirname(this.path));
    await Promise.allSettled(this.#reads);
    await old.close();
    return aside;
  }

  async #close(): Promise<void> {
    let failure: unknown = null;
    await this.#writeLate().catch((error: unknown) => (failure = error));
    await this.#alone(async () => {
      await Promise.allSettled(this.#reads);
      const { file } = this.#state;
      try {
        // With `power` everything is synced already.
        if (this.#durability !== 'power') await file.sync();
      } finally {
        await file.handle.close();
      }
    });
    if (failure) throw failure;
  }

  #assertOpen(): void {
    if (this.#closing) throw new StorageError('storage_failed', `${this.path}: closed`);
  }
}
