/** Notices that a socket which calls itself open is dead: after sleep, a pulled cable, a hub that froze. */
import { limits } from '../shared/protocol';
import type { Clock } from './ports';

/** What a liveness watch may do. */
export interface LivenessActions {
  ping(): void;
  /** Nothing came back. */
  dead(): void;
}

/** How long a check on waking waits: somebody is looking at the screen. */
const WAKE_PONG = 2_000;

/** Asks when nothing was heard for `limits.clientPing` ms, gives up `limits.clientPong` ms later. Uses intervals only, never dates. */
export class Liveness {
  readonly #clock: Clock;
  readonly #actions: LivenessActions;
  #heard = false;
  #cancel: (() => void) | null = null;

  constructor(clock: Clock, actions: LivenessActions) {
    this.#clock = clock;
    this.#actions = actions;
  }

  /** Begins to watch, anew if it did already. */
  start(): void {
    this.stop();
    this.#heard = false;
    this.#cancel = this.#clock.after(limits.clientPing, () => (this.#heard ? this.start() : this.#ask(limits.clientPong)));
  }

  /** Something arrived. */
  heard(): void {
    this.#heard = true;
  }

  /** Asks right now. */
  check(): void {
    this.stop();
    this.#ask(WAKE_PONG);
  }

  stop(): void {
    this.#cancel?.();
    this.#cancel = null;
  }

  #ask(patience: number): void {
    this.#heard = false;
    this.#actions.ping();
    this.#cancel = this.#clock.after(patience, () => (this.#heard ? this.start() : this.#actions.dead()));
  }
}
