/**
 * Remembers for ever which ids a log has seen, on disk, in bounded memory: the newest ids as they are, all others in a few sorted
 * files beside the log (`<log>.ids-<level>`, 16 bytes for each id), each about twice as large as the one before.
 *
 * Memory, while it is in use: up to 8,192 recent ids (about 0.6 MiB) and a filter of 1.5 bytes for each id (1.5 MiB at 1,000,000;
 * 2 MiB at most for each file). At rest: nothing.
 *
 * An id that was never used costs a hash and a look at the filters, no disk, in 299 of 300 cases. One that may have been used costs a
 * read of 4 KiB and one of the log's entry, which has the last word: two ids with the same hash are told apart. Only where the log
 * has dropped the entry, 64 equal bits count as the same id.
 *
 * The files are never needed: they say up to which key they are complete, and what is not in them is read from the log. One that is
 * torn, changed, of another log or ahead of this one is taken away.
 */
import { dirname } from 'node:path';
import { hashOf, type IdHash } from './id-filter';
import { RecentIds } from './id-recent';
import { DamagedRun, IdRun, writeRun, type RunRange } from './id-run';
import { nodeLogFs, type LogFs } from './log-fs';
import { StorageError } from './storage-error';

/** Ids that are held in memory before they become a file. */
const RECENT = 4_096;

/** While the whole log is read, for fewer, larger files; and entries without ids after which a file says that it knows of them. */
const IN_BULK = 65_536;

/** Files at most: the last would hold 2^42 ids. */
const LEVELS = 30;

/** The log behind a table. */
export interface IdSource {
  /** Key of the oldest and of the newest entry, null where there is none. */
  readonly first: number | null;
  readonly last: number | null;
  /** Entries above a key, in order; `id` is null where an entry's id need not be remembered. */
  after(key: number): AsyncIterable<{ key: number; id: string | null }>;
  /** Id of one entry, null where it need not be remembered; undefined where there is no such entry. */
  idOf(key: number): Promise<string | null | undefined>;
}

/** What a table is made of. */
export interface IdTableOptions {
  /** The log's file. */
  path: string;
  source: IdSource;
  /** @default the file system of Node */
  fs?: LogFs;
}

/** The table. Every entry that the log takes after `ready` must be given to `add`, in order. */
export class IdTable {
  readonly #fs: LogFs;
  readonly #path: string;
  readonly #source: IdSource;
  /** By level, null where there is no file. */
  #runs: (IdRun | null)[] = [];
  #recent = new RecentIds();
  /** On its way into a file. */
  #frozen: RecentIds | null = null;
  #flushing: Promise<void> | null = null;
  #loading: Promise<void> | null = null;
  #loaded = false;
  /** What the log takes while the table is read, null otherwise. */
  #late: { id: IdHash | null; key: number }[] | null = null;
  #rebuilding: Promise<void> | null = null;
  /** A file that could not be written is tried again when there are so many. */
  #most = RECENT;

  constructor({ path, source, fs = nodeLogFs }: IdTableOptions) {
    this.#path = path;
    this.#source = source;
    this.#fs = fs;
  }

  /** Resolves when `find` can answer at once. Reads what the files do not know from the log. */
  ready(): Promise<void> {
    this.#loading ??= this.#load().catch((error: unknown) => {
      this.#loading = null;
      throw error;
    });
    return this.#loading;
  }

  /**
   * The key under which an id was used. Null, at once: it never was. A promise: it probably was, or the table was at rest. Rejects
   * where the log cannot be read.
   */
  find(id: string): null | Promise<number | null> {
    const hash = hashOf(id);
    if (!this.#loaded) return this.ready().then(() => this.#look(id, hash));
    const recent = this.#recent.find(hash).length + (this.#frozen?.find(hash).length ?? 0);
    if (recent === 0 && !this.#runs.some((run) => run?.mayHold(hash))) return null;
    return this.#look(id, hash);
  }

  /** Remembers the next entry of the log. @param id - null where it need not be remembered */
  add(id: string | null, key: number): void {
    const hash = id === null ? null : hashOf(id);
    this.#late?.push({ id: hash, key });
    // At rest: the log has it.
    if (!this.#loaded) return;
    this.#recent.add(hash, key);
    if (this.#recent.records.length >= this.#most || this.#recent.seen >= IN_BULK) void this.#flush();
  }

  /**
   * Resolves when the ids of all entries up to a key are in files that survive a power cut, so that the log may drop the entries.
   * Rejects with StorageError.
   */
  async keep(through: number): Promise<void> {
    await this.ready();
    await this.#flushing;
    if (this.#kept < through) await this.#flush();
    if (this.#kept < through) throw new StorageError('storage_failed', `${this.#path}: its ids cannot be kept`);
    await this.#fs.syncFolder(dirname(this.#path));
  }

  /** Gives its memory back; the next question takes it again. */
  async rest(): Promise<void> {
    await this.#loading?.catch(() => undefined);
    await this.#flushing;
    if (this.#loaded && this.#recent.records.length >= RECENT / 8) await this.#flush();
    await this.#forget();
  }

  async close(): Promise<void> {
    await this.rest();
  }

  async #look(id: string, hash: IdHash): Promise<number | null> {
    while (!this.#loaded) await this.ready();
    try {
      for (const key of await this.#keysOf(hash)) {
        const found = await this.#source.idOf(key);
        if (found === id) return key;
        if (found === undefined && key < (this.#source.first ?? -Infinity)) return key;
      }
      return null;
    } catch (error) {
      if (!(error instanceof DamagedRun)) throw error;
      await this.#rebuild();
      return this.#look(id, hash);
    }
  }

  /** Newest first. */
  async #keysOf(hash: IdHash): Promise<number[]> {
    const runs = this.#runs.filter((run) => run?.mayHold(hash)) as IdRun[];
    const keys = [...this.#recent.find(hash), ...(this.#frozen?.find(hash) ?? [])];
    const found = await Promise.all(runs.map((run) => run.use(() => run.find(hash))));
    return [...keys, ...found.flat()];
  }

  /** Key up to which ids are in files. */
  get #kept(): number {
    return this.#runs.find((run) => run)?.through ?? -Infinity;
  }

  #fileOf(level: number): string {
    return `${this.#path}.ids-${level}`;
  }

  async #load(): Promise<void> {
    const { last } = this.#source;
    let through = -Infinity;
    for (let level = LEVELS; level >= 0; level -= 1) {
      const run = await this.#openRun(level, through);
      if (!run) continue;
      this.#runs[level] = run;
      through = run.through;
    }
    this.#recent = new RecentIds();
    this.#recent.through = through;
    this.#late = [];
    try {
      if (last !== null && last > through) await this.#read(through);
      for (const { id, key } of this.#late) if (key > this.#recent.through) this.#recent.add(id, key);
      this.#loaded = true;
    } finally {
      this.#late = null;
    }
  }

  async #read(through: number): Promise<void> {
    for await (const { key, id } of this.#source.after(through)) {
      this.#recent.add(id === null ? null : hashOf(id), key);
      if (this.#recent.seen >= IN_BULK) await this.#flush();
    }
    if (this.#recent.records.length >= this.#most) await this.#flush();
  }

  /** A file that goes on where those before it end and belongs to this log; any other one is taken away. */
  async #openRun(level: number, from: number): Promise<IdRun | null> {
    const path = this.#fileOf(level);
    if (!(await this.#fs.exists(path))) return null;
    const run = await IdRun.open(this.#fs, path).catch((error: unknown) => {
      if (error instanceof DamagedRun) return null;
      throw error;
    });
    if (run && run.from === from && (await this.#belongs(run))) return run;
    await run?.close();
    await this.#fs.remove(path);
    return null;
  }

  async #belongs({ through, proof }: RunRange): Promise<boolean> {
    const { first, last } = this.#source;
    if (last === null || through > last) return false;
    // What the log has dropped cannot be compared any more.
    if (first !== null && through < first) return true;
    const id = await this.#source.idOf(through);
    if (id === undefined) return false;
    const found = id === null ? null : hashOf(id);
    return found?.high === proof?.high && found?.low === proof?.low;
  }

  /** Takes all files away and reads the log. */
  #rebuild(): Promise<void> {
    this.#rebuilding ??= this.#startAgain().finally(() => (this.#rebuilding = null));
    return this.#rebuilding;
  }

  async #startAgain(): Promise<void> {
    await this.#flushing;
    await this.#forget();
    // Whoever asks meanwhile waits for it.
    this.#loading = (async () => {
      for (let level = 0; level <= LEVELS; level += 1)
        if (await this.#fs.exists(this.#fileOf(level))) await this.#fs.remove(this.#fileOf(level));
      await this.#load();
    })().catch((error: unknown) => {
      this.#loading = null;
      throw error;
    });
    await this.#loading;
  }

  /** As if it had never been loaded. */
  async #forget(): Promise<void> {
    const runs = this.#runs;
    this.#loaded = false;
    this.#loading = null;
    this.#runs = [];
    this.#recent = new RecentIds();
    await Promise.all(runs.map((run) => run?.close()));
  }

  /** Puts the recent ids into a file, together with the files that are not larger. Never rejects. */
  #flush(): Promise<void> {
    this.#flushing ??= this.#write().finally(() => (this.#flushing = null));
    return this.#flushing;
  }

  async #write(): Promise<void> {
    const frozen = this.#recent;
    if (frozen.seen === 0) return;
    this.#frozen = frozen;
    this.#recent = new RecentIds();
    this.#recent.through = frozen.through;
    const runs: IdRun[] = [];
    let level = 0;
    for (let count = frozen.records.length; ; level += 1) {
      const run = this.#runs[level];
      if (!run && count <= RECENT * 2 ** level) break;
      if (run) {
        runs.push(run);
        count += run.count;
      }
    }
    const above = this.#runs.slice(level).find((run) => run);
    const { through, proof } = frozen;
    const path = this.#fileOf(level);
    try {
      await writeRun(this.#fs, path, { from: above?.through ?? -Infinity, through, proof }, frozen.records, runs);
      const run = await IdRun.open(this.#fs, path);
      // In one turn, so that no question falls between.
      for (let i = 0; i < level; i += 1) this.#runs[i] = null;
      this.#runs[level] = run;
      this.#frozen = null;
      this.#most = RECENT;
    } catch (error) {
      this.#takeBack(frozen);
      if (error instanceof DamagedRun) void this.#rebuild().catch(() => undefined);
      return;
    }
    for (const run of runs) {
      // Nothing is written through it: a close that the disk refuses loses nothing.
      await run.close().catch(() => undefined);
      // What stays is found to be a part of the larger one.
      await this.#fs.remove(run.path).catch(() => undefined);
    }
  }

  /** The disk refused: they stay in memory, and it is tried again later. */
  #takeBack(frozen: RecentIds): void {
    const { records, seen, through, proof } = this.#recent;
    this.#frozen = null;
    this.#recent = frozen;
    for (const { high, low, key } of records) frozen.add({ high, low }, key);
    if (seen > 0) Object.assign(frozen, { through, proof });
    this.#most = frozen.records.length + RECENT;
  }
}
