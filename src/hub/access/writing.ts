/** Who may say something just now: asked for every new message and every new room, of a full client as of a script. */
import type { ErrorCode } from '../../shared/protocol';
import type { Core } from '../core';
import type { About, Peer } from '../peer';
import { mayKnow } from '../rooms/place';
import type { Room } from '../rooms/room';
import { addressKey } from './attempts';
import { atLeast } from './roles';

const refused = (peer: Peer, code: ErrorCode, about: About): false => {
  peer.refuse(code, about);
  return false;
};

/** Whether somebody may say anything at all, the name of a new room included; refuses where not. */
export function maySpeak(peer: Peer, { access, clock }: Core, about: About = {}): boolean {
  if (!atLeast(access.roleOf(peer.standing), 'member')) return refused(peer, 'read_only', about);
  const until = access.members.mutedUntil(peer.standing);
  return until === null || refused(peer, 'muted', { ...about, retryAfter: Math.max(1, Math.ceil(until - clock.now())) });
}

/** Who waits in slow mode. Scripts without an account have as many names as they like, but one address. */
const slowWriter = ({ mode, account, address, standing }: Peer): string =>
  mode === 'simple' && !account ? `address ${addressKey(address)}` : standing;

/** Whether anything may be entered in a room by somebody who is in it; refuses where not. */
export function mayEnterIn(room: Room, peer: Peer, core: Core, about: About = {}): boolean {
  // Removed, or taken out of it, while the disk was asked.
  if (core.rooms.get(room.id) !== room || !mayKnow(room.place, peer.member?.id ?? ''))
    return refused(peer, 'room_unknown', about);
  return !room.place.archived || refused(peer, 'archived', about);
}

/** Whether somebody may say something about messages now, which slow mode does not count; refuses where not. */
export function mayRemarkIn(room: Room, peer: Peer, core: Core, about: About = {}): boolean {
  if (!maySpeak(peer, core, about) || !mayEnterIn(room, peer, core, about)) return false;
  if (!room.order.locked || atLeast(core.access.roleOf(peer.standing), 'moderator')) return true;
  return refused(peer, 'locked', about);
}

/** Whether somebody may write a message now; refuses where not. Counts it for slow mode. */
export function mayWriteIn(room: Room, peer: Peer, core: Core, about: About = {}): boolean {
  if (!mayRemarkIn(room, peer, core, about)) return false;
  const { standing } = peer;
  const { slow } = room.order;
  if (slow === 0 || atLeast(core.access.roleOf(standing), 'moderator')) return true;
  const now = core.clock.elapsed();
  const writer = slowWriter(peer);
  const wait = room.slowMode.wait(writer, slow, now);
  if (wait > 0) return refused(peer, 'slow_mode', { ...about, retryAfter: wait });
  room.slowMode.note(writer, slow, now);
  return true;
}
