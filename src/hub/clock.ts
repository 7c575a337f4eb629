/** Time, injected so that heartbeats and deadlines are tested without waiting. */
import type { Off } from '../shared/emitter';

/** Two clocks and two kinds of timer. */
export interface Clock {
  /** Milliseconds since 1970, for show. It may jump in either direction. */
  now(): number;
  /** Milliseconds since some moment; never goes back. Everything that is decided is decided by this one. */
  elapsed(): number;
  /** Calls back once after `ms`; the returned function calls it off. */
  after(ms: number, callback: () => void): Off;
  /** Calls back every `ms` until the returned function is called. */
  every(ms: number, callback: () => void): Off;
}

/** The machine's clock. */
export const systemClock: Clock = {
  now: () => Date.now(),
  elapsed: () => performance.now(),
  after(ms, callback) {
    const timer = setTimeout(callback, ms);
    return () => clearTimeout(timer);
  },
  every(ms, callback) {
    const timer = setInterval(callback, ms);
    return () => clearInterval(timer);
  },
};
