/** What both sides of the handshake must compute alike. */

/**
 * The bytes a client signs with its Ed25519 key (RFC 8032) to prove who it is: bound to this hub and to this connection's nonce,
 * so that nobody can carry the proof to another hub or replay it.
 * @param hubId - SHA-256 of the hub's SPKI, 43 base64url characters
 * @param nonce - the hub's random bytes for this connection
 * @param key - the client's raw public key, 43 base64url characters
 */
export const helloBytes = (hubId: string, nonce: string, key: string): Uint8Array<ArrayBuffer> =>
  new TextEncoder().encode(`hearth.v1 hello\n${hubId}\n${nonce}\n${key}`) as Uint8Array<ArrayBuffer>;

/** Prefix of a member id, by what stands behind it: a key, a guest's token, a script of simple mode. */
export const memberPrefix = { key: 'k-', guest: 'g-', script: 's-' } as const;
