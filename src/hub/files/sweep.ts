/** Removes what nobody needs: uploads that never became a message, files whose message is gone, and what its operator wants to keep no longer. */
import type { Off } from '../../shared/emitter';
import type { Entry } from '../../shared/protocol';
import type { Files } from './files';
import type { KeptFile } from './store';

/** A room as far as its files are concerned. */
export interface SweptRoom {
  /** Opens it as far as the rest needs. */
  ready(): Promise<void>;
  entry(seq: number): Promise<Entry | null>;
  /** Sequence of an author's message; null where there is none. */
  written(author: string, id: string): Promise<number | null>;
}

/** How long files are kept; 0 keeps all. */
export interface FileRetention {
  /** Milliseconds. */
  maxAge: number;
  /** Bytes of one room's files: the oldest go first. */
  maxBytes: number;
}

/** Between two passes. */
const PERIOD = 60 * 60 * 1_000;

/** From the start to the first pass: whoever waits for the hub comes first. */
const FIRST = 60 * 1_000;

/** One hub's passes over its files, one file after the other. */
export class FileSweep {
  readonly #files: Files;
  readonly #room: (id: string) => SweptRoom | undefined;
  readonly #retention: FileRetention;
  readonly #offs: Off[];
  #passing: Promise<number> | null = null;
  #stopped = false;

  constructor(files: Files, room: (id: string) => SweptRoom | undefined, retention: FileRetention) {
    this.#files = files;
    this.#room = room;
    this.#retention = retention;
    const pass = (): void => void this.pass();
    this.#offs = [files.clock.after(FIRST, pass), files.clock.every(PERIOD, pass)];
  }

  /** @returns how many files went. Never rejects */
  pass(): Promise<number> {
    this.#passing ??= this.#pass().finally(() => (this.#passing = null));
    return this.#passing;
  }

  stop(): void {
    this.#stopped = true;
    for (const off of this.#offs) off();
  }

  async #pass(): Promise<number> {
    const { store, log } = this.#files;
    let removed = 0;
    try {
      await store.opened();
      // Newest first: what does not fit behind them is the oldest.
      const all = [...store.all()].sort((a, b) => b.record.at - a.record.at);
      const kept = new Map<string, number>();
      for (const file of all) {
        if (this.#stopped) break;
        if (file.gone || !(await this.#over(file, kept).catch((error: unknown) => this.#unsure(file, error)))) continue;
        await store.remove(file);
        removed += 1;
      }
    } catch (error: unknown) {
      log.error('error', error, {});
    }
    if (removed > 0) log.info('files', { removed });
    return removed;
  }

  /** A room that cannot be read says nothing about its files. */
  #unsure({ record }: KeptFile, error: unknown): false {
    this.#files.log.error('error', error, { file: record.id, room: record.room });
    return false;
  }

  /** @param kept - bytes of each room that stay */
  async #over(file: KeptFile, kept: Map<string, number>): Promise<boolean> {
    const { clock, limits } = this.#files;
    const { room: id, owner, message, size, at } = file.record;
    const room = this.#room(id);
    if (!room) return true;
    if (file.interrupt || file.checking) return false;
    if (message !== undefined) await room.ready();
    if (message !== undefined && file.record.seq === undefined) {
      const seq = await room.written(owner, message);
      if (seq !== null) this.#files.store.posted(file, seq);
    }
    const { seq } = file.record;
    if (seq === undefined) return limits.fileAbandoned > 0 && clock.elapsed() - file.touched >= limits.fileAbandoned;
    const entry = await room.entry(seq);
    if (entry?.kind !== 'message' || entry.deleted) return true;
    const { maxAge, maxBytes } = this.#retention;
    if (maxAge > 0 && clock.now() - at > maxAge) return true;
    const sum = (kept.get(id) ?? 0) + size;
    if (maxBytes > 0 && sum > maxBytes) return true;
    kept.set(id, sum);
    return false;
  }
}
