/** What both sides of the handshake must compute alike. */

/**
 * By what a client tells whom it talks to, each with what it saw itself: `tls` the SHA-256 of the key that answered (SPKI, DER), `certificate` the host
 * name that a trusted certificate was for, `page` the origin of a page in a browser, `plain` the host that was dialled without TLS.
 */
export const channelKinds = ['tls', 'certificate', 'page', 'plain'] as const;

/** One of the four. */
export type ChannelKind = (typeof channelKinds)[number];

/** Kind and what was seen, one space between them; as it is signed and sent. */
export const signedChannel = (kind: ChannelKind, seen: string): string => `${kind} ${seen}`;

/** The same, read; null where it is none. */
export function readChannel(text: string): { kind: ChannelKind; seen: string } | null {
  const space = text.indexOf(' ');
  const kind = channelKinds.find((one) => one === text.slice(0, space));
  return kind === undefined ? null : { kind, seen: text.slice(space + 1) };
}

/** What a client's proof is bound to. */
export interface HelloTerms {
  /** SHA-256 of the hub's SPKI, 43 base64url characters. */
  hubId: string;
  /** The hub's random bytes for this connection. */
  nonce: string;
  /** What the client saw at the other end, see `signedChannel`. */
  channel: string;
}

/**
 * The bytes a client signs with its Ed25519 key (RFC 8032) to prove who it is: bound to this hub, to this connection's nonce and to what the client saw of
 * the one who answered, so that nobody can carry the proof to another hub, replay it, or pass it on as their own.
 * @param key - the client's raw public key, 43 base64url characters
 */
export const helloBytes = ({ hubId, nonce, channel }: HelloTerms, key: string): Uint8Array<ArrayBuffer> =>
  new TextEncoder().encode(`hearth.v1 hello\n${hubId}\n${nonce}\n${key}\n${channel}`) as Uint8Array<ArrayBuffer>;

/** Prefix of a member id, by what stands behind it: a key, a guest's token, a script of simple mode. */
export const memberPrefix = { key: 'k-', guest: 'g-', script: 's-' } as const;
