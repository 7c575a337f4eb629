/** What people type or paste to join, and the invite link that a host hands out. */
import { SOCKET_PATH } from './protocol/version';

/** The port a hub takes when nobody says otherwise. */
export const DEFAULT_PORT = 8080;

/** Where to dial. */
export interface Target {
  /** WebSocket URLs, in the order in which to try them. */
  urls: string[];
  /** Host and port of the first, for people. */
  label: string;
  /** The hub that an invite promises; a hub with another id is not the one that was meant. */
  hubId?: string;
  /** An invite's secret, for that hub and nobody else. It is in none of the above, and is not to be kept. */
  secret?: string;
}

/** An invite's content: every address of a hub, its port and its id; and what lets one in there, where it is needed. */
export interface Invite {
  hosts: string[];
  port: number;
  hubId: string;
  /** 22 base64url characters. */
  secret?: string;
}

const bracket = (host: string): string => (host.includes(':') && !host.startsWith('[') ? `[${host}]` : host);

function parseUrl(text: string): URL | null {
  try {
    return new URL(text);
  } catch {
    return null;
  }
}

/** A host as URLs write it; null where a text is none, or more than one: with a port, a user name or a path. */
const hostOnly = (text: string): string | null =>
  /[\s/\\?#@]/.test(text) ? null : (parseUrl(`http://${bracket(text)}`)?.hostname ?? null);

/** Hosts beside the first, the hub's id and the secret, as an invite's fragment holds them; null where it is damaged. */
function parseFragment(hash: string): { hosts: string[]; hubId?: string; secret?: string } | null {
  const params = new URLSearchParams(hash.replace(/^#/, ''));
  const named = (params.get('a') ?? '').split(',').filter(Boolean);
  const hosts = named.map(hostOnly).filter((host) => host !== null);
  const hubId = params.get('k') ?? undefined;
  // Without the hub's key, what is dialled would not be what the link shows.
  if (named.length > 0 && hubId === undefined) return null;
  if (named.length > 32 || hosts.length < named.length) return null;
  if (hubId !== undefined && !/^[\w-]{43}$/.test(hubId)) return null;
  const secret = params.get('s') ?? undefined;
  // A secret without its hub would be anybody's who answers.
  if (secret !== undefined && (hubId === undefined || !/^[\w-]{22}$/.test(secret))) return null;
  return { hosts, ...(hubId === undefined ? {} : { hubId }), ...(secret === undefined ? {} : { secret }) };
}

/** Whether a text is an invite's secret without its link. */
export const isBareSecret = (text: string): boolean => /^[\w-]{22}$/.test(text.trim());

/** A typed address as it may be shown and repeated: without the fragment, where an invite has its secret. */
export const withoutFragment = (text: string): string => text.replace(/#.*$/s, '');

const schemes: Record<string, 'ws:' | 'wss:'> = {
  // Only this one asks for a connection that everybody can read.
  'ws:': 'ws:',
  'wss:': 'wss:',
  'http:': 'wss:',
  'https:': 'wss:',
  'hearth:': 'wss:',
};

/** Ports of schemes that say one; the others mean a hub's own. */
const standardPorts: Record<string, number> = { 'ws:': 80, 'http:': 80, 'wss:': 443, 'https:': 443 };

/**
 * Reads `192.168.1.20`, `host.name:9000`, `[::1]:8080`, `::1`, `ws://…`, `wss://…`, `http(s)://…` and invite links. All of them
 * mean TLS but `ws://`: a hub speaks it on the same port.
 * @returns null for anything else, and for an address that carries a user name or password
 */
export function parseAddress(text: string): Target | null {
  const trimmed = text.trim();
  if (!trimmed || /\s/.test(trimmed) || trimmed.length > 2_048) return null;
  const bareIpv6 = !trimmed.includes('/') && !trimmed.startsWith('[') && (trimmed.match(/:/g)?.length ?? 0) > 1;
  const [, scheme] = /^([a-z][a-z0-9+.-]*:)\/\//i.exec(trimmed) ?? [];
  const protocol = scheme === undefined ? 'wss:' : schemes[scheme.toLowerCase()];
  if (!protocol) return null;
  const rest = scheme === undefined ? (bareIpv6 ? `[${trimmed}]` : trimmed) : trimmed.slice(scheme.length + 2);
  // A scheme that URL calls special, with no default port that it would swallow: `ws:` would turn an explicit :80 into none.
  const url = parseUrl(`http://${rest}`);
  if (!url || !url.hostname || url.username || url.password) return null;
  const fragment = parseFragment(url.hash);
  if (!fragment) return null;
  const standard = standardPorts[scheme?.toLowerCase() ?? ''] ?? DEFAULT_PORT;
  // A backslash ends it as well, says the URL standard.
  const authority = rest.replace(/[/\\?#].*$/, '');
  const port = /:(\d+)$/.exec(authority.replace(/^\[[^\]]*\]/, ''))?.[1] ?? String(standard);
  const path = url.pathname === '/' ? SOCKET_PATH : url.pathname;
  const hosts = [...new Set([url.hostname, ...fragment.hosts])];
  return {
    urls: hosts.map((host) => `${protocol}//${host}:${port}${path}`),
    label: `${url.hostname}:${port}`,
    ...(fragment.hubId === undefined ? {} : { hubId: fragment.hubId }),
    ...(fragment.secret === undefined ? {} : { secret: fragment.secret }),
  };
}

/** Host and port of a WebSocket URL that `parseAddress` made, whatever its scheme. */
export const hostPortOf = (url: string): string => /^\w+:\/\/([^/]*)/.exec(url)?.[1] ?? url;

/** Host name of a WebSocket URL, as a certificate would have it. */
export const hostOf = (url: string): string => hostPortOf(url).replace(/:\d+$/, '').toLowerCase();

/** Whether a host is this computer itself: 127.0.0.0/8, ::1, localhost. Names under localhost are what a resolver says they are. */
export const isLoopback = (host: string): boolean => /^(127(\.\d+){3}|\[?::1\]?|localhost)$/i.test(host);

/** The same of a URL. */
export const isLoopbackUrl = (url: string): boolean => isLoopback(hostOf(url));

/**
 * The link of an invite. An app that it is pasted into reads every kind; `https` and `http` open in a browser as a guest, `hearth` only in the app.
 */
export function inviteLink(invite: Invite, scheme: 'https' | 'http' | 'hearth'): string {
  const [first = '127.0.0.1', ...others] = invite.hosts;
  const secret = invite.secret === undefined ? {} : { s: invite.secret };
  const fragment = new URLSearchParams({ ...(others.length ? { a: others.join(',') } : {}), k: invite.hubId, ...secret });
  return `${scheme}://${bracket(first)}:${String(invite.port)}/#${fragment.toString()}`;
}
