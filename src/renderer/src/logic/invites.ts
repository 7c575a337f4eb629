/** What an invite can be made with, and whether it still opens the door. */
import type { Invite } from '../../../shared/protocol';

/** How long it opens, in hours. */
export const ends = { hour: 1, day: 24, week: 168, never: null } as const;

/** For how many. */
export const uses = { one: 1, ten: 10, all: null } as const;

export type End = keyof typeof ends;
export type Uses = keyof typeof uses;

/** Why it no longer opens the door; null while it does. */
export function spent(invite: Invite, now: number): 'revoked' | 'ended' | 'usedUp' | null {
  if (invite.revokedAt !== undefined) return 'revoked';
  if (invite.expiresAt !== null && invite.expiresAt <= now) return 'ended';
  return invite.uses !== null && invite.used >= invite.uses ? 'usedUp' : null;
}
