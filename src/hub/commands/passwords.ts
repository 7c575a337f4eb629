/** `password_start`, `password_finish` and `password_clear`: the password of the hub, or of a room. */
import type { Scope } from '../access/passwords';
import { note } from '../access/note';
import { permitted, secretly } from '../access/permit';
import { recheck } from '../access/recheck';
import { markRooms } from '../access/welcome';
import type { Core } from '../core';
import type { Peer } from '../peer';
import { tellRoom } from '../rooms/tell';
import type { Command } from './command';

type Target = Exclude<Scope, { kind: 'account' }>;

/** Null, and a refusal, where there is no such room. */
function targetOf({ ref, room }: { ref: number; room?: string | undefined }, peer: Peer, core: Core): Target | null {
  if (room === undefined) return { kind: 'hub' };
  const there = core.rooms.seen(room, peer.member?.id ?? '');
  // Nobody gets into any other but by being invited.
  if (there?.place.people === null) return { kind: 'room', room };
  peer.refuse(there ? 'not_allowed' : 'room_unknown', { ref, room });
  return null;
}

async function set(target: Target, record: string | null, peer: Peer, core: Core): Promise<void> {
  const { access, clock } = core;
  await access.passwords.set(target, record);
  const { member } = peer;
  const { epoch } = access.passwords;
  // Whoever sets a password knows it.
  if (target.kind === 'hub' && member && epoch !== undefined && access.members.get(member.id)?.admitted?.how === 'password')
    await access.admit(member, { how: 'password', at: clock.now(), epoch });
  const room = target.kind === 'room' ? core.rooms.get(target.room) : undefined;
  const about = room ? { target: room.id, targetName: room.name, room: room.id } : { target: 'hub' };
  await note(record === null ? 'password_clear' : 'password_set', about, peer, core);
  if (room) {
    markRooms(core);
    tellRoom(room, core.members);
  }
  await recheck(core, peer);
}

export const passwordStart: Command<'password_start'> = async (frame, { peer }, core) => {
  const { ref, request } = frame;
  if (!permitted('password_start', ref, peer, core) || !secretly(ref, peer, core)) return;
  const target = targetOf(frame, peer, core);
  if (!target) return;
  const response = await core.access.passwords.startRegistration(target, request);
  if (response === null) return peer.refuse('bad_message', { ref });
  peer.tell({ type: 'password_answer', ref, response });
};

export const passwordFinish: Command<'password_finish'> = async (frame, { peer }, core) => {
  const { ref, record } = frame;
  if (!permitted('password_finish', ref, peer, core) || !secretly(ref, peer, core)) return;
  const target = targetOf(frame, peer, core);
  if (!target) return;
  if (!(await core.access.passwords.usable(target, record))) return peer.refuse('bad_message', { ref });
  await set(target, record, peer, core);
  peer.tell({ type: 'done', ref });
};

export const passwordClear: Command<'password_clear'> = async (frame, { peer }, core) => {
  const { ref } = frame;
  if (!permitted('password_clear', ref, peer, core)) return;
  const target = targetOf(frame, peer, core);
  if (!target) return;
  await set(target, null, peer, core);
  peer.tell({ type: 'done', ref });
};
