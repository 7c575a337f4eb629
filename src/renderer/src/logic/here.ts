/** The hub that served this page, as one joins and remembers it. */
import { isLoopback, parseAddress } from '../../../shared/address';

/** The address to join, by what the page came by, with the hub's id where the invite link had one. */
export function hereAddress({ protocol, host, hash }: Pick<Location, 'protocol' | 'host' | 'hash'>): string {
  const [key] = /k=[\w-]{43}/.exec(hash) ?? [];
  return `${protocol === 'https:' ? 'wss' : 'ws'}://${host}/${key ? `#${key}` : ''}`;
}

/** Host and port, spelt as a remembered hub spells them: `host:80` where the browser says `host`. */
export const hereLabel = ({ protocol, host }: Pick<Location, 'protocol' | 'host'>): string =>
  parseAddress(`${protocol}//${host}/`)?.label ?? host;

/** Whether the network can read along: a page without encryption, from another computer. */
export const isExposed = ({ protocol, hostname }: Pick<Location, 'protocol' | 'hostname'>): boolean =>
  protocol === 'http:' && !isLoopback(hostname);
