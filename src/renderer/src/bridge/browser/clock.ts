/** Time, as the browser tells it. */
import type { Clock } from '../../../../client/ports';

/** The browser's clock and timers. */
export const browserClock: Clock = {
  now: () => Date.now(),
  after(ms, callback) {
    const timer = setTimeout(callback, ms);
    return () => clearTimeout(timer);
  },
};
