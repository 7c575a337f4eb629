/** This device's copies of rooms' logs: one JSON file per conversation, `<folder>/<hub>/<room>.json`. */
import { access, readdir, rm } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { withoutText, type Entry } from '../shared/protocol';
import { isIndexed } from './annotation-index';
import { Annotations, annotationsOf } from './annotations';
import { openHistory, PAGE, prependTo, type HistoryLog } from './history-log';
import { JsonLog, type Durability } from './json-log';
import { nodeLogFs } from './log-fs';
import { LogPool } from './log-pool';
import { NewerFileError } from './newer-file';
import { sidecarOf } from './log-sidecar';
import { codeOf, storageError } from './storage-error';

/** What HistoryFiles can be told. */
export interface HistoryFilesOptions {
  /**
   * How much an append promises before `flush`.
   * @default 'process': what a power cut takes from a copy is fetched from the hub again
   */
  durability?: Durability;
  /** Files that stay open; @default 64 */
  mostOpen?: number;
}

/** Names that Windows keeps for devices, whatever their ending. */
const deviceName = /^(con|prn|aux|nul|com\d|lpt\d)$/i;

function checkId(id: string): string {
  if (!/^[\w-]{1,64}$/.test(id) || deviceName.test(id)) throw new RangeError('An id that cannot name a file.');
  return id;
}

/** The History of client/ports.ts, in files. */
export class HistoryFiles {
  readonly #folder: string;
  readonly #pool: LogPool<HistoryLog>;
  /** What is said about messages, of the conversations that are open. */
  readonly #annotations = new WeakMap<JsonLog<Entry>, Annotations>();
  /** Changes of a conversation follow each other. */
  readonly #changes = new Map<string, Promise<unknown>>();

  constructor(folder: string, { durability = 'process', mostOpen = 64 }: HistoryFilesOptions = {}) {
    this.#folder = folder;
    this.#pool = new LogPool((path) => openHistory(path, durability), mostOpen);
  }

  /** First and last sequence held, null where nothing is. */
  async range(hub: string, room: string): Promise<{ first: number; last: number } | null> {
    return this.#ifThere(this.#path(hub, room), null, async ({ first, last }) =>
      first === null || last === null ? null : { first, last },
    );
  }

  /**
   * Keeps entries that follow what is held; those that are held already are left out. A gap is kept as it comes: the client leaves
   * one only where the hub's own log has a hole, where damage took a line that was set aside.
   */
  async append(hub: string, room: string, entries: readonly Entry[]): Promise<void> {
    await this.#change(this.#path(hub, room), (path) =>
      this.#pool.use(path, async (log) => {
        const held = log.last;
        const fresh = held === null ? entries : entries.filter(({ seq }) => seq > held);
        await log.append(fresh);
        const annotations = log instanceof JsonLog ? this.#annotations.get(log) : undefined;
        for (const entry of fresh) annotations?.add(entry);
      }),
    );
  }

  /** Up to `limit` entries before a sequence (null: the newest), oldest first. */
  async before(hub: string, room: string, before: number | null, limit: number): Promise<Entry[]> {
    return this.#ifThere(this.#path(hub, room), [], (log) => log.before(before, limit));
  }

  /** Up to `limit` entries after a sequence, oldest first. */
  async after(hub: string, room: string, after: number, limit: number): Promise<Entry[]> {
    return this.#ifThere(this.#path(hub, room), [], (log) => log.after(after, limit));
  }

  /** Entries about messages of a stretch, both ends included, but for deletions; wherever they are held, in order. */
  async about(hub: string, room: string, first: number, last: number): Promise<Entry[]> {
    return this.#ifThere(this.#path(hub, room), [], async (log) => {
      if (!(log instanceof JsonLog)) return aboutOf(await log.before(null, Infinity), first, last);
      const annotations = await this.#annotationsOf(log);
      return annotations.read(annotations.between(first, last));
    });
  }

  /** Conversations that have a file. */
  async rooms(hub: string): Promise<string[]> {
    const folder = join(this.#folder, checkId(hub));
    const names = await readdir(folder).catch((error: unknown) => {
      if (codeOf(error) === 'ENOENT') return [];
      throw storageError(error, folder);
    });
    return names.flatMap((name) => /^([\w-]{1,64})\.json$/.exec(name)?.[1] ?? []).sort();
  }

  /** How many entries are held before the first one that is not older than `before`, ms since 1970; all for null. */
  async count(hub: string, room: string, before: number | null): Promise<number> {
    return this.#ifThere(this.#path(hub, room), 0, async (log) => {
      if (before === null) return log.count;
      for (let count = 0, at = -Infinity; ;) {
        const page = await log.after(at, PAGE);
        const young = page.findIndex((entry) => entry.at >= before);
        if (young !== -1 || page.length === 0) return count + Math.max(0, young);
        count += page.length;
        at = page.at(-1)?.seq ?? at;
      }
    });
  }

  /**
   * Removes those for ever; with all of them also what was set aside of the conversation.
   * @returns the sequence up to which nothing is held any more; null where nothing was removed
   */
  async drop(hub: string, room: string, before: number | null): Promise<number | null> {
    return this.#change(this.#path(hub, room), async (path) => {
      const held = await this.#ifThere(path, 0, ({ count }) => Promise.resolve(count));
      const going = held === 0 ? 0 : await this.count(hub, room, before);
      if (going < held) return going === 0 || before === null ? null : this.#dropOldest(path, before);
      const last = (await this.range(hub, room))?.last ?? null;
      if (last !== null || before === null) await this.#remove(path, before === null);
      return last;
    });
  }

  /** Keeps entries in front of what is held, whose last leads up to it: the file is written anew. */
  async prepend(hub: string, room: string, entries: readonly Entry[]): Promise<void> {
    await this.#change(this.#path(hub, room), (path) =>
      this.#pool.without(path, async () => {
        try {
          await prependTo(path, entries);
        } catch (error) {
          throw storageError(error, path);
        }
      }),
    );
  }

  /** Takes the text out of messages that are held, and out of their edits: the file is written anew without it. */
  async erase(hub: string, room: string, seqs: readonly number[]): Promise<void> {
    await this.#change(this.#path(hub, room), (path) =>
      this.#ifThere(path, undefined, async (log) => {
        if (!(log instanceof JsonLog)) throw new NewerFileError(path);
        const annotations = await this.#annotationsOf(log);
        const keys = new Set(seqs.flatMap((seq) => [seq, ...annotations.editsOf(seq)]));
        await log.retain({ now: 0, at: () => 0, rewriting: { keys: [...keys].sort((a, b) => a - b), by: withoutText } });
      }),
    );
  }

  /** Sets aside what is held, when the hub's log is another than before; never deletes. */
  async setAside(hub: string, room: string): Promise<void> {
    await this.#change(this.#path(hub, room), (path) =>
      this.#ifThere(path, undefined, async (log) => {
        if (log instanceof JsonLog) this.#annotations.delete(log);
        if (log.count > 0) await log.setAside('the log of the hub is another one');
      }),
    );
  }

  /** Resolves when all that was appended is on disk. */
  async flush(): Promise<void> {
    await Promise.allSettled(this.#changes.values());
    await this.#pool.each(async (log) => {
      await log.flush();
      if (log instanceof JsonLog) await this.#annotations.get(log)?.save();
    });
  }

  /** Flushes, and closes all files; they open again when they are asked for. */
  async close(): Promise<void> {
    try {
      await this.flush();
    } finally {
      await this.#pool.close();
    }
  }

  #dropOldest(path: string, before: number): Promise<number | null> {
    return this.#pool.use(path, async (log) => {
      if (!(log instanceof JsonLog)) throw new NewerFileError(path);
      await log.retain({ maxAge: 0, now: before, at: ({ at }) => at });
      await this.#annotations.get(log)?.dropped();
      return log.first === null ? null : log.first - 1;
    });
  }

  async #annotationsOf(log: JsonLog<Entry>): Promise<Annotations> {
    const annotations = this.#annotations.get(log) ?? new Annotations(log, nodeLogFs);
    this.#annotations.set(log, annotations);
    await annotations.ready();
    return annotations;
  }

  /** @param aside - also what was set aside, and what damage was cut off */
  async #remove(path: string, aside: boolean): Promise<void> {
    await this.#ifThere(path, undefined, (log) =>
      log instanceof JsonLog ? Promise.resolve() : Promise.reject(new NewerFileError(path)),
    );
    const stem = `${basename(path, '.json')}.`;
    const folder = dirname(path);
    await this.#pool.without(path, async () => {
      try {
        const names = await readdir(folder).catch((error: unknown) =>
          codeOf(error) === 'ENOENT' ? [] : Promise.reject(error as Error),
        );
        const own = [path, sidecarOf(path), annotationsOf(path)];
        // The conversation itself first: what is left of an attempt that fails is beside it, and goes with the next one.
        for (const name of names.filter((one) => one.startsWith(stem)).sort((a, b) => a.length - b.length)) {
          const one = join(folder, name);
          if (aside || own.includes(one)) await rm(one, { force: true });
        }
        if (names.length > 0) await nodeLogFs.syncFolder(folder);
      } catch (error) {
        throw storageError(error, path);
      }
    });
  }

  #path(hub: string, room: string): string {
    return join(this.#folder, checkId(hub), `${checkId(room)}.json`);
  }

  #change<R>(path: string, change: (path: string) => Promise<R>): Promise<R> {
    const run = (): Promise<R> => change(path);
    const changed = (this.#changes.get(path) ?? Promise.resolve()).then(run, run);
    this.#changes.set(path, changed);
    const forget = (): void => {
      if (this.#changes.get(path) === changed) this.#changes.delete(path);
    };
    changed.then(forget, forget);
    return changed;
  }

  /** Asking about a conversation makes no file for it. */
  async #ifThere<R>(path: string, otherwise: R, run: (log: HistoryLog) => Promise<R>): Promise<R> {
    if (!this.#pool.has(path) && !(await isThere(path))) return otherwise;
    return this.#pool.use(path, run);
  }
}

/** The same, of entries that are at hand. */
function aboutOf(entries: readonly Entry[], first: number, last: number): Entry[] {
  return entries.filter((entry) => isIndexed(entry) && entry.target >= first && entry.target <= last);
}

async function isThere(path: string): Promise<boolean> {
  try {
    await access(path);
    return true;
  } catch (error) {
    if (codeOf(error) === 'ENOENT') return false;
    throw storageError(error, path);
  }
}
