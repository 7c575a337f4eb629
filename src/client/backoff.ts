/** How long to wait before dialling again. */
import { limits } from '../shared/protocol';

/**
 * Exponential with "equal jitter": half of the wait is fixed, half is random, so that a room full of people whose hub restarted
 * does not come back in one instant (AWS Architecture Blog, "Exponential Backoff And Jitter").
 * @param retries - waits made before, 0 or more
 * @param fraction - random, 0 ≤ x < 1
 * @returns ms
 */
export function backoff(retries: number, fraction: number): number {
  const full = Math.min(limits.backoffMost, limits.backoffFirst * 2 ** Math.min(retries, 16));
  return Math.round(full / 2 + (full / 2) * fraction);
}
