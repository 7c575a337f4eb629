/** The end of a log file: where the closing bracket is, and how it is moved. */
import type { LogHandle } from './log-fs';

/** What a log without entries holds. */
export const EMPTY = '[\n]\n';

/** The offset after its opening bracket. */
export const EMPTY_END = 1;

/** What follows the last entry. */
const CLOSING = Buffer.from('\n]\n');

/** Writes all of `bytes`, however many the system takes at once. */
export function writeAll(handle: LogHandle, bytes: Buffer, position: number): void {
  for (let done = 0; done < bytes.length;) {
    const taken = handle.write(bytes.subarray(done), position + done);
    if (taken <= 0) throw new Error('the file takes no more bytes');
    done += taken;
  }
}

/** Makes an opened file an empty log, durably. */
export async function writeEmpty(handle: LogHandle): Promise<void> {
  writeAll(handle, Buffer.from(EMPTY), 0);
  handle.truncate(EMPTY.length);
  await handle.sync();
}

/** Closes the array at `end` and ends the file there, durably. */
export async function closeArrayAt(handle: LogHandle, end: number): Promise<void> {
  // In this order: a closing with the rest of a torn write behind it would look like a log that goes on.
  handle.truncate(end + CLOSING.length);
  writeAll(handle, CLOSING, end);
  await handle.sync();
}

/**
 * A valid log file that grows. `write` shows entries to the kernel, `sync` to the disk; `keep` makes them part of the log, `undo`
 * takes them back.
 */
export class LogFile {
  #end: number;
  #size: number;
  #written: number;
  #unsettled = false;

  /**
   * @param end - offset after the last entry, or after the opening bracket
   * @param size - bytes of the file
   */
  constructor(
    readonly handle: LogHandle,
    end: number,
    size: number,
  ) {
    this.#end = end;
    this.#written = end;
    this.#size = size;
  }

  /** Offset after the last entry that was kept. */
  get end(): number {
    return this.#end;
  }

  /** Puts `body`, separator and entries, where the closing is, and the closing after it: one write, whatever the size. */
  async write(body: Buffer): Promise<void> {
    // What a refused write left on the disk must not mix with what comes now, should the power fail in between.
    if (this.#unsettled) await this.#settle();
    const end = this.#end + body.length;
    this.#size = Math.max(this.#size, end + CLOSING.length);
    writeAll(this.handle, Buffer.concat([body, CLOSING]), this.#end);
    if (this.#size > end + CLOSING.length) this.handle.truncate(end + CLOSING.length);
    this.#size = end + CLOSING.length;
    this.#written = end;
  }

  sync(): Promise<void> {
    return this.handle.sync();
  }

  /** What was written is part of the log. */
  keep(): void {
    this.#end = this.#written;
  }

  /** Makes the file end with the entries that were kept; where even that is refused, the next write begins with it. */
  async undo(): Promise<void> {
    this.#unsettled = true;
    // The disk may refuse everything just now; the caller has the first error.
    await this.#settle().catch(() => {});
  }

  async #settle(): Promise<void> {
    await closeArrayAt(this.handle, this.#end);
    this.#size = this.#end + CLOSING.length;
    this.#unsettled = false;
  }
}
