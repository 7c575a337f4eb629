/** `people_list`, `people_add` and `people_remove`: who may know of a private room. */
import type { ErrorCode } from '../../shared/protocol';
import { acquaintance } from '../access/acquaintances';
import { atLeast } from '../access/roles';
import { maySpeak } from '../access/writing';
import type { Core } from '../core';
import type { Peer } from '../peer';
import { tellGone, tellRoom } from '../rooms/tell';
import type { Room } from '../rooms/room';
import type { Command } from './command';
import { about, roomOf } from './command';
import { removeRoom } from './place';

/** A private room of which one may know; a direct one is of its two, and nobody is invited to what is everybody's. */
function privateRoomOf(frame: { room: string; ref: number }, peer: Peer, core: Core): Room | null {
  const room = roomOf(frame, peer, core);
  if (!room || (room.place.people && room.place.kind === 'room')) return room;
  peer.refuse('not_allowed', about(frame));
  return null;
}

export const peopleList: Command<'people_list'> = (frame, { peer }, core) => {
  const room = roomOf(frame, peer, core);
  if (!room) return;
  const { people } = room.place;
  if (!people) return peer.refuse('not_allowed', about(frame));
  const members = [...people].map(([id, name]) => acquaintance(id, core) ?? { id, name, online: false });
  peer.tell({ type: 'people', ref: frame.ref, room: room.id, members, count: people.size });
};

export const peopleAdd: Command<'people_add'> = async (frame, { peer }, core) => {
  const room = privateRoomOf(frame, peer, core);
  if (!room || !maySpeak(peer, core, about(frame))) return;
  if (room.place.archived) return peer.refuse('archived', about(frame));
  const found = frame.members.map((id) => acquaintance(id, core));
  if (found.includes(null)) return peer.refuse('member_unknown', about(frame));
  const added = found.flatMap((one) => (one ? [[one.id, one.name] as const] : []));
  const most = core.limits.maxPeople;
  if (new Set([...(room.place.people?.keys() ?? []), ...frame.members]).size > most)
    return peer.refuse('people_limit', about(frame));
  const outcome: { refusal: ErrorCode | null } = { refusal: null };
  await core.rooms.change(room, {}, ({ people }) => {
    const next = new Map([...(people ?? []), ...added]);
    // Others were first: whoever was taken out meanwhile brings nobody back, and two who add at once fill no more than there is.
    outcome.refusal = !people?.has(peer.member?.id ?? '') ? 'room_unknown' : next.size > most ? 'people_limit' : null;
    return outcome.refusal === null ? { people: next } : {};
  });
  if (outcome.refusal !== null) return peer.refuse(outcome.refusal, about(frame));
  tellRoom(room, core.members);
  peer.tell({ type: 'done', ref: frame.ref });
};

export const peopleRemove: Command<'people_remove'> = async (frame, { peer }, core) => {
  const room = privateRoomOf(frame, peer, core);
  const { member } = peer;
  if (!room || !member) return;
  const { ref, member: target } = frame;
  const self = target === member.id;
  if (!self && room.place.by !== member.id && !atLeast(core.access.roleOf(member.id), 'host'))
    return peer.refuse('not_allowed', about(frame));
  if (!room.place.people?.has(target)) return peer.refuse('member_unknown', about(frame));
  await core.rooms.change(room, {}, ({ people, by }) => {
    const others = new Map([...(people ?? [])].filter(([id]) => id !== target));
    // Somebody has to stay who can take people out.
    const [next = null] = others.keys();
    return { people: others, by: by === target ? next : by };
  });
  core.awareness.drop(room, target);
  tellGone(room, core.members.peersOf(target), self ? 'left' : 'taken_out');
  // Nobody could find it any more.
  if (room.place.people?.size === 0) await removeRoom(room, core);
  else tellRoom(room, core.members);
  peer.tell({ type: 'done', ref });
};
