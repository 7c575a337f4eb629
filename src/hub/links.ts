/** Links of invites, made where no screen shows them. */
import { inviteLink } from '../shared/address';
import type { Guests } from '../shared/protocol';
import type { InviteLinks } from '../shared/ipc/trust-api';
import type { InterfaceAddress } from '../shared/ipc/hub-process';

/** Other ways to the hub that a link lists, at most: it is to be read, copied and sent. */
const MOST_ALTERNATIVES = 4;

/** Where a hub is, and who it is. */
export interface Whereabouts {
  /** Best first. */
  addresses: readonly InterfaceAddress[];
  port: number;
  hubId: string;
  guests: Guests;
}

/** An invite as people pass it on. Encrypted whatever else the hub takes: a secret goes over the network in no other way. */
export function inviteLinks({ addresses, port, hubId, guests }: Whereabouts, secret: string): InviteLinks {
  const others = addresses.filter(({ internal }) => !internal);
  const hosts = (others.length > 0 ? others : addresses).slice(0, 1 + MOST_ALTERNATIVES).map(({ host }) => host);
  const invite = { hosts, port, hubId, secret };
  return { web: guests === 'off' ? null : inviteLink(invite, 'https'), app: inviteLink(invite, 'hearth') };
}
