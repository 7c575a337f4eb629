/** This device's copies of rooms' logs: one JSON file per conversation, `<folder>/<hub>/<room>.json`. */
import { access } from 'node:fs/promises';
import { join } from 'node:path';
import { withoutText, type Entry } from '../shared/protocol';
import { entryParser } from './entry-log';
import { JsonLog, type Durability } from './json-log';
import { LogPool } from './log-pool';
import { NewerFileError } from './newer-file';
import { NewerHistory } from './newer-history';
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

/** An open conversation. */
type HistoryLog = JsonLog<Entry> | NewerHistory;

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
        await log.append(held === null ? entries : entries.filter(({ seq }) => seq > held));
      }),
    );
  }

  /** Up to `limit` entries before a sequence (null: the newest), oldest first. */
  async before(hub: string, room: string, before: number | null, limit: number): Promise<Entry[]> {
    return this.#ifThere(this.#path(hub, room), [], (log) => log.before(before, limit));
  }

  /** Takes the text out of messages that are held: the file is written anew without it. */
  async erase(hub: string, room: string, seqs: readonly number[]): Promise<void> {
    const keys = [...seqs].sort((a, b) => a - b);
    await this.#change(this.#path(hub, room), (path) =>
      this.#ifThere(path, undefined, async (log) => {
        if (!(log instanceof JsonLog)) throw new NewerFileError(path);
        await log.retain({ now: 0, at: () => 0, rewriting: { keys, by: withoutText } });
      }),
    );
  }

  /** Sets aside what is held, when the hub's log is another than before; never deletes. */
  async setAside(hub: string, room: string): Promise<void> {
    await this.#change(this.#path(hub, room), (path) =>
      this.#ifThere(path, undefined, async (log) => {
        if (log.count > 0) await log.setAside('the log of the hub is another one');
      }),
    );
  }

  /** Resolves when all that was appended is on disk. */
  async flush(): Promise<void> {
    await Promise.allSettled(this.#changes.values());
    await this.#pool.each((log) => log.flush());
  }

  /** Flushes, and closes all files; they open again when they are asked for. */
  async close(): Promise<void> {
    try {
      await this.flush();
    } finally {
      await this.#pool.close();
    }
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

async function isThere(path: string): Promise<boolean> {
  try {
    await access(path);
    return true;
  } catch (error) {
    if (codeOf(error) === 'ENOENT') return false;
    throw storageError(error, path);
  }
}

/** Opens a conversation; one that a newer program wrote to is shown as it is, and takes nothing. */
async function openHistory(path: string, durability: Durability): Promise<HistoryLog> {
  try {
    return await openWhole(path, durability);
  } catch (error) {
    if (error instanceof NewerFileError) return NewerHistory.open(path);
    throw error;
  }
}

/**
 * Opens a conversation as a contiguous one. Where damage left a gap, the entries after it go on, the whole file is kept aside, and
 * what is before is the hub's to tell, as for a device that joined later.
 */
async function openWhole(path: string, durability: Durability): Promise<JsonLog<Entry>> {
  const options = { path, durability, key: (entry: Entry) => entry.seq, parse: entryParser(path) };
  const log = await JsonLog.open(options);
  const { first, last, count } = log;
  if (first === null || last === null || last - first + 1 === count) return log;
  const whole = await JsonLog.open({ ...options, path: await log.setAside('entries are missing in the middle') });
  let start = first;
  let previous = first - 1;
  for await (const { seq } of whole.scan()) {
    if (seq !== previous + 1) start = seq;
    previous = seq;
  }
  for (let at = start - 1; ;) {
    const page = await whole.after(at, 1024);
    if (page.length === 0) break;
    await log.append(page);
    at = page[page.length - 1]?.seq ?? at;
  }
  await whole.close();
  return log;
}
