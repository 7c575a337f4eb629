/** When what is passing is told: gathered for a moment, and no faster than the hub can afford. */
import type { Limits } from '../../shared/protocol';
import type { Off } from '../../shared/emitter';
import type { Clock } from '../clock';

/** Something that has things to tell now and then. */
export interface HintSource {
  /**
   * Tells what changed, a room at a time, until there is nothing more or so many frames went out.
   * @returns frames that went out, and in how many ms there is more to tell; null for nothing
   */
  flush(most: number): { frames: number; again: number | null };
}

/** One timer for the whole hub, and none while there is nothing to tell. */
export class Hints {
  readonly #clock: Clock;
  readonly #gap: number;
  readonly #rate: number;
  readonly #sources: HintSource[] = [];
  #at = Infinity;
  /** What went out is paid for before the next goes out. */
  #notBefore = -Infinity;
  #cancel: Off | null = null;
  #stopped = false;

  constructor(limits: Limits, clock: Clock) {
    this.#clock = clock;
    this.#gap = limits.hintGap;
    this.#rate = limits.hintRate;
  }

  add(source: HintSource): void {
    this.#sources.push(source);
  }

  /** There is something to tell, or will be in so many ms. */
  poke(inMs = this.#gap): void {
    if (this.#stopped) return;
    const now = this.#clock.elapsed();
    const at = Math.max(now + inMs, this.#notBefore);
    if (at >= this.#at) return;
    this.#cancel?.();
    this.#at = at;
    this.#cancel = this.#clock.after(at - now, () => this.#tell());
  }

  stop(): void {
    this.#stopped = true;
    this.#cancel?.();
  }

  #tell(): void {
    this.#cancel = null;
    this.#at = Infinity;
    const most = this.#rate > 0 ? Math.max(1, (this.#rate * this.#gap) / 1_000) : Infinity;
    let sent = 0;
    const next: number[] = [];
    for (const source of this.#sources) {
      const { frames, again } = source.flush(most - sent);
      sent += frames;
      if (again !== null) next.push(again);
    }
    if (this.#rate > 0) this.#notBefore = this.#clock.elapsed() + (sent / this.#rate) * 1_000;
    // Each time another one is first, or the last would starve while the first has much to say.
    this.#sources.push(...this.#sources.splice(0, 1));
    if (next.length > 0) this.poke(Math.max(this.#gap, Math.min(...next)));
  }
}
