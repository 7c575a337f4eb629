/** The file of a log and what is known of it; exchanged as one. */
import type { LogFile } from './log-file';
import type { LogIndex } from './log-index';

/** One of them. A reader holds it, and goes on in it when the log has another one already. */
export class LogState {
  #holders = 0;
  #onFree: (() => void) | null = null;
  #closing: Promise<void> | null = null;

  constructor(
    readonly file: LogFile,
    readonly index: LogIndex,
  ) {}

  /** Keeps the file open until what is returned is called, once. */
  hold(): () => void {
    this.#holders += 1;
    return () => {
      this.#holders -= 1;
      this.#closeIfFree();
    };
  }

  /** The log has another one: this one is closed when the last holder lets go, and `onFree` is called. */
  retire(onFree: () => void): void {
    this.#onFree = onFree;
    this.#closeIfFree();
  }

  /** Closes the file now; calling it again returns the same promise. */
  close(): Promise<void> {
    this.#closing ??= this.file.handle.close();
    return this.#closing;
  }

  #closeIfFree(): void {
    if (!this.#onFree || this.#holders > 0) return;
    this.#onFree();
    // Nothing was written to it since it was replaced: nothing can be lost.
    this.close().catch(() => undefined);
  }
}
