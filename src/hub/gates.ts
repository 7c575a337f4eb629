/** Who may talk to the hub at all: pure checks on request headers, against web pages of other origins and rebound names. */
import { isIP } from 'node:net';
import { hostname } from 'node:os';

/** The host of a `Host` header without its port, lower case; null where it is none. */
function hostOf(header: string): string | null {
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

/** Whether a page of this origin may talk to the hub: only the one that the hub served itself. No origin: not a browser. */
export const originAllowed = (origin: string | undefined, host: string): boolean =>
  origin === undefined || origin === `http://${host}` || origin === `https://${host}`;
