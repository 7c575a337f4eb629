/** `topic`, `rename`, `archive` and `remove`: what a room is called and about, and its end. */
import { cleanTopic } from '../../shared/protocol';
import { note } from '../access/note';
import { atLeast } from '../access/roles';
import { maySpeak } from '../access/writing';
import type { Core } from '../core';
import type { About, Peer } from '../peer';
import { tellGone, tellRoom, whoKnows } from '../rooms/tell';
import type { Room } from '../rooms/room';
import type { Command } from './command';
import { about, ownRoomOf, roomOf } from './command';

/** What the audit log says of a room: those who read it need not know what a private one is called. */
export const auditOf = ({ id, name, place }: Room): { target: string; targetName?: string; room: string } => ({
  ...{ target: id, room: id },
  ...(place.people ? {} : { targetName: name }),
});

/** A room that one made, or may keep order in; direct ones have no order to be kept. */
function keptRoomOf(frame: { room: string; ref: number }, peer: Peer, core: Core): Room | null {
  const room = roomOf(frame, peer, core);
  if (!room || !peer.member) return null;
  const { kind, by } = room.place;
  const { id } = peer.member;
  if (kind === 'room' && (by === id || atLeast(core.access.roleOf(id), 'moderator'))) return room;
  peer.refuse('not_allowed', about(frame));
  return null;
}

/** Whether somebody may say what a room is about: whoever may write in it. */
function mayName(room: Room, peer: Peer, core: Core, about: About): boolean {
  if (!maySpeak(peer, core, about)) return false;
  const keeps = atLeast(core.access.roleOf(peer.standing), 'moderator');
  const code = room.place.kind === 'direct' ? 'not_allowed' : room.place.archived ? 'archived' : null;
  const refusal = code ?? (room.order.locked && !keeps ? 'locked' : null);
  if (refusal) peer.refuse(refusal, about);
  return refusal === null;
}

export const topic: Command<'topic'> = async (frame, { peer }, core) => {
  const room = ownRoomOf(frame, peer, core);
  const { member } = peer;
  if (!room || !member || !mayName(room, peer, core, about(frame))) return;
  const text = cleanTopic(frame.text);
  if (!text.ok) return peer.refuse(text.code, about(frame));
  if (core.stopping) return peer.refuse('stopping', about(frame));
  if (text.text !== room.place.topic) {
    await core.rooms.entitling(room);
    const refusal = await room.entitle(peer, { id: member.id, name: member.name }, text.text);
    if (refusal) return peer.refuse(refusal, about(frame));
  }
  peer.tell({ type: 'done', ref: frame.ref });
};

export const rename: Command<'rename'> = async (frame, { peer }, core) => {
  const room = keptRoomOf(frame, peer, core);
  if (!room || !maySpeak(peer, core, about(frame))) return;
  const before = auditOf(room);
  const refusal = await core.rooms.rename(room, frame.name);
  if (refusal) return peer.refuse(refusal, about(frame));
  tellRoom(room, core.members);
  await note('rename', { ...before, ...(room.place.people ? {} : { detail: room.name }) }, peer, core);
  peer.tell({ type: 'done', ref: frame.ref });
};

export const archive: Command<'archive'> = async (frame, { peer }, core) => {
  const { ref, on } = frame;
  const room = keptRoomOf(frame, peer, core);
  if (!room) return;
  // Everybody starts there.
  if (room === core.rooms.defaultRoom) return peer.refuse('not_allowed', about(frame));
  if (room.place.archived !== on) {
    await core.rooms.change(room, {}, () => ({ archived: on }));
    tellRoom(room, core.members);
    await note(on ? 'archive' : 'unarchive', auditOf(room), peer, core);
  }
  peer.tell({ type: 'done', ref });
};

/** Ends a room: nobody finds it any more, everybody who might is told, and its log is set aside. Rejects with StorageError. */
export async function removeRoom(room: Room, core: Core): Promise<void> {
  const knowing = whoKnows(room, core.members);
  if (!(await core.rooms.remove(room))) return;
  const there = core.members.list().flatMap(({ id }) => core.members.peersOf(id).filter((one) => one.rooms.has(room)));
  tellGone(room, [...new Set([...knowing, ...there])], 'removed');
  await core.rooms.setAside(room);
  await core.files.droppedRoom(room.id);
}

export const remove: Command<'remove'> = async (frame, { peer }, core) => {
  const room = keptRoomOf(frame, peer, core);
  if (!room || !peer.member) return;
  if (!room.place.archived || !atLeast(core.access.roleOf(peer.member.id), 'host'))
    return peer.refuse('not_allowed', about(frame));
  await removeRoom(room, core);
  await note('remove', auditOf(room), peer, core);
  peer.tell({ type: 'done', ref: frame.ref });
};
