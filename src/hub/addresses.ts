/** Addresses of this machine and of those who connect to it. */
import { isIPv4, isIPv6 } from 'node:net';
import { networkInterfaces } from 'node:os';
import { bestFirst, type InterfaceAddress } from '../shared/reach';

const wildcard = new Set(['0.0.0.0', '::', '']);

/** An address as a host in a URL. */
export const urlHost = (address: string): string => (isIPv6(address) ? `[${address}]` : address);

/** An IPv4 address that came in over an IPv6 socket, as IPv4. */
export const plainAddress = (address: string | undefined): string => (address ?? '').replace(/^::ffff:(?=\d+\.)/, '');

/** Of those behind a proxy that does not say for whom it asks: no network's, and nobody's own. */
export const UNKNOWN_ADDRESS = '0.0.0.0';

/** 127.0.0.0/8 and ::1. */
export const isLoopback = (address: string): boolean => address === '::1' || (isIPv4(address) && address.startsWith('127.'));

/** The address under which this machine itself reaches a hub that listens on `host`. */
export const ownHost = (host: string): string => urlHost(wildcard.has(host) || host === 'localhost' ? '127.0.0.1' : host);

/** The machine's addresses under which a hub that listens on `host` can be reached, best first. */
export function listeningAddresses(host: string): InterfaceAddress[] {
  const all = Object.entries(networkInterfaces()).flatMap(([name, list = []]) =>
    list.map(({ address, internal }): InterfaceAddress => ({ name, host: address, internal })),
  );
  const listens = ({ host: address }: InterfaceAddress): boolean => {
    if (host === '::' || host === '') return true;
    if (host === '0.0.0.0') return isIPv4(address);
    return host === 'localhost' ? isLoopback(address) : address === host;
  };
  return bestFirst(all.filter(listens));
}
