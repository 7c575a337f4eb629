/** One time for everything that a simulation holds: it moves only when told to, and stops whenever nobody has anything to do. */
import type { Clock } from '../../src/hub/clock';

interface Timer {
  at: number;
  order: number;
  every: number | null;
  callback: () => void;
}

/** A machine's clock: both `Clock`s of src, hub's and client's. */
export interface SimulatedClock extends Clock {
  /** Timers that wait. */
  readonly waiting: number;
  /** Milliseconds that this machine's date is wrong by. */
  offset: number;
  /** The process is gone: nothing of it is called any more. */
  kill(): void;
}

/** 2023-11-14, so that dates look like dates. */
const START = 1_700_000_000_000;

const realTurn = setImmediate;

/** Lets all promises settle: a turn of the real event loop comes after every microtask. */
const settled = (): Promise<void> => new Promise((resolve) => realTurn(resolve));

/** Timers of all machines in one order, and the event loop's turns, which are taken over while it is installed. */
export class SimulatedTime {
  #now = 0;
  #order = 0;
  #timers: Timer[] = [];
  #turns: (() => void)[] = [];

  /** Milliseconds since the simulation began. */
  get now(): number {
    return this.#now;
  }

  /** Runs with `setImmediate` under control: everything is over when the simulation says so, in the same order every time. */
  async install<R>(run: () => Promise<R>): Promise<R> {
    const real = globalThis.setImmediate;
    const controlled = (callback: (...args: unknown[]) => void, ...args: unknown[]): void =>
      void this.#turns.push(() => callback(...args));
    globalThis.setImmediate = controlled as unknown as typeof setImmediate;
    try {
      return await run();
    } finally {
      globalThis.setImmediate = real;
    }
  }

  /** A clock of its own for one process of one machine. @param offset - what its date is wrong by */
  clock(offset = 0): SimulatedClock {
    const own = new Set<Timer>();
    let alive = true;
    const add = (ms: number, every: number | null, callback: () => void): (() => void) => {
      if (!alive) return () => undefined;
      const timer: Timer = {
        ...{ at: this.#now + Math.max(0, ms), order: this.#order++, every },
        callback: () => {
          if (every === null) own.delete(timer);
          callback();
        },
      };
      own.add(timer);
      this.#timers.push(timer);
      return () => {
        own.delete(timer);
        this.#remove(timer);
      };
    };
    const time = (): number => this.#now;
    return {
      offset,
      now() {
        return START + time() + this.offset;
      },
      elapsed: time,
      after: (ms, callback) => add(ms, null, callback),
      every: (ms, callback) => add(ms, ms, callback),
      get waiting() {
        return own.size;
      },
      kill: () => {
        alive = false;
        for (const timer of own) this.#remove(timer);
        own.clear();
      },
    };
  }

  /** Calls back at once, in a turn of its own. */
  soon(callback: () => void): void {
    this.#turns.push(callback);
  }

  /** Moves on, calling what falls due in order; after each, whatever follows from it is over before time goes on. */
  async advance(ms: number): Promise<void> {
    const end = this.#now + ms;
    await this.settle();
    for (let next = this.#next(end); next; next = this.#next(end)) {
      this.#now = next.at;
      if (next.every === null) this.#remove(next);
      else Object.assign(next, { at: next.at + next.every, order: this.#order++ });
      next.callback();
      await this.settle();
    }
    this.#now = end;
  }

  /** Lets everything happen that needs no time. */
  async settle(): Promise<void> {
    await settled();
    for (let turn = this.#turns.shift(); turn; turn = this.#turns.shift()) {
      turn();
      await settled();
    }
  }

  #next(end: number): Timer | undefined {
    let first: Timer | undefined;
    for (const timer of this.#timers)
      if (timer.at <= end && (!first || timer.at < first.at || (timer.at === first.at && timer.order < first.order)))
        first = timer;
    return first;
  }

  #remove(timer: Timer): void {
    const index = this.#timers.indexOf(timer);
    if (index >= 0) this.#timers.splice(index, 1);
  }
}

/** Numbers that look random and depend on nothing but their names: a step that is left out does not change those of the others. */
export type Noise = (...names: (string | number)[]) => number;

/** 0 ≤ x < 1 by seed and names (FNV-1a, mixed once more). */
export const noiseOf =
  (seed: number): Noise =>
  (...names) => {
    let hash = (0x811c9dc5 ^ seed) >>> 0;
    for (const char of names.join('/')) hash = Math.imul(hash ^ char.charCodeAt(0), 0x01000193) >>> 0;
    hash = Math.imul(hash ^ (hash >>> 16), 0x85ebca6b);
    hash = Math.imul(hash ^ (hash >>> 13), 0xc2b2ae35);
    return ((hash ^ (hash >>> 16)) >>> 0) / 2 ** 32;
  };
