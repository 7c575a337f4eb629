/**
 * Which messages of a room were deleted, and which edits with them. The log has the last word: each deletion is an entry of it. So that a large
 * room need not be read from its beginning, what was found is kept beside the log in `<log>.deleted`, which says up to which entry it is
 * complete. It is never needed: where it is missing, damaged or of another log, the log is read.
 */
import * as v from 'valibot';
import { withoutText, type Entry } from '../../shared/protocol';
import { readJson, writeJson } from '../../storage/atomic-file';
import type { Annotations } from '../../storage/annotations';
import type { LogFs } from '../../storage/json-log';
import { bearsOut, witnessOf, type WitnessedLog } from '../../storage/log-witness';
import { SeqSet } from './seq-set';

/** Entries after which the file is written again: what is read at most after a crash, about 35 ms. */
const STEP = 16_384;

/** Entries that are looked at before others get a turn. */
const TURN = 1_024;

const bits = v.record(v.string(), v.string());

/** `proof`: of the entry at `through`. `texts`: of the deleted ones, those whose text the log still holds. */
const deletionsFile = v.object({ through: v.number(), proof: v.string(), deleted: bits, texts: bits });

/** The deletions of one log; memory as in seq-set.ts. */
export class Deletions {
  readonly #log: WitnessedLog;
  readonly #fs: LogFs;
  readonly #path: string;
  readonly #annotations: Pick<Annotations, 'ready' | 'editsOf'>;
  #deleted = new SeqSet();
  #texts = new SeqSet();
  #loading: Promise<void> | null = null;
  #loaded = false;
  /** Sequence up to which all is known, and up to which the file says so. */
  #through = 0;
  #kept = 0;
  /** The file does not say all that is known, apart from entries that deleted nothing. */
  #changed = false;
  /** Of the newest entry. */
  #newest: Entry | null = null;
  #saving: Promise<void> | null = null;

  /** @param annotations - of the same log: with a message go the texts of its edits */
  constructor(log: WitnessedLog, fs: LogFs, annotations: Pick<Annotations, 'ready' | 'editsOf'>) {
    this.#log = log;
    this.#fs = fs;
    this.#annotations = annotations;
    this.#path = `${log.path}.deleted`;
  }

  /** Resolves when all are known. Rejects with StorageError; the next call tries again. */
  ready(): Promise<void> {
    this.#loading ??= this.#load().catch((error: unknown) => {
      this.#loading = null;
      throw error;
    });
    return this.#loading;
  }

  has(seq: number): boolean {
    return this.#deleted.has(seq);
  }

  /** An entry as people may see it. */
  served(entry: Entry): Entry {
    return this.#deleted.has(entry.seq) ? withoutText(entry) : entry;
  }

  /** The next entry of the log. */
  add(entry: Entry): void {
    if (!this.#loaded) return;
    this.#take(entry);
    this.#step();
  }

  /** Deleted messages whose text is still in the log's file, the first ones; all of them where that is known already, none otherwise. */
  async texts(most: number): Promise<number[]> {
    if (!this.#loading && !(await this.#fs.exists(this.#path))) return [];
    await this.ready();
    return this.#texts.first(most);
  }

  /** The log's file was written anew: these texts are gone, and all entries before its first one. */
  async erased(seqs: readonly number[]): Promise<void> {
    for (const seq of seqs) this.#texts.delete(seq);
    const first = this.#log.first ?? 0;
    this.#deleted.forgetBefore(first);
    this.#texts.forgetBefore(first);
    this.#changed ||= seqs.length > 0;
    if (this.#loaded) await this.#save();
  }

  /** Writes down what the next opening would have to read. Never rejects. */
  async close(): Promise<void> {
    await this.#loading?.catch(() => undefined);
    await this.#saving;
    if (this.#loaded) await this.#save();
  }

  async #load(): Promise<void> {
    await this.#annotations.ready();
    const deleted = await this.#read();
    for await (const entry of this.#log.scan(deleted)) {
      this.#take(entry);
      // A log of a million entries is read here when its file is lost; nobody else is to wait for that.
      if (entry.seq % TURN === 0) await new Promise((resolve) => void setImmediate(resolve));
    }
    this.#loaded = true;
    this.#step();
  }

  /** @returns the sequence up to which the file knows all */
  async #read(): Promise<number> {
    this.#deleted = new SeqSet();
    this.#texts = new SeqSet();
    this.#kept = this.#through = 0;
    const parse = (value: unknown): v.InferOutput<typeof deletionsFile> | null => {
      const parsed = v.safeParse(deletionsFile, value);
      return parsed.success ? parsed.output : null;
    };
    const file = await readJson(this.#path, parse, { fs: this.#fs });
    const deleted = file && SeqSet.from(file.deleted);
    const texts = file && SeqSet.from(file.texts);
    if (!file || !deleted || !texts || !(await bearsOut(this.#log, file))) return 0;
    this.#deleted = deleted;
    this.#texts = texts;
    this.#kept = this.#through = file.through;
    return file.through;
  }

  #take(entry: Entry): void {
    this.#through = entry.seq;
    this.#newest = entry;
    if (entry.kind === 'deletion') {
      for (const seq of [entry.target, ...this.#annotations.editsOf(entry.target)]) this.#remove(seq);
    } else if (entry.kind === 'edit' && this.#deleted.has(entry.target)) {
      // It cannot come behind the deletion, unless somebody put it into the file.
      if (entry.deleted) this.#deleted.add(entry.seq);
      else this.#remove(entry.seq);
    } else if ('deleted' in entry) {
      this.#deleted.add(entry.seq);
    }
  }

  #remove(seq: number): void {
    if (!this.#deleted.has(seq)) this.#texts.add(seq);
    this.#deleted.add(seq);
    this.#changed = true;
  }

  #step(): void {
    if (this.#through - this.#kept < STEP) return;
    // Also where it fails: the next one is tried after as many entries.
    this.#kept = this.#through;
    void this.#write();
  }

  async #save(): Promise<void> {
    if (this.#changed) await this.#write();
  }

  async #write(): Promise<void> {
    const newest = this.#newest ?? (await this.#last());
    if (!newest) return;
    this.#changed = false;
    const content = { version: 1, ...witnessOf(newest) };
    const sets = { deleted: this.#deleted.record(), texts: this.#texts.record() };
    const saving = writeJson(this.#path, { ...content, ...sets }, { fs: this.#fs }).then(
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
