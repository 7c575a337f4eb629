/** What is ordered about one device of an account goes for its other devices and scripts at once: who is muted does not go on at the other keyboard. */
import type { Core } from '../core';
import { announce } from './announce';
import type { MemberPatch } from './member-store';
import { atLeast } from './roles';
import { isScript } from './standing';
import type { Target } from './target';

/**
 * Those who keep order are left alone: that is theirs by device. Rejects with StorageError.
 * @param patchOf - what changes for a device of this role; null: nothing
 */
export async function carry(
  { id }: Pick<Target, 'id'>,
  patchOf: (role: 'member' | 'guest') => MemberPatch | null,
  core: Core,
): Promise<void> {
  const { access, members, clock } = core;
  for (const other of access.sameAccount(id)) {
    const peers = isScript(other) ? members.standing(other) : members.peersOf(other);
    const name = access.members.get(other)?.name ?? peers[0]?.member?.name;
    const role = access.roleOf(other);
    if (name === undefined || atLeast(role, 'moderator')) continue;
    const patch = patchOf(role === 'guest' ? 'guest' : 'member');
    if (!patch) continue;
    await access.members.change(other, name, patch, clock.now());
    announce({ id: other, peers }, core);
  }
}
