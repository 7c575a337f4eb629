/** Random names of things; 22 base64url characters hold 128 bits. */
import { randomBytes } from 'node:crypto';

const random = (bytes: number): string => randomBytes(bytes).toString('base64url');

/** Of a connection, and of a message that came without an id. */
export const newId = (): string => random(16);

/** For a hello; never used twice. */
export const newNonce = (): string => random(16);

/** `r` and 11 characters: short enough for a file name that people may have to read. */
export const newRoomId = (): string => `r${random(9).slice(0, 11)}`;
