/** `kick`, `ban`, `unban`, `mute` and `role`: what hosts and moderators do about somebody. */
import { cleanText } from '../../shared/protocol';
import { isLoopback, UNKNOWN_ADDRESS } from '../addresses';
import { announce, sendAway } from '../access/announce';
import { carry } from '../access/carry';
import { note } from '../access/note';
import { recheck } from '../access/recheck';
import { isScript } from '../access/standing';
import { targetOf, type Target } from '../access/target';
import type { MemberPatch } from '../access/member-store';
import type { Core } from '../core';
import type { Peer } from '../peer';
import type { Command } from './command';

const MINUTE = 60_000;

/** What a host writes beside an order, for people; nothing where there is nothing to read. */
function remark(text: string | undefined): string {
  const cleaned = cleanText(text ?? '');
  return cleaned.ok ? cleaned.text : '';
}

/** Writes an order down and answers it. */
async function done(action: string, ref: number, { id, name }: Target, peer: Peer, core: Core, detail = ''): Promise<void> {
  await note(action, { target: id, targetName: name, ...(detail ? { detail } : {}) }, peer, core);
  peer.tell({ type: 'done', ref });
}

const change = (target: Target, patch: MemberPatch, { access, clock }: Core): Promise<unknown> =>
  access.members.change(target.id, target.name, patch, clock.now());

export const kick: Command<'kick'> = async (frame, { peer }, core) => {
  const target = targetOf('kick', frame, peer, core);
  if (!target) return;
  // Whoever is being sent away already is not here any more.
  if (![...target.peers, ...target.waiting.map((one) => one.peer)].some(({ open }) => open))
    return peer.refuse('member_unknown', { ref: frame.ref });
  const reason = remark(frame.reason);
  core.access.endVisit(target.id);
  sendAway(target, 'kicked', reason, core);
  await done('kick', frame.ref, target, peer, core, reason);
};

export const ban: Command<'ban'> = async (frame, { peer }, core) => {
  const target = targetOf('ban', frame, peer, core);
  if (!target) return;
  const reason = remark(frame.reason);
  const now = core.clock.now();
  const { addressBan } = core.limits;
  const { address } = target;
  // Whoever sits at the hub's own machine would shut out everybody there, the host first; and with an address that is not known, everybody.
  const common = address === null || isLoopback(address) || address === UNKNOWN_ADDRESS;
  const withAddress = frame.address === true && !common && addressBan > 0;
  const banned = {
    ...{ at: now, by: peer.standing },
    ...(reason ? { reason } : {}),
    ...(withAddress ? { address, addressUntil: now + addressBan } : {}),
  };
  core.access.endVisit(target.id);
  await change(target, { banned }, core);
  // As things are now: a device may have come meanwhile.
  const peers = isScript(target.id) ? core.members.standing(target.id) : core.members.peersOf(target.id);
  sendAway({ ...target, peers, waiting: core.access.lobby.of(target.id) }, 'banned', reason, core);
  // Other devices of the same account.
  if (core.access.policy === 'accounts') await recheck(core);
  await done('ban', frame.ref, target, peer, core, [reason, withAddress ? `address ${address}` : ''].filter(Boolean).join('; '));
};

export const unban: Command<'unban'> = async (frame, { peer }, core) => {
  const target = targetOf('unban', frame, peer, core);
  if (!target) return;
  if (!target.record?.banned) return peer.refuse('member_unknown', { ref: frame.ref });
  await change(target, { banned: undefined }, core);
  await done('unban', frame.ref, target, peer, core);
};

export const mute: Command<'mute'> = async (frame, { peer }, core) => {
  const target = targetOf('mute', frame, peer, core);
  if (!target) return;
  const { minutes, ref } = frame;
  const quiet = { mutedUntil: minutes === 0 ? undefined : core.clock.now() + minutes * MINUTE };
  await change(target, quiet, core);
  announce(target, core);
  await carry(target, () => quiet, core);
  await done(minutes === 0 ? 'unmute' : 'mute', ref, target, peer, core, minutes === 0 ? '' : `${String(minutes)} minutes`);
};

export const role: Command<'role'> = async (frame, { peer }, core) => {
  const { access } = core;
  const target = targetOf('role', frame, peer, core, true);
  if (!target) return;
  const { ref, role: next } = frame;
  // Somebody has to stay who can undo it; and a script cannot keep order.
  const lastHost = target.role === 'host' && next !== 'host' && (access.isOwner(target.id) || access.members.hosts <= 1);
  if (lastHost || (isScript(target.id) && next !== 'member' && next !== 'guest')) return peer.refuse('not_allowed', { ref });
  // In one turn with the look at how many hosts there are: two who step down at once do not both.
  await change(target, { role: next, decided: true }, core);
  announce(target, core);
  // Reading only is about a person; whatever is more is given to a device.
  const others = next === 'guest' ? 'guest' : 'member';
  await carry(target, (role) => (role === others ? null : { role: others, decided: true }), core);
  // Who keeps order is told who knocks, and who does no longer that nobody does.
  for (const one of target.peers) {
    if (next === 'host' || next === 'moderator') access.tellKnocks(one);
    else if (one.mode === 'full' && access.lobby.knocking().length > 0) one.tell({ type: 'knocks', members: [] });
  }
  await done('role', ref, target, peer, core, next);
};
