/** Who may talk to the hub at all: pure checks on request headers, against web pages of other origins and rebound names. */
import type { IncomingMessage } from 'node:http';
import { isIP } from 'node:net';
import { hostname } from 'node:os';
import { TLSSocket } from 'node:tls';
import type { Guests } from '../shared/protocol';
import { isLoopback, plainAddress, UNKNOWN_ADDRESS } from './addresses';

/** The host of a `Host` header without its port and brackets, lower case; null where it is none. */
export function hostOf(header: string): string | null {
  const [, bracketed, plain] = /^(?:\[([0-9a-f:.]+)\]|([a-z0-9._-]+))(?::\d{1,5})?$/i.exec(header) ?? [];
  return (bracketed ?? plain)?.toLowerCase() ?? null;
}

/** Names by which this machine may be called, besides its addresses. */
export function ownNames(allowed: readonly string[]): ReadonlySet<string> {
  const own = hostname().toLowerCase();
  const short = own.split('.')[0] ?? own;
  return new Set(['localhost', own, `${short}.local`, ...allowed.map((name) => name.toLowerCase())]);
}

/**
 * Whether a request was meant for this machine. A page whose own name was made to point here (DNS rebinding) carries that name in
 * its `Host`; addresses cannot be rebound.
 */
export function hostAllowed(header: string | undefined, names: ReadonlySet<string>): boolean {
  const host = header === undefined ? null : hostOf(header);
  return host !== null && (isIP(host) !== 0 || names.has(host));
}

/**
 * Whether a page of this origin may talk to the hub: only the one that the hub served itself, and in the way in which it was served. No origin: not a
 * browser.
 */
export const originAllowed = (origin: string | undefined, host: string, scheme: 'http' | 'https'): boolean =>
  origin === undefined || origin === `${scheme}://${host}`;

/** How a request came: what the gates ask about it besides its headers. */
export interface Arrival {
  /** Whose it is. */
  address: string;
  /** From this machine itself, and not through a proxy on it. */
  local: boolean;
  /** Over TLS, of our own or of the proxy on this machine. */
  secure: boolean;
  /** Of the page that sent it, if one did. */
  scheme: 'http' | 'https';
}

/** By these a proxy says that it asks for somebody else (RFC 7239 §4, RFC 9110 §7.6.3, and what was there before them). */
const ofProxy = /^(?:forwarded|via|x-real-ip|x-forwarded-.+)$/;

/** For whom the proxy asks: the last entry is its own, those before it anybody may have written. */
function forwardedFor(header: string | string[] | undefined): string {
  const last = [header ?? ''].flat().join(',').split(',').at(-1)?.trim() ?? '';
  const [, bracketed, plain] = /^(?:\[([^\]]+)\](?::\d+)?|([^:]+)(?::\d+)?)$/.exec(last) ?? [];
  const address = plainAddress(bracketed ?? plain ?? last);
  // Nobody beyond a proxy is this machine.
  return isIP(address) === 0 || isLoopback(address) ? UNKNOWN_ADDRESS : address;
}

/** Looks at a request's connection. Only a proxy on this machine is believed: whoever else sets these headers says what they like. */
export function arrivalOf(req: IncomingMessage): Arrival {
  const address = plainAddress(req.socket.remoteAddress);
  const loopback = isLoopback(address);
  const encrypted = req.socket instanceof TLSSocket;
  if (!loopback || !Object.keys(req.headers).some((name) => ofProxy.test(name)))
    return { address, local: loopback, secure: encrypted, scheme: encrypted ? 'https' : 'http' };
  const secure = req.headers['x-forwarded-proto'] === 'https';
  return { address: forwardedFor(req.headers['x-forwarded-for']), local: false, secure, scheme: secure ? 'https' : 'http' };
}

/** Whether a connection may be used for anything but the page that says where to go: the network's own need TLS, unless the host wants it plain. */
export const encryptedEnough = ({ local, secure }: Arrival, guests: Guests): boolean => local || secure || guests === 'plain';
