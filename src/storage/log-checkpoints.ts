/** Keeps a log's sidecar: a while behind the log while it grows, level with it when it is closed. */
import { dirname } from 'node:path';
import type { LogFile } from './log-file';
import type { LogFs, Stamp } from './log-fs';
import type { LogIndex } from './log-index';
import { sidecarOf, writeSidecar } from './log-sidecar';

/** Bytes of a log from one checkpoint to the next: what is read again after a crash, about 4,000 messages and 20 ms. */
export const CHECKPOINT_BYTES = 1024 * 1024;

/** A log of fewer bytes is read whole sooner than its sidecar is checked. */
export const leastBytes = (bytes: number): number => bytes / 16;

/** How checkpoints are made. */
export interface CheckpointOptions {
  fs: LogFs;
  /** Of the log. */
  path: string;
  bytes: number;
  /** Whether what is in the file is synced already. */
  synced: boolean;
}

/** One log's checkpoints. They never reject and nothing waits for them: a sidecar that is missing costs time at the next opening. */
export class Checkpoints {
  readonly #options: CheckpointOptions;
  #covered: number;
  /** The sidecar says how the log was left, which stops being true. */
  #stamped: boolean;
  #writing: Promise<void> | null = null;
  #doubted = false;
  #dropping: Promise<void> | null = null;

  /**
   * @param covered - bytes that the sidecar speaks for
   * @param stamped - it is of a clean close
   */
  constructor(options: CheckpointOptions, covered: number, stamped: boolean) {
    this.#options = options;
    this.#covered = covered;
    this.#stamped = stamped;
  }

  /** Something in the file is not as the index says: the next opening is to read all of it. */
  doubt(): void {
    if (this.#doubted) return;
    this.#doubted = true;
    // What remains if that fails is found out again.
    this.#dropping = this.drop().catch(() => {});
  }

  /** Called after each commit; writes in the background when it is time. */
  committed(file: LogFile, index: LogIndex): void {
    if (this.#writing || this.#doubted || !this.#isWorth(file.end)) return;
    if (!this.#stamped && file.end - this.#covered < this.#options.bytes) return;
    this.#writing = this.#write(file, index, () => Promise.resolve(null)).finally(() => (this.#writing = null));
  }

  /** Before another file takes the log's place. Rejects where a sidecar would be left that belongs to this one. */
  async drop(): Promise<void> {
    await this.#writing;
    this.#covered = 0;
    this.#stamped = false;
    const { fs, path } = this.#options;
    if (!(await fs.exists(sidecarOf(path)))) return;
    await fs.remove(sidecarOf(path));
    await fs.syncFolder(dirname(path));
  }

  /** When all is synced and nothing is written any more. */
  async close(file: LogFile, index: LogIndex): Promise<void> {
    await this.#writing;
    await this.#dropping;
    if (this.#doubted || !this.#isWorth(file.end) || (this.#stamped && file.end === this.#covered)) return;
    await this.#write(file, index, () => file.handle.stamp(), true);
  }

  #isWorth(end: number): boolean {
    return end >= leastBytes(this.#options.bytes);
  }

  async #write(
    file: LogFile,
    index: LogIndex,
    stampOf: () => Promise<Stamp | null>,
    synced = this.#options.synced,
  ): Promise<void> {
    const { fs, path } = this.#options;
    const { end } = file;
    const record = index.record();
    if (!record) return;
    try {
      // What a sidecar speaks for must not be gone after a power cut.
      if (!synced) await file.sync();
      const stamp = await stampOf();
      if (this.#doubted) return;
      await writeSidecar(fs, path, { index: record, end, stamp });
      this.#covered = end;
      this.#stamped = stamp !== null;
    } catch {
      // The one before stays, and covers less.
    }
  }
}
