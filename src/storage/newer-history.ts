/** A history that a newer program wrote to: what this one knows of it is shown, and the file is left as it is. */
import type { Entry } from '../shared/protocol';
import { entryOf } from './entry-log';
import { nodeLogFs } from './log-fs';
import { eachLine, parseEntry, partsOf } from './log-lines';
import { NewerFileError } from './newer-file';

/** Entries that are held in memory: the newest. */
const MOST = 10_000;

/** Reads like a log, and takes nothing. */
export class NewerHistory {
  private constructor(
    readonly path: string,
    private readonly entries: readonly Entry[],
  ) {}

  static async open(path: string): Promise<NewerHistory> {
    const handle = await nodeLogFs.open(path, 'read');
    const entries: Entry[] = [];
    try {
      await eachLine(handle, ({ bytes }) => {
        if (!bytes) return;
        const { from, to } = partsOf(bytes);
        const entry = parseEntry(bytes.subarray(from, to), entryOf);
        if (entry && entry.seq > (entries.at(-1)?.seq ?? 0)) entries.push(entry);
        if (entries.length > 2 * MOST) entries.splice(0, MOST);
      });
    } finally {
      await handle.close();
    }
    return new NewerHistory(path, entries.slice(-MOST));
  }

  get first(): number | null {
    return this.entries[0]?.seq ?? null;
  }

  get last(): number | null {
    return this.entries.at(-1)?.seq ?? null;
  }

  get count(): number {
    return this.entries.length;
  }

  /** As of a JsonLog. */
  before(key: number | null, limit: number): Promise<Entry[]> {
    const end = this.entries.findLastIndex(({ seq }) => seq < (key ?? Infinity)) + 1;
    return Promise.resolve(this.entries.slice(Math.max(0, end - limit), end));
  }

  after(key: number, limit: number): Promise<Entry[]> {
    const start = this.entries.findIndex(({ seq }) => seq > key);
    return Promise.resolve(start === -1 ? [] : this.entries.slice(start, start + limit));
  }

  append(entries: readonly Entry[]): Promise<void> {
    return entries.length === 0 ? Promise.resolve() : Promise.reject(new NewerFileError(this.path));
  }

  setAside(): Promise<string> {
    return Promise.reject(new NewerFileError(this.path));
  }

  flush(): Promise<void> {
    return Promise.resolve();
  }

  close(): Promise<void> {
    return Promise.resolve();
  }
}
