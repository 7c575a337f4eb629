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

/** From saying something to asking whether anybody is there, and from there to giving up: with a new address one is back within 10 s (R17). */
const SPOKE = { ping: 1_500, pong: 2_500 } as const;

/**
 * Asks when nothing was heard for `limits.clientPing` ms, gives up `limits.clientPong` ms later; sooner when something was said and nothing comes
 * back. Uses intervals only, never dates.
 */
export class Liveness {
  readonly #clock: Clock;
  readonly #actions: LivenessActions;
  #heard = false;
  /** A ping is out. */
  #asking = false;
  #cancel: (() => void) | null = null;
  #cancelSpoke: (() => void) | null = null;

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
    this.#cancelSpoke?.();
    this.#cancelSpoke = null;
  }

  /** Something was said that is answered. */
  spoke(): void {
    if (!this.#cancel || this.#asking) return;
    this.#cancelSpoke ??= this.#clock.after(SPOKE.ping, () => {
      this.stop();
      this.#ask(SPOKE.pong);
    });
  }

  /** Asks right now. */
  check(): void {
    this.stop();
    this.#ask(WAKE_PONG);
  }

  stop(): void {
    this.#cancel?.();
    this.#cancel = null;
    this.#cancelSpoke?.();
    this.#cancelSpoke = null;
    this.#asking = false;
  }

  #ask(patience: number): void {
    this.#heard = false;
    this.#asking = true;
    this.#actions.ping();
    this.#cancel = this.#clock.after(patience, () => (this.#heard ? this.start() : this.#actions.dead()));
  }
}
