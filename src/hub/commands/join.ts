/** `join`: enters a room. Live entries follow from `joined.room.seq` on; what was before is fetched with `history`. */
import type { Core } from '../core';
import type { Peer } from '../peer';
import type { Room } from '../rooms/room';
import type { Command } from './command';
import { roomOf } from './command';

/** Direct rooms have a bound of their own, so that no crowd of rooms keeps them out. */
function hasPlace(peer: Peer, room: Room, core: Core): boolean {
  if (room.place.kind === 'direct') return true;
  const rooms = [...peer.rooms].filter(({ place }) => place.kind === 'room').length;
  return rooms < core.limits.roomsPerConnection;
}

export const join: Command<'join'> = async (frame, { peer }, core) => {
  const room = roomOf(frame, peer, core);
  if (!room) return;
  const { ref } = frame;
  if (!peer.rooms.has(room) && !hasPlace(peer, room, core)) return peer.refuse('room_limit', { ref, room: room.id });
  if (!peer.rooms.has(room) && !(await core.access.roomOpen(room.id, peer)))
    return peer.refuse('password_required', { ref, room: room.id });
  await room.ready();
  if (!peer.open || !peer.member) return;
  // Removed meanwhile, or one was taken out of it.
  if (!roomOf(frame, peer, core)) return;
  // In one turn: the sequence that is told is the last one that this connection does not get live.
  room.join(peer, peer.member);
  const ahead = (frame.after ?? 0) > room.seq;
  peer.send(room.joinedFrame(ref, peer.member.id, ahead));
  core.awareness.joined(room, peer);
  core.addressLog.info('join', peer.address, { connection: peer.id, member: peer.member.id, room: room.id });
};
