/** Whom an order is about, and whether it may be given. */
import type { Role } from '../../shared/protocol';
import type { Core } from '../core';
import type { Peer } from '../peer';
import type { Waiting } from './lobby';
import type { MemberRecord } from './member-store';
import { permitted } from './permit';
import { atLeast, type Action } from './roles';
import { isScript } from './standing';

/** Somebody who is here, remembered, or left a while ago. */
export interface Target {
  /** By which orders are remembered. */
  id: string;
  name: string;
  role: Role;
  record: MemberRecord | undefined;
  /** Connections of those who are in. */
  peers: Peer[];
  /** And of those who are not let in yet. */
  waiting: Waiting[];
  /** Address that was seen last; null where it is not known. */
  address: string | null;
  /** It is the one who gives the order. */
  self: boolean;
}

function find(member: string, { members, access }: Core): Omit<Target, 'self'> | null {
  const here = members.peersOf(member);
  const waiting = access.lobby.of(member);
  const gone = access.gone(member);
  const id = here[0]?.standing ?? gone?.standing ?? member;
  const record = access.members.get(id);
  const name = here[0]?.member?.name ?? waiting[0]?.member.name ?? record?.name ?? gone?.name;
  if (name === undefined) return null;
  const peers = isScript(id) ? members.standing(id) : here;
  const address = (peers[0] ?? waiting[0]?.peer)?.address ?? gone?.address ?? null;
  return { id, name, role: access.roleOf(id), record, peers, waiting, address };
}

/**
 * Whom an order is about. Refuses and returns null where the role is not enough, nobody of this id is known, or it is somebody of the same or a
 * higher role: so nobody acts on themselves either.
 * @param onSelf - the order makes sense for oneself
 */
export function targetOf(
  action: Action,
  { member, ref }: { member: string; ref: number },
  peer: Peer,
  core: Core,
  onSelf = false,
): Target | null {
  if (!permitted(action, ref, peer, core) || !peer.member) return null;
  const found = find(member, core);
  if (!found) {
    peer.refuse('member_unknown', { ref });
    return null;
  }
  const self = found.id === peer.member.id;
  if (self ? !onSelf : atLeast(found.role, core.access.roleOf(peer.member.id))) {
    peer.refuse('not_allowed', { ref });
    return null;
  }
  return { ...found, self };
}
