/** Which of the places of last time is the one that is hosted now. */
import type { HostingState, RememberedHub } from '../../../shared/ipc/chat-api';

type Live = Extract<HostingState, { phase: 'live' }>;

/** The entry of the hosted place: by name, and by port where two places share one. Null where it is not listed. */
export function findLive(hosting: HostingState, hubs: readonly RememberedHub[]): RememberedHub | null {
  if (hosting.phase !== 'live') return null;
  const named = hubs.filter(({ hostedHere, name }) => hostedHere && name === hosting.name);
  return named.find(({ address }) => address.endsWith(`:${String(hosting.port)}`)) ?? named[0] ?? null;
}

/** An address under which this computer itself reaches its place, with its key. */
export function ownAddress({ addresses, port }: Live): string {
  const own = addresses.find(({ host }) => host.startsWith('127.') || host === '::1');
  return own?.invite ?? `127.0.0.1:${String(port)}`;
}
