/** `delete`: takes a message's text away. Doing it again is no error. */
import { note } from '../access/note';
import { permitted } from '../access/permit';
import { atLeast } from '../access/roles';
import type { Command } from './command';
import { about, ownRoomOf } from './command';

export const deleteMessage: Command<'delete'> = async (frame, { peer }, core) => {
  const { ref, seq } = frame;
  if (!permitted('delete', ref, peer, core)) return;
  const room = ownRoomOf(frame, peer, core);
  if (!room) return;
  // What has not been told to anybody yet is nobody's to delete.
  const message = seq <= room.seq ? await room.entry(seq) : null;
  const { member } = peer;
  if (!member) return;
  const own = message?.author.id === member.id;
  // Asked again: the role may be another one since, and a forged place says no more to a member than a real one.
  if (!permitted('delete', ref, peer, core)) return;
  // What two say to each other has no moderator.
  const keeps = room.place.kind !== 'direct' && atLeast(core.access.roleOf(member.id), 'moderator');
  if (!own && !keeps) return peer.refuse('not_allowed', about(frame));
  if (message?.kind !== 'message') return peer.refuse('message_unknown', about(frame));
  if (core.stopping) return peer.refuse('stopping', about(frame));
  if (!message.deleted) {
    const refusal = await room.delete(peer, { id: member.id, name: member.name }, seq);
    if (refusal) return peer.refuse(refusal, about(frame));
    if (message.files) await core.files.dropped(room.id, message.files);
    if (!own) {
      const { id: target, name: targetName } = message.author;
      await note('delete', { target, targetName, room: room.id, detail: String(seq) }, peer, core);
    }
  }
  peer.tell({ type: 'done', ref });
};
