/** `lock` and `slow`: who may write in a room, and how often. */
import { note } from '../access/note';
import { permitted } from '../access/permit';
import type { Core } from '../core';
import type { Peer } from '../peer';
import type { Room, RoomOrder } from '../rooms/room';
import { tellRoom } from '../rooms/tell';
import type { Command } from './command';
import { about, roomOf } from './command';
import { auditOf } from './place';

interface Change {
  ref: number;
  order: Partial<RoomOrder>;
  action: string;
  /** For scripts that asked for notices. */
  sentence: string;
  detail?: string;
}

/** A room in which order is kept: of what two say to each other nobody is the moderator. */
function orderedRoomOf(frame: { room: string; ref: number }, peer: Peer, core: Core): Room | null {
  const room = roomOf(frame, peer, core);
  if (room?.place.kind !== 'direct') return room;
  peer.refuse('not_allowed', about(frame));
  return null;
}

async function change(room: Room, { ref, order, action, sentence, detail }: Change, peer: Peer, core: Core): Promise<void> {
  const { locked, slow } = room.order;
  const same = (order.locked ?? locked) === locked && (order.slow ?? slow) === slow;
  if (!same) {
    await core.rooms.change(room, order);
    tellRoom(room, core.members);
    room.notice(sentence);
    await note(action, { ...auditOf(room), ...(detail === undefined ? {} : { detail }) }, peer, core);
  }
  peer.tell({ type: 'done', ref });
}

export const lock: Command<'lock'> = async (frame, { peer }, core) => {
  const { ref, locked } = frame;
  if (!permitted('lock', ref, peer, core)) return;
  const room = orderedRoomOf(frame, peer, core);
  const sentence = locked ? 'The room is locked: only hosts and moderators write.' : 'The room is open again.';
  if (room) await change(room, { ref, order: { locked }, action: locked ? 'lock' : 'unlock', sentence }, peer, core);
};

export const slow: Command<'slow'> = async (frame, { peer }, core) => {
  const { ref, seconds } = frame;
  if (!permitted('slow', ref, peer, core)) return;
  const room = orderedRoomOf(frame, peer, core);
  const detail = `${String(seconds)} s`;
  const sentence = seconds > 0 ? `Slow mode: one message every ${detail}.` : 'Slow mode is off.';
  if (room) await change(room, { ref, order: { slow: seconds }, action: 'slow', sentence, detail }, peer, core);
};
