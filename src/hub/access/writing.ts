/** Who may say something just now: asked for every new message and every new room, of a full client as of a script. */
import type { ErrorCode } from '../../shared/protocol';
import type { Core } from '../core';
import type { About, Peer } from '../peer';
import type { Room } from '../rooms/room';
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

/** Whether somebody may write a message now; refuses where not. Counts it for slow mode. */
export function mayWriteIn(room: Room, peer: Peer, core: Core, about: About = {}): boolean {
  if (!maySpeak(peer, core, about)) return false;
  const { standing } = peer;
  const { locked, slow } = room.order;
  if (atLeast(core.access.roleOf(standing), 'moderator')) return true;
  if (locked) return refused(peer, 'locked', about);
  if (slow === 0) return true;
  const now = core.clock.elapsed();
  const wait = room.slowMode.wait(standing, slow, now);
  if (wait > 0) return refused(peer, 'slow_mode', { ...about, retryAfter: wait });
  room.slowMode.note(standing, slow, now);
  return true;
}
