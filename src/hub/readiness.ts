/** Whether a hub can take what people bring: its rooms are open, its disk keeps what it is given, and it is not stopping. */
import { errorMessages } from '../shared/protocol';
import { StorageError } from '../storage/storage-error';
import type { Clock } from './clock';

/** Why a hub is not ready. */
export type UnreadyCode = 'opening' | 'stopping' | 'storage_full' | 'storage_failed';

/** The answer to `GET /readyz`, each reason as a code for programs and a sentence for people. */
export type Readiness = { status: 'ready' } | { status: 'unready'; reasons: readonly { code: UnreadyCode; message: string }[] };

/** What readiness is made of. */
export interface ReadinessOptions {
  /** Resolves when every room's log was opened. */
  opened(): Promise<void>;
  stopping(): boolean;
  /** Writes something to the disk of the rooms. Rejects with StorageError. */
  tryDisk(): Promise<void>;
  clock: Clock;
}

/** What is known of the disk stands for so long, ms: whoever asks again and again makes no work for it. */
const FRESH = 2_000;

/** Longest wait for the disk, ms; a disk that hangs keeps nothing. */
const PATIENCE = 1_000;

const messages: Record<UnreadyCode, string> = { ...errorMessages, opening: 'The hub is still opening its rooms.' };

export class ReadinessCheck {
  readonly #options: ReadinessOptions;
  #opened = false;
  /** The disk has not answered yet: asking it once more would only make the queue longer. */
  #trying = false;
  #disk: { at: number; code: Promise<UnreadyCode | null> } | null = null;

  constructor(options: ReadinessOptions) {
    this.#options = options;
  }

  /** Never rejects. */
  async look(): Promise<Readiness> {
    void this.#options.opened().then(() => (this.#opened = true));
    const disk = await this.#tryDisk();
    const codes: UnreadyCode[] = [
      ...(this.#options.stopping() ? (['stopping'] as const) : []),
      ...(this.#opened ? [] : (['opening'] as const)),
      ...(disk ? [disk] : []),
    ];
    if (codes.length === 0) return { status: 'ready' };
    return { status: 'unready', reasons: codes.map((code) => ({ code, message: messages[code] })) };
  }

  #tryDisk(): Promise<UnreadyCode | null> {
    const { clock, tryDisk } = this.#options;
    const now = clock.elapsed();
    if (this.#disk && (this.#trying || now - this.#disk.at < FRESH)) return this.#disk.code;
    this.#trying = true;
    const code = new Promise<UnreadyCode | null>((resolve) => {
      const cancel = clock.after(PATIENCE, () => resolve('storage_failed'));
      const done = (found: UnreadyCode | null): void => {
        cancel();
        this.#trying = false;
        resolve(found);
      };
      tryDisk().then(
        () => done(null),
        (error: unknown) => done(error instanceof StorageError ? error.code : 'storage_failed'),
      );
    });
    this.#disk = { at: now, code };
    return code;
  }
}
