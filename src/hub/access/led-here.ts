/** Whether what a client saw at the other end of its line was this hub, and not somebody who passes its hello on. */
import { readChannel } from '../../shared/protocol';
import type { Core } from '../core';
import type { Peer } from '../peer';

/**
 * @param channel - as the client signed it. The key of this hub is shown by nobody else, however the line came here; a certificate counts for the names that
 * this hub goes by, of which nobody else has one; a page's origin and a plain host are what the browser or the client asked for here as well
 */
export function ledHere(
  channel: string,
  peer: Pick<Peer, 'secure' | 'asked'>,
  { id, names }: Pick<Core, 'id' | 'names'>,
): boolean {
  const read = readChannel(channel);
  if (!read) return false;
  const { kind, seen } = read;
  switch (kind) {
    case 'tls':
      return seen === id;
    case 'certificate':
      return names.has(seen);
    case 'page':
      return seen === peer.asked.origin;
    case 'plain':
      return !peer.secure && seen === peer.asked.host;
  }
}
