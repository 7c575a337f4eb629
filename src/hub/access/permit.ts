/** The question that every command of hosts and moderators begins with. */
import type { Core } from '../core';
import type { Peer } from '../peer';
import { may, type Action } from './roles';

/** Whether a member may do something; refuses where not. */
export function permitted(action: Action, ref: number, peer: Peer, core: Core): boolean {
  if (peer.member && may(core.access.roleOf(peer.member.id), action)) return true;
  peer.refuse('not_allowed', { ref });
  return false;
}

/** Whether a secret may be asked for or sent on this connection; refuses where not. */
export function secretly(ref: number, peer: Peer, core: Core): boolean {
  if (core.access.secretsMayTravel(peer)) return true;
  peer.refuse('tls_required', { ref });
  return false;
}
