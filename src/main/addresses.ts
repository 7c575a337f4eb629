/** In which order a host's addresses are offered to others: what most likely works comes first. */
import { inviteLink } from '../shared/address';
import type { HostAddress } from '../shared/ipc/chat-api';
import type { InterfaceAddress } from '../shared/ipc/hub-process';
import type { Guests } from '../shared/protocol/guests';

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

/** Other ways to the hub that an invite lists, at most: a link must fit a QR code. */
const MOST_ALTERNATIVES = 4;

/** What an invite begins with: a browser opens what it may join by, and hands the rest to the app. */
const schemes: Readonly<Record<Guests, 'https' | 'http' | 'hearth'>> = { encrypted: 'https', plain: 'http', off: 'hearth' };

/** Where a hub can be reached, best first, each with an invite that begins there. */
export function hostAddresses(found: readonly InterfaceAddress[], port: number, hubId: string, guests: Guests): HostAddress[] {
  const scheme = schemes[guests];
  const sorted = found
    .filter(isUsable)
    .map((address, index) => ({ ...address, rank: rank(address), index }))
    .sort((a, b) => a.rank - b.rank || a.index - b.index);
  return sorted.map(({ name, host }) => {
    const others = sorted.filter((other) => !other.internal && other.host !== host).slice(0, MOST_ALTERNATIVES);
    const hosts = [host, ...others.map((other) => other.host)];
    const bracketed = host.includes(':') ? `[${host}]` : host;
    return { name, host, url: `${scheme}://${bracketed}:${String(port)}/`, invite: inviteLink({ hosts, port, hubId }, scheme) };
  });
}
