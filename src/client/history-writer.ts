/** Keeps a room's entries on this device, in order, through a disk that says no for a while. */
import { Emitter } from '../shared/emitter';
import type { Entry } from '../shared/protocol';
import type { Clock, History } from './ports';

/** Between attempts while the disk refuses. */
const RETRY = 5_000;

/** Above this many unsaved entries the oldest wait for a restart, which fetches them from the hub again. */
const MOST_UNSAVED = 5_000;

/** Why the disk takes nothing: it refuses for now, or a newer program wrote to this history and it stays as that left it. */
export type Refusal = 'disk' | 'newer';

const refusalOf = (error: unknown): Refusal =>
  typeof error === 'object' && error !== null && 'reason' in error && error.reason === 'newer' ? 'newer' : 'disk';

/** Appends to one conversation; an append that fails is made again together with the next one. */
export class HistoryWriter {
  /** The disk takes nothing; null: it does again. */
  readonly onRefused = new Emitter<Refusal | null>();
  readonly #history: History;
  readonly #clock: Clock;
  readonly #hub: string;
  readonly #room: string;
  #unsaved: Entry[] = [];
  #writing: Promise<void> | null = null;
  #cancelRetry: (() => void) | null = null;
  #gaveUp = false;
  readonly #onKept: (seq: number) => void;
  #refused: Refusal | null = null;

  /** @param onKept - everything up to there is kept */
  constructor(history: History, clock: Clock, hub: string, room: string, onKept: (seq: number) => void = () => undefined) {
    this.#history = history;
    this.#clock = clock;
    this.#hub = hub;
    this.#room = room;
    this.#onKept = onKept;
  }

  /** Takes entries that follow the ones before. */
  append(entries: readonly Entry[]): void {
    if (this.#gaveUp) return;
    this.#unsaved.push(...entries);
    // Nothing of it will ever be written here: the newest are for this visit.
    if (this.#refused === 'newer') return void this.#unsaved.splice(0, this.#unsaved.length - MOST_UNSAVED);
    if (this.#unsaved.length > MOST_UNSAVED) {
      // A gap must not be written: what is on disk ends where it ends, and the next start resumes from there.
      this.#gaveUp = true;
      this.#unsaved = [];
      return;
    }
    this.#write();
  }

  /** Entries that were taken and are not on disk yet. */
  get unsaved(): readonly Entry[] {
    return this.#unsaved;
  }

  /** Drops what is not on disk: the log it belonged to is set aside. */
  discard(): void {
    this.#unsaved = [];
    this.#gaveUp = false;
    this.#refuse(null);
  }

  /** Resolves when the disk has what it will take now. */
  async flush(): Promise<void> {
    this.#cancelRetry?.();
    this.#cancelRetry = null;
    this.#write();
    while (this.#writing) await this.#writing;
  }

  #write(): void {
    if (this.#writing || this.#cancelRetry || this.#unsaved.length === 0 || this.#refused === 'newer') return;
    const batch = this.#unsaved.slice();
    this.#writing = this.#history.append(this.#hub, this.#room, batch).then(
      () => {
        this.#writing = null;
        this.#unsaved.splice(0, batch.length);
        this.#onKept(batch.at(-1)?.seq ?? 0);
        this.#refuse(null);
        this.#write();
      },
      (error: unknown) => {
        this.#writing = null;
        this.#refuse(refusalOf(error));
        if (this.#refused === 'newer') return;
        this.#cancelRetry = this.#clock.after(RETRY, () => {
          this.#cancelRetry = null;
          this.#write();
        });
      },
    );
  }

  #refuse(refusal: Refusal | null): void {
    if (this.#refused === refusal) return;
    this.#refused = refusal;
    this.onRefused.emit(refusal);
  }
}
