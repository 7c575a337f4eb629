/** What is known of who is at the other end, and what to dial because of it. */
import { hostOf, isLoopbackUrl } from '../shared/address';
import type { Trust } from '../shared/ipc/trust-api';
import { signedChannel } from '../shared/protocol';
import type { Line } from './login';
import type { KnownHub } from './ports';
import type { Channel } from './transport';

/** States in which a hub's key was seen. */
const byKey: readonly Trust[] = ['verified', 'unverified', 'certificate'];

/** Whether this device pins the hub's key. */
export const isPinned = (known: Pick<KnownHub, 'trust'>): boolean => byKey.includes(known.trust);

type Way = Pick<Line, 'channel' | 'url'>;

/** Whether the hub's own key answered. */
export const holdsKey = ({ channel }: Way, hubId: string): boolean => channel.kind === 'tls' && channel.pin === hubId;

/** Whether the system trusts the certificate that answered, at the host where that was enough before. */
export const certifies = ({ channel, url }: Way, host: string | undefined): boolean =>
  channel.kind === 'tls' && channel.trusted && hostOf(url) === host;

/**
 * What we saw of who answers, for the proof of who we are: whoever passes our hello on to another hub, or another one's to us, has another key, name or
 * address than the one that we sign, and cannot change it.
 */
export function seenOver({ channel, url }: Way, hubId: string): string {
  switch (channel.kind) {
    case 'tls':
      return channel.pin === hubId ? signedChannel('tls', channel.pin) : signedChannel('certificate', hostOf(url));
    case 'page':
      return signedChannel('page', new URL(url.replace(/^ws/, 'http')).origin);
    case 'plain':
      return signedChannel('plain', hostOf(url).replace(/^\[|\]$/g, ''));
  }
}

/** The host whose certificate stands for the key of a remembered hub; undefined where the key itself was seen, or nothing. */
export const certifiedHost = ({ trust, urls: [last] }: Pick<KnownHub, 'trust' | 'urls'>): string | undefined =>
  trust === 'certificate' && last !== undefined ? hostOf(last) : undefined;

/** Whether a line that does not show the hub's key is nevertheless as good as what this device had of it. */
export function isAsBefore(line: Way, known: KnownHub): boolean {
  if (!isPinned(known) || certifies(line, certifiedHost(known))) return true;
  // A plain address is among those of a pinned hub only if it was never reached by TLS.
  return known.trust === 'unverified' && line.channel.kind === 'plain' && known.urls.includes(line.url);
}

/** What to remember: less than was known before takes nothing away. */
export const trustToKeep = (now: Trust, before: Trust): Trust =>
  now === 'certificate' && before === 'unverified' ? before : now;

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
/** The same place by TLS: a hub speaks it on the same port. */
export const tlsUrl = (url: string): string => url.replace(/^ws:/, 'wss:');

/**
 * The addresses of a remembered hub. One whose key is pinned is dialled with TLS. Only a hub that was never reached that way, because hub or app
 * was older, may still be found without: after TLS was tried, and with its badge.
 */
export function urlsOf(known: KnownHub): string[] {
  if (!isPinned(known)) return known.urls;
  const safe = [...new Set(known.urls.map(tlsUrl))];
  return known.trust === 'unverified' ? [...safe, ...known.urls.filter(isPlain)] : safe;
}

/** Addresses to keep of a hub that let us in at `url`: once TLS worked there, nothing else is tried again. */
export function urlsToKeep(url: string, dialled: readonly string[]): string[] {
  const others = dialled.filter((other) => other !== url);
  return [url, ...(isPlain(url) ? others : others.filter((other) => !isPlain(other)))];
}
