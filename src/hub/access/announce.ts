/** Tells those concerned of what was decided about somebody. */
import type { CloseName, HubFrame, Member } from '../../shared/protocol';
import type { Core } from '../core';
import type { Peer } from '../peer';
import { atLeast } from './roles';
import type { Target } from './target';

/** What is known of a member now, as it stands: name, role, and for some the end of a mute. Whoever was given less hears of it as well. */
export function announce({ id, peers }: Pick<Target, 'id' | 'peers'>, core: Core): void {
  const { access, members } = core;
  const role = access.roleOf(id);
  const mutedUntil = access.members.mutedUntil(id);
  for (const member of new Map(peers.flatMap(({ member: one }) => (one ? [[one.id, one] as const] : []))).values()) {
    const next: Member = { ...member, role };
    members.update(next);
    const rooms = new Set(members.peersOf(next.id).flatMap((peer) => [...peer.rooms]));
    for (const room of rooms) room.rename(next);
    const frame: HubFrame = { type: 'member', member: next };
    for (const peer of members.full) {
      const own = peer.standing === id;
      if (own || keepsOrder(peer, core)) peer.tell({ ...frame, mutedUntil });
      else if ([...rooms].some((room) => peer.rooms.has(room))) peer.tell(frame);
    }
  }
}

/** Whether somebody keeps order here. */
export const keepsOrder = (peer: Peer, { access }: Core): boolean => atLeast(access.roleOf(peer.standing), 'moderator');

/** Ends all connections of somebody, each with a word and the reason that was given. */
export function sendAway({ peers, waiting }: Target, code: 'kicked' | 'banned', reason: string, core: Core): void {
  const close: CloseName = 'refused';
  for (const peer of [...peers, ...waiting.map((one) => one.peer)]) {
    core.access.lobby.remove(peer);
    peer.refuse(code, reason ? { reason } : {}, reason || undefined);
    peer.close(close, code);
  }
}
