/** `cursors.json`: how far everybody was, and when they were here last. Written now and then: losing the newest half minute is harmless, it is told again. */
import { join } from 'node:path';
import * as v from 'valibot';
import type { Off } from '../../shared/emitter';
import { readJson, writeJson } from '../../storage/atomic-file';
import type { LogFs } from '../../storage/log-fs';
import type { Clock } from '../clock';
import type { Log } from '../log';
import type { CursorBook } from './cursor-book';

/** From a change to the write that holds it: the file is written as a whole, 1.5 MB at 20,000 cursors. */
const SAVE_AFTER = 30_000;

/** One line per cursor and per member, so that the file can be read by people: "43 40", "43 -", "1795269675320 Alice". */
const file = v.object({
  members: v.record(v.string(), v.pipe(v.string(), v.regex(/^\d{1,15} ./s))),
  rooms: v.record(v.string(), v.record(v.string(), v.pipe(v.string(), v.regex(/^\d{1,15} (?:\d{1,15}|-)$/)))),
});

/** Parts of a cursor file. */
export interface CursorFileOptions {
  fs: LogFs;
  /** The data directory. */
  folder: string;
  clock: Clock;
  log: Log;
  /** Before each write. */
  prune(): void;
}

/** Writes a book down, one write at a time, and never while nothing changed. */
export class CursorFile {
  readonly #book: CursorBook;
  readonly #options: CursorFileOptions;
  #cancel: Off | null = null;
  #dirty = false;
  #stopped = false;
  #saving: Promise<void> = Promise.resolve();

  private constructor(book: CursorBook, options: CursorFileOptions) {
    this.#book = book;
    this.#options = options;
  }

  /** Puts what the file holds into an empty book. A file that cannot be used counts as none: nobody waits for it, and nothing depends on it. */
  static async open(book: CursorBook, options: CursorFileOptions): Promise<CursorFile> {
    const { fs, log } = options;
    const opened = new CursorFile(book, options);
    const parse = (value: unknown): v.InferOutput<typeof file> | null => {
      const parsed = v.safeParse(file, value);
      return parsed.success ? parsed.output : null;
    };
    const read = await readJson(opened.#path, parse, { fs }).catch((error: unknown) => {
      log.error('error', error, { file: 'cursors.json' });
      return null;
    });
    if (read) opened.#fill(read);
    return opened;
  }

  /** Something in the book changed. */
  changed(): void {
    this.#dirty = true;
    if (this.#stopped) return;
    this.#cancel ??= this.#options.clock.after(SAVE_AFTER, () => {
      this.#cancel = null;
      void this.save();
    });
  }

  /** Writes what is unwritten. What the disk refuses is written with the next change. */
  save(): Promise<void> {
    // One at a time, and whoever waits for it waits for the one that is under way as well: after it the folder is somebody else's.
    this.#saving = this.#saving.then(() => this.#write());
    return this.#saving;
  }

  stop(): void {
    this.#stopped = true;
    this.#cancel?.();
  }

  async #write(): Promise<void> {
    if (!this.#dirty) return;
    this.#dirty = false;
    this.#options.prune();
    await writeJson(this.#path, { version: 1, ...this.#content() }, { fs: this.#options.fs }).catch((error: unknown) => {
      this.#dirty = true;
      this.#options.log.error('error', error, { file: 'cursors.json' });
    });
  }

  get #path(): string {
    return join(this.#options.folder, 'cursors.json');
  }

  #content(): v.InferOutput<typeof file> {
    const members: Record<string, string> = {};
    const rooms: Record<string, Record<string, string>> = {};
    for (const [id, { name, at, rooms: own }] of this.#book.members)
      for (const [room, { received, read, told }] of own) {
        if (!told) continue;
        members[id] = `${String(Math.max(0, Math.trunc(at)))} ${name}`;
        (rooms[room] ??= {})[id] = `${String(received)} ${read === null ? '-' : String(read)}`;
      }
    return { members, rooms };
  }

  #fill({ members, rooms }: v.InferOutput<typeof file>): void {
    for (const [id, line] of Object.entries(members)) {
      const gap = line.indexOf(' ');
      this.#book.seen(id, line.slice(gap + 1), Number(line.slice(0, gap)));
    }
    for (const [room, cursors] of Object.entries(rooms))
      for (const [id, line] of Object.entries(cursors)) {
        const [received = '0', read = '-'] = line.split(' ');
        const known = this.#book.members.get(id);
        if (!known) continue;
        const cursor = { received: Number(received), read: read === '-' ? null : Number(read), told: true };
        this.#book.put(room, id, known.name, cursor, known.at);
      }
  }
}
