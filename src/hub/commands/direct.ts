/** `direct` and `directory`: a conversation of two, found again by its pair, and whom one may have it with. */
import { acquaintance, acquaintances } from '../access/acquaintances';
import { mayMake } from '../access/making';
import { atLeast } from '../access/roles';
import type { Command } from './command';

export const direct: Command<'direct'> = async ({ ref, member: other }, { peer }, core) => {
  const { member } = peer;
  if (!member) return;
  const there = core.rooms.direct(member.id, other);
  // What there is may be opened by those who only read as well.
  if (there) return peer.tell({ type: 'created', ref, room: there.info(member.id) });
  const person = acquaintance(other, core);
  if (!person) return peer.refuse('member_unknown', { ref });
  if (!mayMake(peer, core, { ref })) return;
  const made = await core.rooms.findOrMakeDirect(member, person);
  if (!made.ok) return peer.refuse(made.code, { ref });
  peer.tell({ type: 'created', ref, room: made.room.info(member.id) });
};

export const directory: Command<'directory'> = ({ ref, after }, { peer }, core) => {
  if (!peer.member || !atLeast(core.access.roleOf(peer.member.id), 'member')) return peer.refuse('not_allowed', { ref });
  const all = acquaintances(core);
  const from = after === undefined ? 0 : all.findIndex(({ id }) => id === after) + 1;
  // Whoever the page ended with is gone: what is missing is asked for from the beginning.
  if (after !== undefined && from === 0) return peer.refuse('member_unknown', { ref });
  const members = all.slice(from, from + core.limits.peopleListed);
  peer.tell({ type: 'directory', ref, members, ...(from + members.length < all.length ? { more: true } : {}) });
};
