/**
 * What the entries of a log say about messages that stand before them, as an index: target to annotations. So that a large log need not be read
 * from its beginning, it is kept beside the log in `<log>.about`, which says up to which entry it is complete. It is never needed: where it is
 * missing, damaged or of another log, the log is read.
 */
import * as v from 'valibot';
import type { Entry } from '../shared/protocol';
import { AnnotationIndex, doingOf, isIndexed, type Said } from './annotation-index';
import { readJson, writeJson } from './atomic-file';
import type { JsonLog } from './json-log';
import type { LogFs } from './log-fs';
import { bearsOut, witnessOf, type WitnessedLog } from './log-witness';

/** Where it is. */
export const annotationsOf = (path: string): string => `${path}.about`;

/** Entries after which the file is written again, or a quarter of what it holds: what is read at most after a crash, some 35 ms. */
const STEP = 16_384;

/** Entries that are looked at before others get a turn. */
const TURN = 1_024;

/** Entries between two annotations that are read with them rather than looked for one by one: most are said soon after their message. */
const NEAR = 16;

/** Bytes of the log that are taken into memory at once: what stands between two annotations may be long, and is somebody else's to choose. */
const MOST = 256 * 1024;

const file = v.object({ through: v.number(), proof: v.string(), targets: v.string(), seqs: v.string(), doings: v.string() });

/** The log behind them. */
export type AnnotatedLog = WitnessedLog & Pick<JsonLog<Entry>, 'after'>;

/** One log's; memory as in annotation-index.ts, nothing before it is asked for. */
export class Annotations {
  readonly #log: AnnotatedLog;
  readonly #fs: LogFs;
  readonly #path: string;
  #index = new AnnotationIndex();
  #loading: Promise<void> | null = null;
  #loaded = false;
  /** Sequence up to which all is known, and up to which the file says so. */
  #through = 0;
  #kept = 0;
  /** There are annotations that the file does not know. */
  #changed = false;
  #newest: Entry | null = null;
  /** What the log takes while it is read, null otherwise. */
  #late: Entry[] | null = null;
  #saving: Promise<void> | null = null;
  /** Counts who needs it. */
  #asked = 0;

  constructor(log: AnnotatedLog, fs: LogFs) {
    this.#log = log;
    this.#fs = fs;
    this.#path = annotationsOf(log.path);
  }

  /** Resolves when all are known. Rejects with StorageError; the next call tries again. */
  ready(): Promise<void> {
    this.#asked += 1;
    this.#loading ??= this.#load().catch((error: unknown) => {
      this.#loading = null;
      throw error;
    });
    return this.#loading;
  }

  /** Takes the next entry of the log. */
  add(entry: Entry): void {
    this.#late?.push(entry);
    if (!this.#loaded) return;
    this.#take(entry);
    this.#step();
  }

  /** What was said about one message, oldest first. Needs `ready`, as all that follows. */
  of(target: number): Said[] {
    return this.#index.of(target);
  }

  /** The sequences of a message's edits. */
  editsOf(target: number): number[] {
    return this.of(target).flatMap(({ seq, doing }) => (doing === 'edit' ? [seq] : []));
  }

  /** What was said about the messages of a stretch, both ends included: its sequences, in order. */
  between(first: number, last: number): number[] {
    return this.#index
      .between(first, last)
      .map(({ seq }) => seq)
      .sort((a, b) => a - b);
  }

  /** Messages whose last pin was not taken back, oldest first; some of them may be deleted, or dropped. */
  get pinned(): number[] {
    return this.#index.pinned;
  }

  /** How many there are, and bytes of memory. */
  get size(): { annotations: number; bytes: number } {
    return { annotations: this.#index.size, bytes: this.#index.bytes };
  }

  /** The annotations of these sequences, oldest first; those that the log does not have are left out. @param seqs - in order */
  async read(seqs: readonly number[]): Promise<Entry[]> {
    const wanted = new Set(seqs);
    const found: Entry[] = [];
    for (let from = 0; from < seqs.length;) {
      let to = from;
      while (to + 1 < seqs.length && (seqs[to + 1] ?? 0) - (seqs[to] ?? 0) <= NEAR && to - from < TURN) to += 1;
      const [first, last] = [seqs[from] ?? 0, seqs[to] ?? 0];
      const entries = await this.#log.after(first - 1, last - first + 1, MOST);
      for (const entry of entries) if (wanted.has(entry.seq) && isIndexed(entry)) found.push(entry);
      // Where that was too much at once it goes on with the next one that is wanted, whatever lies before it.
      const through = entries.at(-1)?.seq ?? last;
      while (from <= to && (seqs[from] ?? 0) <= through) from += 1;
      if (entries.length === 0) from = to + 1;
    }
    return found;
  }

  /** The log dropped its oldest entries. */
  async dropped(): Promise<void> {
    if (!this.#loaded) return;
    this.#index.forgetBefore(this.#log.first ?? 0);
    this.#changed = true;
    await this.save();
  }

  /** Writes down what the next opening would have to read. Never rejects. */
  async save(): Promise<void> {
    await this.#saving;
    if (this.#loaded && this.#changed) await this.#write();
  }

  /** Gives its memory back until the next `ready`. Never rejects. */
  async rest(): Promise<void> {
    const asked = this.#asked;
    await this.#loading?.catch(() => undefined);
    await this.save();
    // Somebody came back meanwhile.
    if (asked !== this.#asked) return;
    this.#loaded = false;
    this.#loading = null;
    this.#newest = null;
    this.#index = new AnnotationIndex();
  }

  async #load(): Promise<void> {
    this.#late = [];
    try {
      await this.#restore();
      for await (const entry of this.#log.scan(this.#through)) {
        this.#take(entry);
        // A log of a million entries is read here when its file is lost; nobody else is to wait for that.
        if (entry.seq % TURN === 0) await new Promise((resolve) => void setImmediate(resolve));
      }
      for (const entry of this.#late) if (entry.seq > this.#through) this.#take(entry);
      this.#loaded = true;
    } finally {
      this.#late = null;
    }
    this.#step();
  }

  async #restore(): Promise<void> {
    this.#index = new AnnotationIndex();
    this.#kept = this.#through = 0;
    this.#changed = false;
    const parse = (value: unknown): v.InferOutput<typeof file> | null => {
      const parsed = v.safeParse(file, value);
      return parsed.success && AnnotationIndex.from(parsed.output) ? parsed.output : null;
    };
    const kept = await readJson(this.#path, parse, { fs: this.#fs });
    const index = kept && (await bearsOut(this.#log, kept)) ? AnnotationIndex.from(kept) : null;
    if (!kept || !index) return;
    this.#index = index;
    this.#kept = this.#through = kept.through;
  }

  #take(entry: Entry): void {
    this.#through = entry.seq;
    this.#newest = entry;
    const done = doingOf(entry);
    if (done) this.#index.add(done.target, { seq: entry.seq, doing: done.doing });
    this.#changed ||= done !== null;
  }

  #step(): void {
    if (this.#through - this.#kept < Math.max(STEP, this.#index.size / 4)) return;
    // Also where it fails: the next one is tried after as many entries.
    this.#kept = this.#through;
    void this.#write();
  }

  async #write(): Promise<void> {
    const newest = this.#newest ?? (await this.#last());
    if (!newest) return;
    this.#changed = false;
    const saving = writeJson(this.#path, { version: 1, ...witnessOf(newest), ...this.#index.record() }, { fs: this.#fs }).then(
      () => void (this.#kept = newest.seq),
      // The one before stays, and knows less.
      () => void (this.#changed = true),
    );
    this.#saving = saving;
    await saving;
  }

  async #last(): Promise<Entry | null> {
    const [entry] = await this.#log.before(null, 1).catch(() => []);
    return entry ?? null;
  }
}
