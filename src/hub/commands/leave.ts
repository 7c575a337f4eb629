/** `leave`: out of a room; leaving one that one is not in is no error. */
import type { Command } from './command';
import { roomOf } from './command';

export const leave: Command<'leave'> = (frame, { peer }, core) => {
  const room = roomOf(frame, peer, core);
  if (!room) return;
  if (peer.rooms.has(room))
    core.addressLog.info('leave', peer.address, { connection: peer.id, member: peer.member?.id, room: room.id });
  const was = peer.rooms.has(room);
  room.leave(peer);
  if (was) core.awareness.left(room, peer);
  peer.tell({ type: 'left', ref: frame.ref, room: room.id });
};
