/** Which addresses are of the hub's own network. */
import { BlockList, isIP } from 'node:net';
import { networkInterfaces } from 'node:os';

const ranges = new BlockList();
// RFC 1122, 1918, 3927; RFC 6598 is left out: carriers put strangers there.
for (const [net, prefix] of [
  ['127.0.0.0', 8],
  ['10.0.0.0', 8],
  ['172.16.0.0', 12],
  ['192.168.0.0', 16],
  ['169.254.0.0', 16],
] as const)
  ranges.addSubnet(net, prefix, 'ipv4');
// RFC 4291 (loopback, link-local), 4193 (unique local).
for (const [net, prefix] of [
  ['::1', 128],
  ['fe80::', 10],
  ['fc00::', 7],
] as const)
  ranges.addSubnet(net, prefix, 'ipv6');

/** Prefixes shorter than these are no network that one could have at home. */
const shortest = { IPv4: 8, IPv6: 32 } as const;

/** Networks that this machine is on, whatever their addresses: with IPv6 the neighbour has a public one. */
function onLink(): BlockList {
  const list = new BlockList();
  for (const { cidr, family } of Object.values(networkInterfaces()).flatMap((all) => all ?? [])) {
    const [net = '', prefix = ''] = cidr?.split('/') ?? [];
    if (Number(prefix) >= shortest[family]) list.addSubnet(net, Number(prefix), family === 'IPv4' ? 'ipv4' : 'ipv6');
  }
  return list;
}

/** Loopback, link-local, private and unique local addresses. */
export function isPrivate(address: string): boolean {
  const [plain = ''] = address.split('%', 1);
  const family = isIP(plain);
  return family !== 0 && ranges.check(plain, family === 4 ? 'ipv4' : 'ipv6');
}

/** The same, and those on a network that this machine is on. */
export function isOwnNetwork(address: string): boolean {
  const [plain = ''] = address.split('%', 1);
  return isPrivate(address) || (isIP(plain) !== 0 && onLink().check(plain, isIP(plain) === 4 ? 'ipv4' : 'ipv6'));
}
