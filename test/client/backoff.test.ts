import fc from 'fast-check';
import { expect, it } from 'vitest';
import { backoff } from '../../src/client/backoff';
import { limits } from '../../src/shared/protocol';

it('waits at most a second before the first retry', () => {
  expect(backoff(0, 0.999)).toBeLessThanOrEqual(1_000);
});

it('never waits longer than the limit, nor less than half of its step', () => {
  fc.assert(
    fc.property(fc.nat(1_000), fc.double({ min: 0, max: 1, maxExcluded: true, noNaN: true }), (retries, fraction) => {
      const delay = backoff(retries, fraction);
      const step = Math.min(limits.backoffMost, limits.backoffFirst * 2 ** Math.min(retries, 16));
      expect(delay).toBeGreaterThanOrEqual(step / 2);
      expect(delay).toBeLessThanOrEqual(step);
    }),
  );
});
