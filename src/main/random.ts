/** Randomness from the system. */
import { randomBytes } from 'node:crypto';
import type { Random } from '../client/ports';

/** Ids of 128 unguessable bits; fractions for jitter only. */
export const systemRandom: Random = {
  id: () => randomBytes(16).toString('base64url'),
  fraction: () => Math.random(),
};
