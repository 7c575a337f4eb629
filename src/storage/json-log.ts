/** A log of entries in one file that is valid JSON whenever nobody is writing: an array, one entry per line. */
import { dirname } from 'node:path';
import { GroupCommit } from './group-commit';
import { batchOf, bodyOf, indexGroup, type Batch } from './log-batch';
import { CHECKPOINT_BYTES, Checkpoints, leastBytes } from './log-checkpoints';
import { exchange } from './log-exchange';
import { EMPTY, EMPTY_END, LogFile } from './log-file';
import { nodeLogFs, type LogFs } from './log-fs';
import { LogIndex } from './log-index';
import { LogPages } from './log-pages';
import { openLogFile, type Repair } from './log-recovery';
import { cutOf, patchesOf, Remainder, type Cut, type Retention } from './log-retention';
import type { Sidecar } from './log-sidecar';
import { LogState } from './log-state';
import { GROUP_BYTES, type EntryKind } from './log-survey';
import { StorageError, storageError } from './storage-error';

export { StorageError } from './storage-error';
export type { LogFs, LogHandle } from './log-fs';
export type { Repair } from './log-recovery';
export type { Retention } from './log-retention';

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
  /**
   * Null where a line's value is no entry: the line is damaged. It must take whatever is appended. Throws NewerFileError where the line is
   * a newer program's: the file is then left as it is.
   */
  parse: (value: unknown) => T | null;
  /** @default 'power' */
  durability?: Durability;
  /**
   * Bytes between two checkpoints of the index that is kept beside the file (log-sidecar.ts); from a sixteenth of it on there is one.
   * @default 1 MiB
   */
  checkpoint?: number;
  /** @default the file system of Node */
  fs?: LogFs;
}

/**
 * The log. What `before`, `after`, `scan`, `first`, `last` and `count` show is in the file as durably as was asked for; with `memory`
 * the last three follow the write. Only one log may be open on a file at a time.
 */
export class JsonLog<T> {
  /** What opening found wrong and put right; for logs and for people who look for their bytes. */
  readonly repairs: readonly Repair[];
  readonly #options: JsonLogOptions<T>;
  readonly #fs: LogFs;
  readonly #durability: Durability;
  readonly #group: GroupCommit<Batch>;
  readonly #checkpoints: Checkpoints;
  readonly #reads = new Set<Promise<unknown>>();
  #state: LogState;
  /** Replaced, and still held by readers. */
  readonly #former = new Set<LogState>();
  /** Key of the newest entry that was taken, written or not; the next must be larger. */
  #taken: number | null;
  /** Acknowledged from memory and refused by the disk since; written before anything else is taken. */
  #unwritten: Batch[] = [];
  /** While another file takes this one's place: what is appended meanwhile belongs to the new one. */
  #exchanging: Promise<string> | null = null;
  #retaining: Promise<number> | null = null;
  /** A new file took the log's place and might not be there after a power cut. */
  #unsafePlace = false;
  #closing: Promise<void> | null = null;

  private constructor(
    options: JsonLogOptions<T>,
    fs: LogFs,
    state: LogState,
    repairs: readonly Repair[],
    sidecar: Sidecar | null,
  ) {
    this.#options = options;
    this.#fs = fs;
    this.#durability = options.durability ?? 'power';
    this.#state = state;
    this.#taken = state.index.last;
    this.repairs = repairs;
    this.#checkpoints = new Checkpoints(
      { fs, path: options.path, bytes: options.checkpoint ?? CHECKPOINT_BYTES, synced: this.#durability === 'power' },
      sidecar?.end ?? 0,
      Boolean(sidecar?.stamp),
    );
    this.#group = new GroupCommit({
      commit: (group) => this.#commit(group),
      refused: () => this.#forget(),
      weigh: (batch) => batch.bytes,
      most: GROUP_BYTES,
    });
  }

  /** Opens or makes the file and puts right what a crash left; nothing that was in it is deleted. Rejects with StorageError. */
  static async open<T>(options: JsonLogOptions<T>): Promise<JsonLog<T>> {
    const fs = options.fs ?? nodeLogFs;
    try {
      const kind: EntryKind<T> = { key: options.key, parse: options.parse };
      const worthSidecar = leastBytes(options.checkpoint ?? CHECKPOINT_BYTES);
      const synced = (options.durability ?? 'power') === 'power';
      const { handle, survey, repairs, sidecar } = await openLogFile(fs, options.path, kind, { worthSidecar, synced });
      const file = new LogFile(handle, survey.end, survey.size);
      return new JsonLog(options, fs, new LogState(file, survey.index), repairs, sidecar);
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
    while (this.#exchanging) await this.#exchanging.catch(() => {});
    if (this.#unwritten.length > 0) await this.#writeLate();
    this.#assertOpen();
    const batch = batchOf(entries, this.#taken, this.#options.key);
    this.#taken = batch.keys[batch.keys.length - 1] as number;
    const done = this.#group.add(batch);
    if (this.#durability !== 'memory') return done;
    void done.catch(() => this.#unwritten.push(batch));
  }

  /**
   * Entries before a key, or the newest for null; oldest first, those nearest to the key.
   * @param limit - entries at most
   * @param maxBytes - bytes at most, as in the file; one entry always fits
   */
  before(key: number | null, limit: number, maxBytes = Infinity): Promise<T[]> {
    return this.#read(this.#state, (pages) => pages.before(key ?? Infinity, { entries: limit, bytes: maxBytes }));
  }

  /** Entries after a key, oldest first, those nearest to it; limits as in `before`. */
  after(key: number, limit: number, maxBytes = Infinity): Promise<T[]> {
    return this.#after(this.#state, key, limit, maxBytes);
  }

  /** All entries after a key, oldest first, a page at a time in memory; none is left out because it is dropped meanwhile. */
  async *scan(after = -Infinity): AsyncIterable<T> {
    let state = this.#state;
    let release = state.hold();
    try {
      for (let key = after; ;) {
        const page = await this.#after(state, key, 1024, GROUP_BYTES);
        yield* page;
        if (page.length > 0) key = this.#options.key(page[page.length - 1] as T);
        else if (state === this.#state) return;
        else {
          release();
          state = this.#state;
          release = state.hold();
        }
      }
    } finally {
      release();
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
    while (this.#exchanging ?? this.#retaining) await (this.#exchanging ?? this.#retaining)?.catch(() => {});
    this.#assertOpen();
    this.#exchanging = this.#exchange(reason);
    try {
      return await this.#exchanging;
    } finally {
      this.#exchanging = null;
    }
  }

  /**
   * Drops the oldest entries, as far as `retention` says, and always keeps the newest one; rewrites those that it names. Appends go on meanwhile; who reads goes on
   * reading what was there. Keys go on as before: `first` moves up. Rejects with StorageError; the log is then as before.
   * @returns how many were dropped
   */
  async retain(retention: Retention<T>): Promise<number> {
    while (this.#exchanging ?? this.#retaining) await (this.#exchanging ?? this.#retaining)?.catch(() => {});
    this.#assertOpen();
    this.#retaining = this.#retain(retention).finally(() => (this.#retaining = null));
    return this.#retaining;
  }

  /** Writes what is waiting, syncs and closes; calling it again returns the same promise. */
  close(): Promise<void> {
    this.#closing ??= this.#close();
    return this.#closing;
  }

  async #commit(group: Batch[]): Promise<void> {
    const { file, index } = this.#state;
    try {
      if (this.#unsafePlace) await this.#keepPlace();
      await file.write(bodyOf(group, index));
      if (this.#durability === 'power') await file.sync();
    } catch (error) {
      await file.undo();
      throw storageError(error, this.path);
    }
    indexGroup(group, index, file.end);
    file.keep();
    this.#checkpoints.committed(file, index);
  }

  /** What waited was refused: its keys are free again, unless it was acknowledged from memory and is still to be written. */
  #forget(): void {
    if (this.#durability !== 'memory') this.#taken = this.#state.index.last;
  }

  /** Writes what the disk refused after it was acknowledged from memory. */
  async #writeLate(): Promise<void> {
    if (this.#durability !== 'memory') return;
    await this.#group.alone(() => Promise.resolve());
    const late = this.#unwritten.splice(0);
    const results = await Promise.allSettled(late.map((batch) => this.#group.add(batch)));
    const refused = results.findIndex(({ status }) => status === 'rejected');
    if (refused === -1) return;
    this.#unwritten.unshift(...late.slice(refused));
    throw (results[refused] as PromiseRejectedResult).reason;
  }

  #alone(run: () => Promise<void>, what = ''): Promise<void> {
    return this.#group.alone(run).catch((error: unknown) => {
      throw storageError(error, what ? `${this.path} (${what})` : this.path);
    });
  }

  #after(state: LogState, key: number, entries: number, bytes: number): Promise<T[]> {
    return this.#read(state, (pages) => pages.after(key, { entries, bytes }));
  }

  async #read(state: LogState, read: (pages: LogPages<T>) => Promise<T[]>): Promise<T[]> {
    this.#assertOpen();
    const release = state.hold();
    const reading = this.#readIn(state, read);
    this.#reads.add(reading);
    try {
      return await reading;
    } catch (error) {
      throw storageError(error, this.path);
    } finally {
      release();
      this.#reads.delete(reading);
    }
  }

  async #readIn(state: LogState, read: (pages: LogPages<T>) => Promise<T[]>): Promise<T[]> {
    // Acknowledged from memory means readable too.
    if (this.#durability === 'memory') await this.#group.alone(() => Promise.resolve());
    return read(this.#pagesOf(state));
  }

  #pagesOf({ file, index }: LogState): LogPages<T> {
    return new LogPages(file, index, this.#options, () => this.#checkpoints.doubt());
  }

  async #exchange(reason: string): Promise<string> {
    await this.#writeLate();
    let path = '';
    await this.#alone(async () => {
      await this.#checkpoints.drop();
      const { aside, fresh } = await exchange(this.#fs, this.path);
      path = aside;
      this.#replace(new LogState(new LogFile(fresh, EMPTY_END, EMPTY.length), new LogIndex()));
      this.#taken = null;
    }, reason);
    return path;
  }

  /** Pages that were asked for before are still read from the old file. */
  #replace(next: LogState): void {
    const old = this.#state;
    this.#state = next;
    this.#former.add(old);
    old.retire(() => this.#former.delete(old));
  }

  async #retain(retention: Retention<T>): Promise<number> {
    const state = this.#state;
    const release = state.hold();
    try {
      const { file, index } = state;
      const pages = this.#pagesOf(state);
      const found = await cutOf(pages, index, file.end, retention);
      const cut = found ?? (index.placeOfFirst && { ...index.placeOfFirst, dropped: 0 });
      const { rewriting } = retention;
      const patches = cut && rewriting ? await patchesOf(pages, cut, rewriting) : [];
      if (!cut || (!found && patches.length === 0)) return 0;
      if (found) await retention.dropping?.(cut.key - 1);
      const rest = await Remainder.begin(this.#fs, this.path, file.handle, cut, patches);
      try {
        await rest.copy(file.end);
        await this.#alone(() => this.#takePlace(state, rest, cut));
      } catch (error) {
        if (this.#state === state) await rest.handle.close();
        throw error;
      }
      return cut.dropped;
    } catch (error) {
      throw storageError(error, this.path);
    } finally {
      release();
    }
  }

  async #takePlace({ file, index }: LogState, rest: Remainder, cut: Cut): Promise<void> {
    // What came while the rest was copied.
    await rest.copy(file.end);
    const size = await rest.finish();
    // First, so that it is never beside another file than its own.
    await this.#checkpoints.drop();
    await this.#fs.rename(rest.path, this.path);
    const moved = index.since(cut, cut.dropped, (offset) => rest.offsetOf(offset));
    this.#replace(new LogState(new LogFile(rest.handle, rest.end, size), moved));
    this.#unsafePlace = true;
    await this.#keepPlace().catch(() => {});
  }

  /** Until this is done nothing may be acknowledged: after a power cut the old file could be there again. */
  async #keepPlace(): Promise<void> {
    await this.#fs.syncFolder(dirname(this.path));
    this.#unsafePlace = false;
  }

  async #close(): Promise<void> {
    let failure: unknown = null;
    await this.#retaining?.catch(() => {});
    await this.#writeLate().catch((error: unknown) => (failure = error));
    await this.#alone(async () => {
      await Promise.allSettled(this.#reads);
      const { file, index } = this.#state;
      await Promise.allSettled([...this.#former].map((state) => state.close()));
      try {
        // With `power` everything is synced already.
        if (this.#durability !== 'power') await file.sync();
        await this.#checkpoints.close(file, index);
      } finally {
        await this.#state.close();
      }
    });
    if (failure) throw failure;
  }

  #assertOpen(): void {
    if (this.#closing) throw new StorageError('storage_failed', `${this.path}: closed`);
  }
}
