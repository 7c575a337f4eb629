/** A small JSON file that the command line may change while the hub runs: read again when it is another one, changed under a lock. */
import { setTimeout as wait } from 'node:timers/promises';
import { readJson, writeJson } from '../../storage/atomic-file';
import type { LogFs } from '../../storage/log-fs';
import { codeOf } from '../../storage/storage-error';

/** A lock is held for some milliseconds; one that is older was left by a crash. */
const STALE = 10_000;

/** Between looks at a lock that another program holds. */
const RETRY = 20;

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
  #stamp = '';
  #changing: Promise<unknown> = Promise.resolve();

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
    const stamp = await this.#look();
    if (stamp === this.#stamp) return this.#value;
    this.#value = stamp === '' ? empty : ((await readJson(path, parse, { fs })) ?? empty);
    // As it was before reading: a change meanwhile is another stamp, and read the next time.
    this.#stamp = stamp;
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
    this.#value = next;
    this.#stamp = await this.#look();
    return next;
  }

  /** Differs when the file does; empty where there is none. */
  async #look(): Promise<string> {
    const { fs, path } = this.#options;
    try {
      const handle = await fs.open(path, 'read');
      try {
        const { size, changed } = await handle.stamp();
        return `${String(size)} ${String(changed)}`;
      } finally {
        await handle.close();
      }
    } catch (error: unknown) {
      if (codeOf(error) === 'ENOENT') return '';
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
        await this.#dropStale(lock);
        await wait(RETRY);
      }
    }
    try {
      return await run();
    } finally {
      await fs.remove(lock).catch(() => undefined);
    }
  }

  async #dropStale(lock: string): Promise<void> {
    const { fs } = this.#options;
    try {
      const handle = await fs.open(lock, 'read');
      const { changed } = await handle.stamp().finally(() => handle.close());
      if (Date.now() - Number(changed / 1_000_000n) > STALE) await fs.remove(lock);
    } catch (error: unknown) {
      if (codeOf(error) !== 'ENOENT') throw error;
    }
  }
}
