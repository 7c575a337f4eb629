/** Whose certificates count on this computer. */
import tls from 'node:tls';

/** What Node has from 22.15 on and its types for 20 do not know: the authorities of Node itself, and those of the system's own store. */
type Authorities = (type: 'default' | 'system') => string[];

let found: string[] | undefined;

/** PEM certificates of authorities, read once; undefined where Node's own list is all there is. */
export function systemAuthorities(): string[] | undefined {
  const { getCACertificates } = tls as { getCACertificates?: Authorities };
  if (!getCACertificates) return undefined;
  found ??= [...getCACertificates('default'), ...getCACertificates('system')];
  return found;
}
