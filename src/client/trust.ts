/** What is known of who is at the other end, and what to dial because of it. */
import { isLoopbackUrl } from '../shared/address';
import type { Trust } from '../shared/ipc/chat-api';
import type { KnownHub } from './ports';
import type { Channel } from './transport';

/** States in which a hub's key was seen. */
const byKey: readonly Trust[] = ['verified', 'unverified', 'certificate'];

/** Whether this device pins the hub's key. */
export const isPinned = (known: Pick<KnownHub, 'trust'>): boolean => byKey.includes(known.trust);

/**
 * Trust in a hub that has said hello.
 * @param vouched - an invite or a person said that `hubId` is the right one
 */
export function trustOf(channel: Channel, url: string, hubId: string, vouched: boolean): Trust {
  if (channel.kind !== 'tls') {
    if (isLoopbackUrl(url)) return 'local';
    return channel.kind === 'page' && channel.encrypted ? 'page' : 'plain';
  }
  // Its own key says more than any certificate that somebody put around it.
  if (channel.pin === hubId && vouched) return 'verified';
  return channel.trusted ? 'certificate' : 'unverified';
}

const isPlain = (url: string): boolean => url.startsWith('ws:');
const encrypted = (url: string): string => url.replace(/^ws:/, 'wss:');

/**
 * The addresses of a remembered hub. One whose key is pinned is dialled with TLS. Only a hub that was never reached that way, because hub or app
 * was older, may still be found without: after TLS was tried, and with its badge.
 */
export function urlsOf(known: KnownHub): string[] {
  if (!isPinned(known)) return known.urls;
  const safe = [...new Set(known.urls.map(encrypted))];
  return known.trust === 'unverified' ? [...safe, ...known.urls.filter(isPlain)] : safe;
}

/** Addresses to keep of a hub that let us in at `url`: once TLS worked there, nothing else is tried again. */
export function urlsToKeep(url: string, dialled: readonly string[]): string[] {
  const others = dialled.filter((other) => other !== url);
  return [url, ...(isPlain(url) ? others : others.filter((other) => !isPlain(other)))];
}
