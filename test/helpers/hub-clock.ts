import type { Clock } from '../../src/hub/clock';
import type { Off } from '../../src/shared/emitter';

interface Timer {
  at: number;
  every: number | null;
  callback: () => void;
}

/** The hub's clock, moving only when told to. */
export class HubClock implements Clock {
  #elapsed = 0;
  readonly #timers = new Set<Timer>();

  constructor(readonly start = 1_700_000_000_000) {}

  now(): number {
    return this.start + this.#elapsed;
  }

  elapsed(): number {
    return this.#elapsed;
  }

  after(ms: number, callback: () => void): Off {
    return this.#add({ at: this.#elapsed + ms, every: null, callback });
  }

  every(ms: number, callback: () => void): Off {
    return this.#add({ at: this.#elapsed + ms, every: ms, callback });
  }

  /** Timers that wait, intervals included. */
  get waiting(): number {
    return this.#timers.size;
  }

  advance(ms: number): void {
    const end = this.#elapsed + ms;
    for (;;) {
      const [next] = [...this.#timers].filter(({ at }) => at <= end).sort((a, b) => a.at - b.at);
      if (!next) break;
      this.#elapsed = next.at;
      if (next.every === null) this.#timers.delete(next);
      else next.at += next.every;
      next.callback();
    }
    this.#elapsed = end;
  }

  #add(timer: Timer): Off {
    this.#timers.add(timer);
    return () => void this.#timers.delete(timer);
  }
}
