/** Drops the oldest messages of all rooms now and then, where the hub's operator asked for it. */
import type { Off } from '../../shared/emitter';
import type { Clock } from '../clock';
import type { Log } from '../log';
import type { Room } from './room';

/** What stays in a room; 0 keeps all. */
export interface RetentionLimits {
  /** Milliseconds. */
  maxAge: number;
  /** Bytes of a room's file. */
  maxBytes: number;
}

/** Between two passes. */
const PERIOD = 60 * 60 * 1_000;

/** From the start to the first pass: whoever waits for the hub comes first. */
const FIRST = 60 * 1_000;

/** One hub's passes; one room after the other. Rooms that nobody wrote in give their memory back on the way. */
export class RetentionPasses {
  readonly #offs: Off[];
  #passing: Promise<void> | null = null;
  #stopped = false;

  constructor(
    private readonly rooms: () => readonly Room[],
    private readonly limits: RetentionLimits,
    clock: Clock,
    private readonly log: Log,
  ) {
    const pass = (): void => void this.pass(clock.now());
    this.#offs = [clock.after(FIRST, pass), clock.every(PERIOD, pass)];
  }

  /** Never rejects: a room whose disk refuses is tried again by the next pass. */
  pass(now: number): Promise<void> {
    this.#passing ??= this.#pass(now).finally(() => (this.#passing = null));
    return this.#passing;
  }

  /** Begins no other room; the one under way is waited for by whoever closes it. */
  stop(): void {
    this.#stopped = true;
    for (const off of this.#offs) off();
  }

  async #pass(now: number): Promise<void> {
    for (const room of this.rooms()) {
      if (this.#stopped) return;
      try {
        const dropped = await room.retain(this.limits, now);
        if (dropped > 0) this.log.info('retain', { room: room.id, dropped });
      } catch (error: unknown) {
        this.log.error('error', error, { room: room.id });
      }
    }
  }
}
