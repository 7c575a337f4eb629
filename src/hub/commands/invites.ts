/** `invite_create`, `invite_list` and `invite_revoke`. */
import { cleanText } from '../../shared/protocol';
import { HOUR, termsOf } from '../access/invites';
import { note } from '../access/note';
import { permitted, secretly } from '../access/permit';
import { atLeast } from '../access/roles';
import type { Command } from './command';

export const inviteCreate: Command<'invite_create'> = async ({ ref, role, label = '', hours, uses }, { peer }, core) => {
  if (!permitted('invite_create', ref, peer, core) || !secretly(ref, peer, core) || !peer.member) return;
  const by = peer.member.id;
  // Nobody gives away more than they have.
  if (!atLeast(core.access.roleOf(by), role)) return peer.refuse('not_allowed', { ref });
  const text = cleanText(label);
  const wish = { role, label: text.ok ? text.text : '', hours: hours ?? null, uses: uses ?? null, by };
  const invite = await core.access.invites.create(wish);
  if (!invite) return peer.refuse('full', { ref });
  const terms = termsOf({ ...wish, createdAt: 0, expiresAt: hours === undefined ? null : hours * HOUR });
  const named = wish.label ? { targetName: wish.label } : {};
  await note('invite_create', { target: invite.id, ...named, detail: terms }, peer, core);
  peer.tell({ type: 'invite', ref, ...invite });
  core.access.tellChanged('invites');
};

export const inviteList: Command<'invite_list'> = async ({ ref }, { peer }, core) => {
  if (!permitted('invite_list', ref, peer, core)) return;
  peer.tell({ type: 'invites', ref, invites: await core.access.invites.list() });
};

export const inviteRevoke: Command<'invite_revoke'> = async ({ ref, id }, { peer }, core) => {
  if (!permitted('invite_revoke', ref, peer, core) || !peer.member) return;
  const invite = (await core.access.invites.list()).find((one) => one.id === id);
  // Moderators do not undo what a host decided.
  if (invite && !atLeast(core.access.roleOf(peer.member.id), invite.role)) return peer.refuse('not_allowed', { ref });
  if (!(await core.access.invites.revoke(id))) return peer.refuse('invite_invalid', { ref });
  await note('invite_revoke', { target: id, ...(invite?.label ? { targetName: invite.label } : {}) }, peer, core);
  peer.tell({ type: 'done', ref });
  core.access.tellChanged('invites');
};
