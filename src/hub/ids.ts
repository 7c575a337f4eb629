/** Random names of things; 22 base64url characters hold 128 bits. */
import { randomFillSync } from 'node:crypto';

/** Asking the system once for many ids costs as much as asking it for one. */
const pool = Buffer.allocUnsafeSlow(4_096);
let used = pool.length;

function random(bytes: number): string {
  if (used + bytes > pool.length) {
    randomFillSync(pool);
    used = 0;
  }
  used += bytes;
  return pool.toString('base64url', used - bytes, used);
}

/** Of a connection, and of a message that came without an id. */
export const newId = (): string => random(16);

/** For a hello; never used twice. */
export const newNonce = (): string => random(16);

/** `r` and 11 characters: short enough for a file name that people may have to read. */
export const newRoomId = (): string => `r${random(9).slice(0, 11)}`;
