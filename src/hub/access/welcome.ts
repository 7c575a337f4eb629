/** The last steps on the way in: who may not stay is told so, everybody else gets `ready`. */
import type { Member } from '../../shared/protocol';
import type { Core } from '../core';
import type { Peer } from '../peer';
import { tellRoom } from '../rooms/tell';

/** Marks rooms that have a password, as it stands in the file. */
export function markRooms(core: Core): void {
  for (const room of core.rooms.all()) room.guarded = core.access.passwords.roomEpoch(room.id) !== undefined;
}

/** Says that a name is somebody else's, and offers another one. @returns whether it is free */
export function nameFree(peer: Peer, { id, name }: Member, core: Core, ref?: number): boolean {
  const suggestion = core.access.otherName(name, id, core.limits.maxName);
  if (suggestion === null) return true;
  peer.refuse('name_taken', { suggestion, ...(ref === undefined ? {} : { ref }) });
  return false;
}

/** Ends the connection of one who is banned. @returns whether it may stay */
export function notBanned(peer: Peer, id: string, core: Core, ref?: number): boolean {
  if (!core.access.banned(id, peer.address)) return true;
  core.access.lobby.remove(peer);
  const reason = core.access.members.get(id)?.banned?.reason;
  peer.refuse('banned', { ...(ref === undefined ? {} : { ref }), ...(reason ? { reason } : {}) });
  peer.close('refused', 'banned');
  return false;
}

/**
 * Lets a connection in. It stays where it is, for another hello, where its name has been taken meanwhile.
 * @param ref - of the frame that got it in
 */
export async function welcome(peer: Peer, who: Member, core: Core, ref?: number): Promise<void> {
  await core.rooms.opened();
  if (!peer.open || peer.member) return;
  if (!notBanned(peer, who.id, core, ref) || !nameFree(peer, who, core, ref)) return;
  core.helloDeadline.remove(peer);
  peer.admitted();
  core.access.lobby.remove(peer);
  const member = core.access.enter(who);
  core.members.enter(peer, member);
  core.access.came(member, peer.address);
  markRooms(core);
  peer.tell({
    ...{ type: 'ready', connection: peer.id, member, room: core.rooms.defaultRoom.id, at: core.clock.now() },
    rooms: core.rooms.of(member.id).map((room) => room.info(member.id)),
    ...core.access.about(member.id),
    ...(ref === undefined ? {} : { ref }),
  });
  // Whoever may not write should not find that out by trying.
  const mutedUntil = core.access.members.mutedUntil(member.id);
  for (const room of core.rooms.called(member)) tellRoom(room, core.members);
  if (mutedUntil !== null) peer.tell({ type: 'member', member, mutedUntil });
  core.access.tellKnocks(peer);
}
