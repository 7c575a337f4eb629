/** Randomness, with what exists on plain http too: `randomUUID` and `subtle` do not. */
import type { Random } from '../../../../client/ports';
import { base64url } from './base64url';

/** Ids of 128 unguessable bits; fractions for jitter only. */
export const browserRandom: Random = {
  id: () => base64url(crypto.getRandomValues(new Uint8Array(16))),
  fraction: () => Math.random(),
};
