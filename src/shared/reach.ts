/** Where a hub can be reached: which of a machine's addresses are offered to others, and in which order. */
import { inviteLink } from './address';
import type { Guests } from './protocol/guests';

/** An address of the machine, as `os.networkInterfaces()` knows it. */
export interface InterfaceAddress {
  /** Interface, `eth0`. */
  name: string;
  host: string;
  /** 127.0.0.0/8 or ::1. */
  internal: boolean;
}

/** SHA-256 of a certificate and of the public key in it, 64 hexadecimal digits each: what browsers show, for people to compare. */
export interface Fingerprint {
  certificate: string;
  publicKey: string;
}

/** What a hub says of how others get to it. */
export interface Reach {
  /** Best first. */
  addresses: InterfaceAddress[];
  port: number;
  /** Whom it lets in from the network, and how. */
  guests: Guests;
  fingerprint: Fingerprint;
}

/** An address under which a hub can be reached. */
export interface HostAddress {
  /** Network interface, `eth0`. */
  name: string;
  host: string;
  url: string;
  /** Link that begins with this address; it holds the hub's key and no secret. */
  invite: string;
}

/** Interfaces of virtual machines, containers and tunnels: reachable for few, if anybody. */
const virtual = /^(docker|br-|veth|virbr|vmnet|vboxnet|vethernet|lxc|lxd|cni|flannel|podman|tailscale|zt|wg|tun|tap|utun|ham)/i;

const isPrivate = (host: string): boolean => /^(10\.|192\.168\.|172\.(1[6-9]|2\d|3[01])\.)/.test(host);
/** 100.64.0.0/10, which providers and overlay networks use. */
const isShared = (host: string): boolean => /^100\.(6[4-9]|[7-9]\d|1[01]\d|12[0-7])\./.test(host);

/** 0 is best. */
function rank({ name, host, internal }: InterfaceAddress): number {
  if (internal) return 6;
  if (host.startsWith('169.254.')) return 5;
  if (virtual.test(name) || isShared(host)) return 4;
  if (host.includes(':')) return /^f[cd]/i.test(host) ? 2 : 3;
  return isPrivate(host) ? 0 : 1;
}

/** An IPv6 link-local address means nothing without its sender's own interface, so nobody else can use it. */
const isUsable = ({ host }: InterfaceAddress): boolean => !/^fe[89ab]/i.test(host);

/** What most likely works for others comes first, this machine's own last; what nobody else could use is left out. */
export const bestFirst = (found: readonly InterfaceAddress[]): InterfaceAddress[] =>
  found.filter(isUsable).sort((a, b) => rank(a) - rank(b));

/** Addresses in an invite, at most: a link must fit a QR code, and is to be read, copied and sent. */
const MOST_HOSTS = 5;

/**
 * The addresses that an invite names: those of the network, and this machine's own only where there are no others.
 * @param first - an address that it is to begin with, whatever it is
 */
export function inviteHosts(found: readonly InterfaceAddress[], first?: string): string[] {
  const sorted = bestFirst(found);
  const others = sorted.filter(({ internal }) => !internal);
  const hosts = (others.length > 0 ? others : sorted).map(({ host }) => host);
  return [...new Set(first === undefined ? hosts : [first, ...hosts])].slice(0, MOST_HOSTS);
}

/** What a link begins with: a browser opens what it may join by, and hands the rest to the app. */
const schemes: Readonly<Record<Guests, 'https' | 'http' | 'hearth'>> = { encrypted: 'https', plain: 'http', off: 'hearth' };

/** Every address, best first, each with a link that begins there. */
export function hostAddresses({ addresses, port, guests }: Omit<Reach, 'fingerprint'>, hubId: string): HostAddress[] {
  const scheme = schemes[guests];
  return bestFirst(addresses).map(({ name, host }) => {
    const bracketed = host.includes(':') ? `[${host}]` : host;
    const invite = inviteLink({ hosts: inviteHosts(addresses, host), port, hubId }, scheme);
    return { name, host, url: `${scheme}://${bracketed}:${String(port)}/`, invite };
  });
}
