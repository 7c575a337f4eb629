/** `lock` and `slow`: who may write in a room, and how often. */
import { note } from '../access/note';
import { permitted } from '../access/permit';
import type { Core } from '../core';
import type { Peer } from '../peer';
import type { Room, RoomOrder } from '../rooms/room';
import type { Command } from './command';
import { roomOf } from './command';

interface Change {
  ref: number;
  order: Partial<RoomOrder>;
  action: string;
  /** For scripts that asked for notices. */
  sentence: string;
  detail?: string;
}

async function change(room: Room, { ref, order, action, sentence, detail }: Change, peer: Peer, core: Core): Promise<void> {
  const { locked, slow } = room.order;
  const same = (order.locked ?? locked) === locked && (order.slow ?? slow) === slow;
  if (!same) {
    await core.rooms.change(room, order);
    for (const one of core.members.full) one.tell({ type: 'room', room: room.info });
    room.notice(sentence);
    const target = { target: room.id, targetName: room.name, room: room.id };
    await note(action, { ...target, ...(detail === undefined ? {} : { detail }) }, peer, core);
  }
  peer.tell({ type: 'done', ref });
}

export const lock: Command<'lock'> = async (frame, { peer }, core) => {
  const { ref, locked } = frame;
  if (!permitted('lock', ref, peer, core)) return;
  const room = roomOf(frame, peer, core);
  const sentence = locked ? 'The room is locked: only hosts and moderators write.' : 'The room is open again.';
  if (room) await change(room, { ref, order: { locked }, action: locked ? 'lock' : 'unlock', sentence }, peer, core);
};

export const slow: Command<'slow'> = async (frame, { peer }, core) => {
  const { ref, seconds } = frame;
  if (!permitted('slow', ref, peer, core)) return;
  const room = roomOf(frame, peer, core);
  const detail = `${String(seconds)} s`;
  const sentence = seconds > 0 ? `Slow mode: one message every ${detail}.` : 'Slow mode is off.';
  if (room) await change(room, { ref, order: { slow: seconds }, action: 'slow', sentence, detail }, peer, core);
};
