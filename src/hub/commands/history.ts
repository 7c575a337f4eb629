/** `history`: a page of a room's log, after a sequence, before one, or the newest. */
import type { Command } from './command';
import { about, ownRoomOf } from './command';

export const history: Command<'history'> = async (frame, { peer }, core) => {
  const room = ownRoomOf(frame, peer, core);
  if (!room) return;
  if (frame.after !== undefined && frame.before !== undefined)
    return peer.refuse('bad_message', about(frame), 'after and before exclude each other');
  const limit = Math.min(frame.limit ?? core.limits.historyPage, core.limits.historyPage);
  const page = frame.after === undefined ? await room.page(frame.before ?? null, limit) : await room.after(frame.after, limit);
  peer.tell({ type: 'page', ref: frame.ref, room: room.id, ...page });
};
