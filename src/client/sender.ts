/** Moves the outbox to the hub: one message per room on its way at a time, so that nothing overtakes. */
import type { Problem, ProblemCode } from '../shared/ipc/outcome';
import { limits, type ClientFrame } from '../shared/protocol';
import type { Outbox } from './outbox';
import { frameOf } from './pending';
import type { Clock } from './ports';

/** How long a message waits after the hub could not write it: it recovers within this (R8). */
const STORAGE_PAUSE = 5_000;

/** Refusals that pass by themselves. */
const passing = new Set<ProblemCode>(['rate_limited', 'slow_mode', 'storage_full', 'storage_failed', 'internal', 'stopped']);

/** Those of them that are about one room; the others hold up everything. */
const ofRoom = new Set<ProblemCode>(['slow_mode']);

/** What a sender needs. */
export interface SenderOptions {
  outbox: Outbox;
  clock: Clock;
  send(frame: ClientFrame): boolean;
  /** The hub has us in this room. */
  joined(room: string): boolean;
}

/** Sends, waits for the echo, sends again; ids make that harmless. */
export class Sender {
  readonly #options: SenderOptions;
  /** Room → the message on its way, with its timer. */
  readonly #inFlight = new Map<string, { id: string; cancel: () => void }>();
  #pause: (() => void) | null = null;
  /** Rooms that have to wait, each with what calls that off. */
  readonly #pauses = new Map<string, () => void>();

  constructor(options: SenderOptions) {
    this.#options = options;
  }

  /** Sends what can be sent now. */
  flush(): void {
    for (const room of this.#options.outbox.rooms()) this.#next(room);
  }

  /** The hub echoed an entry of ours. */
  confirm(room: string, id: string): void {
    this.#land(room, id);
    this.#options.outbox.remove(room, id);
    this.#next(room);
  }

  /** The hub refused a message. */
  refuse(room: string, id: string, problem: Problem): void {
    this.#land(room, id);
    const { outbox } = this.#options;
    if (!passing.has(problem.code)) {
      outbox.mark(room, id, 'failed', problem);
      this.#next(room);
      return;
    }
    outbox.mark(room, id, 'queued', problem);
    const wait = typeof problem.params?.['retryAfter'] === 'number' ? problem.params['retryAfter'] : STORAGE_PAUSE;
    if (ofRoom.has(problem.code)) return this.#pauseRoom(room, wait);
    this.#pause ??= this.#options.clock.after(wait, () => {
      this.#pause = null;
      this.flush();
    });
  }

  /** The connection went: what was on its way is queued again. */
  reset(): void {
    this.#pause?.();
    this.#pause = null;
    for (const cancel of this.#pauses.values()) cancel();
    this.#pauses.clear();
    for (const { cancel } of this.#inFlight.values()) cancel();
    this.#inFlight.clear();
    this.#options.outbox.requeue();
  }

  #pauseRoom(room: string, wait: number): void {
    this.#pauses.get(room)?.();
    const over = (): void => {
      this.#pauses.delete(room);
      this.#next(room);
    };
    this.#pauses.set(room, this.#options.clock.after(wait, over));
  }

  #land(room: string, id: string): void {
    const flying = this.#inFlight.get(room);
    if (flying?.id !== id) return;
    flying.cancel();
    this.#inFlight.delete(room);
  }

  #next(room: string): void {
    const { outbox, clock, send, joined } = this.#options;
    if (this.#pause || this.#pauses.has(room) || this.#inFlight.has(room) || !joined(room)) return;
    const message = outbox.of(room).find(({ state }) => state !== 'failed');
    if (!message || !send(frameOf(message))) return;
    const again = (): void => {
      this.#inFlight.delete(room);
      this.#next(room);
    };
    this.#inFlight.set(room, { id: message.id, cancel: clock.after(limits.ackTimeout, again) });
    if (message.state !== 'sending') outbox.mark(room, message.id, 'sending');
  }
}
