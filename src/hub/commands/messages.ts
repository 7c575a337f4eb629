/** `messages` and `pins`: messages that are asked for one by one, with what was said about them. */
import type { Command } from './command';
import { about, ownRoomOf } from './command';

export const messages: Command<'messages'> = async (frame, { peer }, core) => {
  const room = ownRoomOf(frame, peer, core);
  if (!room) return;
  if (frame.seqs.length > core.limits.messagesAsked) return peer.refuse('bad_message', about(frame), 'seqs: too many');
  peer.tell({ type: 'page', ref: frame.ref, room: room.id, ...(await room.messages(frame.seqs)) });
};

export const pins: Command<'pins'> = async (frame, { peer }, core) => {
  const room = ownRoomOf(frame, peer, core);
  if (room) peer.tell({ type: 'page', ref: frame.ref, room: room.id, ...(await room.messages(room.pinned)) });
};
