/** Addresses of this machine and of those who connect to it. */
import { isIPv4, isIPv6 } from 'node:net';
import { networkInterfaces } from 'node:os';
import type { InterfaceAddress } from '../shared/ipc/hub-process';

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

/** Addresses under which a hub that listens on `host` can be reached: the network's first, this machine's own last. */
export function listeningAddresses(host: string): InterfaceAddress[] {
  const all = Object.entries(networkInterfaces()).flatMap(([name, list = []]) =>
    // Link-local IPv6 needs a zone that differs on every machine: nobody could use it as it is.
    list
      .filter(({ address }) => !address.startsWith('fe80:'))
      .map(({ address, internal, family }) => ({ name, host: address, internal, family })),
  );
  const reachable = all.filter(({ host: address, family }) =>
    host === '::' || host === ''
      ? true
      : host === '0.0.0.0'
        ? family === 'IPv4'
        : host === 'localhost'
          ? isLoopback(address)
          : address === host,
  );
  const rank = ({ internal, family }: (typeof all)[number]): number => (internal ? 2 : 0) + (family === 'IPv4' ? 0 : 1);
  return reachable
    .sort((a, b) => rank(a) - rank(b))
    .map(({ name, host: address, internal }) => ({ name, host: address, internal }));
}
