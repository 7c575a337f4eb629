/** A small JSON file that the command line may change while the hub runs: read again when it is another one, changed under a lock. */
import { setTimeout as wait } from 'node:timers/promises';
import { readJson, writeJson } from '../../storage/atomic-file';
import type { LogFs } from '../../storage/log-fs';
import { codeOf } from '../../storage/storage-error';

/** A lock is held for some milliseconds; one that is older was left by a crash. */
const STALE = 10_000;

/** Between looks at a lock that another program holds. */
const RETRY = 20;

/** Changes that are closer together may have the same time: file systems count in steps of some milliseconds. */
const SAME_TIME = 50;

/** What a file is. */
export interface SharedFileOptions<T> {
  fs: LogFs;
  path: string;
  /** Null where the value is not what the file should hold. */
  parse(value: unknown): T | null;
  /** Where there is no file. */
  empty: T;
}

/** Its content in memory, as it was when it was read or changed last. */
export class SharedFile<T extends object> {
  readonly #options: SharedFileOptions<T>;
  #value: T;
  /** Of what was read last; null where the file may be another one with the same stamp. */
  #stamp: string | null = '';
  #changing: Promise<unknown> = Promise.resolve();
  /** Changes of our own so far. */
  #changes = 0;

  private constructor(options: SharedFileOptions<T>) {
    this.#options = options;
    this.#value = options.empty;
  }

  /** Rejects with StorageError, NewerFileError among them. A damaged file is set aside and counts as none. */
  static async open<T extends object>(options: SharedFileOptions<T>): Promise<SharedFile<T>> {
    const file = new SharedFile(options);
    await file.fresh();
    return file;
  }

  /** As it was last seen. */
  get value(): T {
    return this.#value;
  }

  /** As it is now, whoever changed it. Rejects as `open` does. */
  async fresh(): Promise<T> {
    const { fs, path, parse, empty } = this.#options;
    const { stamp, settled } = await this.#look();
    if (stamp === this.#stamp) return this.#value;
    const before = this.#changes;
    const read = stamp === '' ? empty : ((await readJson(path, parse, { fs })) ?? empty);
    // What was read is older than what was written meanwhile.
    if (before !== this.#changes) return this.#value;
    this.#value = read;
    // As it was before reading: a change meanwhile is another stamp, and read the next time.
    this.#stamp = settled ? stamp : null;
    return this.#value;
  }

  /**
   * Replaces the content; durable when it resolves. One change at a time, also among programs.
   * @param edit - from the content as it is to the one to be; null leaves it. What it throws rejects, and nothing is changed
   */
  change(edit: (value: T) => T | null | Promise<T | null>): Promise<T> {
    const changed = this.#changing.then(() => this.#locked(() => this.#change(edit)));
    this.#changing = changed.catch(() => undefined);
    return changed;
  }

  async #change(edit: (value: T) => T | null | Promise<T | null>): Promise<T> {
    const { fs, path } = this.#options;
    const next = await edit(await this.fresh());
    if (next === null) return this.#value;
    await writeJson(path, { version: 1, ...next }, { fs });
    this.#changes += 1;
    this.#value = next;
    this.#stamp = null;
    return next;
  }

  /** A stamp that differs when the file does, once that is settled; empty where there is none. */
  async #look(): Promise<{ stamp: string; settled: boolean }> {
    const { fs, path } = this.#options;
    try {
      const handle = await fs.open(path, 'read');
      try {
        const { size, changed } = await handle.stamp();
        const settled = Date.now() - Number(changed / 1_000_000n) > SAME_TIME;
        return { stamp: `${String(size)} ${String(changed)}`, settled };
      } finally {
        await handle.close();
      }
    } catch (error: unknown) {
      if (codeOf(error) === 'ENOENT') return { stamp: '', settled: true };
      throw error;
    }
  }

  async #locked<R>(run: () => Promise<R>): Promise<R> {
    const { fs, path } = this.#options;
    const lock = `${path}.lock`;
    for (;;) {
      try {
        await (await fs.open(lock, 'new')).close();
        break;
      } catch (error: unknown) {
        if (codeOf(error) !== 'EEXIST') throw error;
        if (!(await this.#dropStale(lock))) await wait(RETRY);
      }
    }
    try {
      return await run();
    } finally {
      await fs.remove(lock).catch(() => undefined);
    }
  }

  /** @returns whether the lock is gone */
  async #dropStale(lock: string): Promise<boolean> {
    const { fs } = this.#options;
    try {
      const handle = await fs.open(lock, 'read');
      const { changed } = await handle.stamp().finally(() => handle.close());
      if (Date.now() - Number(changed / 1_000_000n) <= STALE) return false;
      await fs.remove(lock);
    } catch (error: unknown) {
      if (codeOf(error) !== 'ENOENT') throw error;
    }
    return true;
  }
}
