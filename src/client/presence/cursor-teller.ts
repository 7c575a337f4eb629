/** Tells a hub how far this device is: what it keeps, and what its owner saw; gathered, and only what the hub does not know. */
import { limits, type ClientFrame } from '../../shared/protocol';
import type { Clock } from '../ports';

/** Cursors told at once: who joins 200 rooms tells them over some seconds, within what a connection may ask. */
const AT_ONCE = 20;

/** What it needs. */
export interface CursorTellerOptions {
  clock: Clock;
  send(frame: ClientFrame): boolean;
  /** The hub has us in this room. */
  joined(room: string): boolean;
  tellsReads(): boolean;
}

interface Progress {
  kept: number;
  seen: number;
}

const lineOf = (received: number, read: number | null): string => `${String(received)} ${String(read)}`;

/** One hub's. */
export class CursorTeller {
  readonly #options: CursorTellerOptions;
  readonly #progress = new Map<string, Progress>();
  /** What the hub knows on this connection. */
  readonly #told = new Map<string, string>();
  readonly #dirty = new Set<string>();
  #cancel: (() => void) | null = null;

  constructor(options: CursorTellerOptions) {
    this.#options = options;
  }

  /** Everything up to there is on this device's disk. */
  kept(room: string, seq: number): void {
    const progress = this.#of(room);
    progress.kept = Math.max(progress.kept, seq);
    this.#mark(room);
  }

  /** Somebody looked at everything up to there. */
  seen(room: string, seq: number): void {
    const progress = this.#of(room);
    if (seq <= progress.seen) return;
    progress.seen = seq;
    this.#mark(room);
  }

  /** The log is another one. */
  forget(room: string): void {
    this.#progress.delete(room);
    this.#told.delete(room);
  }

  /** The hub says what it knows of us. */
  known(room: string, received: number, read: number | null): void {
    this.#told.set(room, lineOf(received, read));
  }

  /** Whether reads are told is different now. */
  again(): void {
    for (const room of this.#progress.keys()) this.#mark(room);
  }

  offline(): void {
    this.#cancel?.();
    this.#cancel = null;
    this.#told.clear();
    this.#dirty.clear();
  }

  #of(room: string): Progress {
    const progress = this.#progress.get(room) ?? { kept: 0, seen: 0 };
    this.#progress.set(room, progress);
    return progress;
  }

  #mark(room: string): void {
    this.#dirty.add(room);
    this.#cancel ??= this.#options.clock.after(limits.cursorEvery, () => this.#tell());
  }

  #tell(): void {
    this.#cancel = null;
    let told = 0;
    for (const room of this.#dirty) {
      if (told >= AT_ONCE) break;
      this.#dirty.delete(room);
      if (this.#tellOne(room)) told += 1;
    }
    if (this.#dirty.size > 0) this.#cancel = this.#options.clock.after(limits.cursorEvery, () => this.#tell());
  }

  #tellOne(room: string): boolean {
    const { send, joined, tellsReads } = this.#options;
    if (!joined(room)) return false;
    const { kept, seen } = this.#of(room);
    const line = lineOf(kept, tellsReads() ? seen : null);
    if (this.#told.get(room) === line) return false;
    if (!send({ type: 'cursor', room, received: kept, ...(tellsReads() ? { read: seen } : {}) })) return false;
    this.#told.set(room, line);
    return true;
  }
}
