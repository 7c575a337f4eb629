/** A room's entries on disk: opened when first needed, its ids learnt, read in pages. */
import { withoutText, type Entry, type Limits } from '../../shared/protocol';
import { Annotations } from '../../storage/annotations';
import { entryParser } from '../../storage/entry-log';
import { JsonLog, type Durability, type LogFs } from '../../storage/json-log';
import type { Log } from '../log';
import { withAbout } from './about';
import { Deletions } from './deletions';
import { IdIndex } from './id-index';
import { Regard } from './regard';
import type { RetentionLimits } from './retention';

/** What a room's log is opened with. */
export interface RoomLogOptions {
  /** The room's id, for the system log. */
  id: string;
  fs: LogFs;
  path: string;
  durability: Durability;
  limits: Limits;
  log: Log;
}

/** A page of the log, oldest first. */
export interface Page {
  entries: Entry[];
  /** What was said about them later, oldest first; absent where nobody looks for it. */
  about?: Entry[];
  /** There is more in the direction asked for. */
  more: boolean;
}

/** Texts that one pass takes out of a file: each is held in memory until it is written. */
const ERASED = 10_000;

/** A failure to open is not remembered: the next call tries again. */
export class RoomLog {
  readonly #options: RoomLogOptions;
  #seq = 0;
  #first = 0;
  #opening: Promise<JsonLog<Entry>> | null = null;
  #ids: IdIndex | null = null;
  #deletions: Deletions | null = null;
  #annotations: Annotations | null = null;
  /** Somebody wrote since the last pass. */
  #asked = false;

  constructor(options: RoomLogOptions) {
    this.#options = options;
  }

  /** Sequence of the newest entry that was kept and told; 0 when there is none or the log is not open. */
  get seq(): number {
    return this.#seq;
  }

  /** Opens the file. */
  async open(): Promise<void> {
    await this.#file();
  }

  /** Opens the file and learns which ids were used, and what was deleted. */
  async ready(): Promise<void> {
    await this.#file();
    await Promise.all([this.#ids?.ready(), this.#deletions?.ready(), this.#annotations?.ready()]);
  }

  /** Whether the text of an entry is gone. */
  deleted(seq: number): boolean {
    return this.#deletions?.has(seq) ?? false;
  }

  /**
   * The sequence under which an author used an id; null, at once, where that never happened. Needs an open file. Rejects where the
   * disk refuses.
   */
  find(author: string, id: string): null | Promise<number | null> {
    if (!this.#ids) throw new Error(`room ${this.#options.id} is not open`);
    this.#asked = true;
    return this.#ids.find(author, id);
  }

  /** Sequence of the oldest entry; 0 where there is none or the log is not open. */
  get first(): number {
    return this.#first;
  }

  /** Messages that are pinned, oldest first. Needs `ready`. */
  get pinned(): number[] {
    return this.#annotations?.pinned.filter((seq) => seq >= this.#first && !this.deleted(seq)) ?? [];
  }

  /** What was said about a message so far. */
  async regard(target: number): Promise<Regard> {
    // What is durable and not told yet has no sequence that anybody could know.
    const entry = target <= this.#seq ? await this.entry(target) : null;
    const message = entry?.kind === 'message' ? entry : null;
    const said = this.#annotations?.of(target) ?? [];
    return new Regard(message, message ? ((await this.#annotations?.read(said.map(({ seq }) => seq))) ?? []) : []);
  }

  /** Gives its memory back, until somebody comes again. Nobody may write meanwhile. Never rejects. */
  async rest(): Promise<void> {
    await this.#ids?.rest().catch(() => undefined);
    await this.#annotations?.rest();
  }

  /**
   * Drops the oldest entries, the newest never, and takes the texts of deleted messages out of the file. A room that nobody wrote in since the
   * last time rests. @returns how many entries were dropped
   */
  async retain({ maxAge, maxBytes }: RetentionLimits, now: number): Promise<number> {
    const asked = this.#asked;
    this.#asked = false;
    try {
      const file = await this.#file();
      const texts = (await this.#deletions?.texts(ERASED)) ?? [];
      if (maxAge === 0 && maxBytes === 0 && texts.length === 0) return 0;
      const dropped = await file.retain({
        ...{ maxAge: maxAge || Infinity, maxBytes: maxBytes || Infinity, now },
        at: (entry) => entry.at,
        // A message that is sent again after it was dropped must still be known.
        dropping: async (through) => this.#ids?.keep(through),
        rewriting: { keys: texts, by: withoutText },
      });
      this.#first = file.first ?? 0;
      if (dropped > 0) await this.#annotations?.dropped();
      if (dropped > 0 || texts.length > 0) await this.#deletions?.erased(texts);
      return dropped;
    } finally {
      if (!asked) await this.#ids?.rest().catch(() => undefined);
    }
  }

  /** Resolves when the entries are durable; `keep` makes them part of what is read. */
  async append(entries: Entry[]): Promise<void> {
    await (await this.#file()).append(entries);
  }

  /** These were appended and are being told to everybody. */
  keep(entries: readonly Entry[]): void {
    for (const entry of entries) {
      this.#ids?.add(entry);
      // First: a deletion asks for the edits of its message.
      this.#annotations?.add(entry);
      this.#deletions?.add(entry);
    }
    this.#seq = entries.at(-1)?.seq ?? this.#seq;
  }

  async entry(seq: number): Promise<Entry | null> {
    const [entry] = await (await this.#file()).before(seq + 1, 1);
    return entry?.seq === seq ? this.#served(entry) : null;
  }

  async before(seq: number | null, limit: number): Promise<Page> {
    const file = await this.#file();
    // What is durable and not told yet comes live.
    const entries = await file.before(Math.min(seq ?? Infinity, this.#seq + 1), limit, this.#options.limits.pageBytes);
    return { entries: entries.map(this.#served), more: (entries[0]?.seq ?? 0) > (file.first ?? 0) };
  }

  /** As `before`, with what was said later about the messages among them; shorter where that would be too much. */
  async page(seq: number | null, limit: number): Promise<Page> {
    const { entries, more } = await this.before(seq, limit);
    const { cut, ...page } = await this.#withAbout(entries, entries.at(-1)?.seq ?? 0);
    return { ...page, more: more || cut };
  }

  /** Messages by their sequences, oldest first, with what was said about them. `more`: not all of them fitted. */
  async messages(seqs: readonly number[]): Promise<Page> {
    const found: Entry[] = [];
    let bytes = 0;
    // From the newest on, as a page of history is cut.
    for (const seq of [...new Set(seqs)].sort((a, b) => b - a)) {
      const entry = seq <= this.#seq ? await this.entry(seq) : null;
      if (entry?.kind !== 'message') continue;
      bytes += Buffer.byteLength(JSON.stringify(entry));
      if (found.length > 0 && bytes > this.#options.limits.pageBytes) break;
      found.unshift(entry);
    }
    const { cut, ...page } = await this.#withAbout(found, 0);
    return { ...page, more: cut || bytes > this.#options.limits.pageBytes };
  }

  async after(seq: number, limit: number): Promise<Page> {
    const file = await this.#file();
    const newest = this.#seq;
    const page = await file.after(seq, limit, this.#options.limits.pageBytes);
    const entries = page.filter((entry) => entry.seq <= newest);
    return { entries: entries.map(this.#served), more: (entries.at(-1)?.seq ?? newest) < newest };
  }

  async close(): Promise<void> {
    const file = await this.#opening?.catch(() => null);
    await this.#ids?.close().catch(() => undefined);
    await this.#deletions?.close();
    await this.#annotations?.save();
    await file?.close();
  }

  /** As it may be seen when it goes out, whatever it was when it was read. */
  readonly #served = (entry: Entry): Entry => this.#deletions?.served(entry) ?? entry;

  #withAbout(entries: readonly Entry[], behind: number): ReturnType<typeof withAbout> {
    const annotations = this.#annotations;
    if (!annotations) throw new Error(`room ${this.#options.id} is not open`);
    const deleted = (seq: number): boolean => this.deleted(seq);
    const options = { annotations, deleted, served: this.#served, newest: this.#seq, limits: this.#options.limits };
    return withAbout(entries, behind, options);
  }

  #file(): Promise<JsonLog<Entry>> {
    this.#opening ??= this.#open().catch((error: unknown) => {
      this.#opening = null;
      throw error;
    });
    return this.#opening;
  }

  async #open(): Promise<JsonLog<Entry>> {
    const { id, fs, path, durability, log } = this.#options;
    const file = await JsonLog.open<Entry>({ fs, path, durability, key: ({ seq }) => seq, parse: entryParser(path) });
    this.#seq = file.last ?? 0;
    this.#first = file.first ?? 0;
    this.#ids = new IdIndex(file, fs);
    this.#annotations = new Annotations(file, fs);
    this.#deletions = new Deletions(file, fs, this.#annotations);
    for (const repair of file.repairs) log.warn('error', { room: id, repair: JSON.stringify(repair) });
    return file;
  }
}
