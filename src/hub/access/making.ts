/** Whether somebody may make a room now. */
import type { Core } from '../core';
import type { About, Peer } from '../peer';
import { atLeast } from './roles';
import { maySpeak } from './writing';

/** Counts a room that is about to be made; refuses where there may be none. Those who keep order furnish the place. */
export function mayMake(peer: Peer, core: Core, about: About = {}): boolean {
  if (!maySpeak(peer, core, about)) return false;
  if (atLeast(core.access.roleOf(peer.standing), 'moderator')) return true;
  const retryAfter = core.creations.take(peer.standing, peer.address);
  if (retryAfter > 0) peer.refuse('rate_limited', { ...about, retryAfter });
  return retryAfter === 0;
}
