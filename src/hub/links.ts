/** Links of invites, made where no screen shows them. */
import { inviteLink } from '../shared/address';
import type { InviteLinks } from '../shared/ipc/trust-api';
import { inviteHosts, type Reach } from '../shared/reach';

/** Where a hub is, and who it is. */
export type Whereabouts = Omit<Reach, 'fingerprint'> & { hubId: string };

/** An invite as people pass it on. Encrypted whatever else the hub takes: a secret goes over the network in no other way. */
export function inviteLinks({ addresses, port, hubId, guests }: Whereabouts, secret: string): InviteLinks {
  const invite = { hosts: inviteHosts(addresses), port, hubId, secret };
  return { web: guests === 'off' ? null : inviteLink(invite, 'https'), app: inviteLink(invite, 'hearth') };
}
