/** `typing`, `cursor`, `status`, `reads` and `statuses`: what passes between people beside the log. */
import { cleanStatus } from '../../shared/protocol';
import { atLeast } from '../access/roles';
import { maySpeak } from '../access/writing';
import type { Command } from './command';
import { about, ownRoomOf } from './command';

export const typing: Command<'typing'> = (frame, { peer }, core) => {
  const room = ownRoomOf(frame, peer, core);
  if (!room || !peer.member) return;
  // Whoever may not write does not write.
  if (frame.on && !maySpeak(peer, core, about(frame))) return;
  const silenced = room.order.locked && !atLeast(core.access.roleOf(peer.standing), 'moderator');
  if (frame.on && room.place.archived) return peer.refuse('archived', about(frame));
  if (frame.on && silenced) return peer.refuse('locked', about(frame));
  core.awareness.typing.note(room, peer.member, frame.on);
};

export const cursor: Command<'cursor'> = (frame, { peer }, core) => {
  const room = ownRoomOf(frame, peer, core);
  if (!room || !peer.member) return;
  const { received, read = null } = frame;
  if (Math.max(received, read ?? 0) > room.seq) return peer.refuse('resync', about(frame));
  core.awareness.moved(room, peer.member.id, received, read);
};

export const status: Command<'status'> = ({ presence, text = '' }, { peer }, core) => {
  const cleaned = cleanStatus(text);
  if (!cleaned.ok || cleaned.text.length > core.limits.statusText) return peer.refuse('bad_name');
  // Words for others are words, wherever they stand.
  if (cleaned.text !== '' && !maySpeak(peer, core)) return;
  core.awareness.says(peer, presence, cleaned.text);
};

export const reads: Command<'reads'> = async (frame, { peer }, core) => {
  const room = ownRoomOf(frame, peer, core);
  if (!room) return;
  const { ref, seq } = frame;
  const message = seq <= room.seq ? await room.entry(seq) : null;
  if (message?.kind !== 'message') return peer.refuse('message_unknown', about(frame));
  peer.tell({ type: 'reads', ref, room: room.id, seq, ...core.awareness.reads(room, seq, message.author.id, peer) });
};

export const statuses: Command<'statuses'> = ({ ref, members }, { peer }, core) => {
  const { statuses: known } = core.awareness;
  const visible = [...new Set(members)].filter((id) => id === peer.member?.id || known.mayKnow(peer, id));
  peer.tell({ type: 'statuses', ref, members: visible.map((id) => known.of(id)) });
};
