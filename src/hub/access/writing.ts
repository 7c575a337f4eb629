/** Who may write in a room just now: asked for every new message, of a full client as of a script. */
import type { Core } from '../core';
import type { About, Peer } from '../peer';
import type { Room } from '../rooms/room';
import { atLeast } from './roles';

/** Whether somebody may write a message now; refuses where not. Counts it for slow mode. */
export function mayWriteIn(room: Room, peer: Peer, { access, clock }: Core, about: About = {}): boolean {
  const { standing } = peer;
  const role = access.roleOf(standing);
  const refuse = (...[code, more]: Parameters<Peer['refuse']>): false => {
    peer.refuse(code, { ...about, ...more });
    return false;
  };
  if (!atLeast(role, 'member')) return refuse('read_only');
  const mutedUntil = access.members.mutedUntil(standing);
  if (mutedUntil !== null) return refuse('muted', { retryAfter: Math.max(1, Math.ceil(mutedUntil - clock.now())) });
  if (atLeast(role, 'moderator')) return true;
  const { locked, slow } = room.order;
  if (locked) return refuse('locked');
  if (slow === 0) return true;
  const now = clock.elapsed();
  const wait = room.slowMode.wait(standing, slow, now);
  if (wait > 0) return refuse('slow_mode', { retryAfter: wait });
  room.slowMode.note(standing, slow, now);
  return true;
}
