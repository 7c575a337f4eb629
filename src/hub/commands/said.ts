/** `edit`, `react`, `pin` and `ack`: what members say about a message. */
import { cleanText, type EntryFrame } from '../../shared/protocol';
import { without } from '../../shared/without';
import { mayEnterIn, mayRemarkIn } from '../access/writing';
import type { Core } from '../core';
import type { Peer } from '../peer';
import type { About } from '../rooms/regard';
import type { Command } from './command';
import { about, ownRoomOf } from './command';
import { enter } from './enter';

async function say(frame: EntryFrame, body: About, peer: Peer, core: Core): Promise<void> {
  const room = ownRoomOf(frame, peer, core);
  if (!room) return;
  const regard = await room.regards.of(body.target);
  const { member } = peer;
  // While the disk was asked.
  if (!member || !peer.rooms.has(room)) return;
  const may = (): boolean => {
    // Whoever is asked to take note of something may do so, whether they may write or not.
    if (!(body.kind === 'ack' ? mayEnterIn : mayRemarkIn)(room, peer, core, about(frame))) return false;
    const refusal = room.deleted(body.target) ? 'message_deleted' : regard.refusal(body, member, room.pinned.length, core.limits);
    if (refusal) peer.refuse(refusal, about(frame));
    else regard.take(body, member);
    return refusal === null;
  };
  await enter(frame, body, room, peer, core, may);
}

export const edit: Command<'edit'> = (frame, { peer }, core) => {
  const text = cleanText(frame.text);
  if (!text.ok) return peer.refuse(text.code, about(frame));
  if (text.text.length > core.limits.maxText) return peer.refuse('text_too_long', about(frame));
  if ((frame.mentions?.length ?? 0) > core.limits.mentions) return peer.refuse('bad_message', about(frame), 'mentions: too many');
  return say(frame, { kind: 'edit', ...without(frame, ['type', 'room', 'id']), text: text.text }, peer, core);
};

export const react: Command<'react'> = (frame, { peer }, core) => {
  const { target, emoji, on } = frame;
  return say(frame, { kind: 'reaction', target, on, emoji }, peer, core);
};

export const pin: Command<'pin'> = (frame, { peer }, core) => {
  const { target, on } = frame;
  return say(frame, { kind: 'pin', target, on }, peer, core);
};

export const ack: Command<'ack'> = (frame, { peer }, core) => say(frame, { kind: 'ack', target: frame.target }, peer, core);
