/** `members_list` and `audit`: who is here or remembered, and what was done. */
import { keyWords } from '../../shared/names/key-words';
import type { Person } from '../../shared/protocol';
import type { MemberRecord } from '../access/member-store';
import { permitted } from '../access/permit';
import type { Core } from '../core';
import type { Command } from './command';

/** Somebody before more is looked up. */
interface Known {
  id: string;
  name: string;
  online: boolean;
  record: MemberRecord | undefined;
}

/** Who is here first, in the order in which they came; then those who are remembered. */
function everybody({ members, access }: Core): Known[] {
  const here = members.list().map(({ id, name }): Known => {
    const standing = members.peersOf(id)[0]?.standing ?? id;
    return { id, name, online: true, record: access.members.get(standing) };
  });
  const records = new Set(here.map(({ record }) => record));
  const others = access.members.all().filter((record) => !records.has(record));
  return [...here, ...others.map((record): Known => ({ id: record.id, name: record.name, online: false, record }))];
}

function personOf({ id, name, online, record }: Known, { access }: Core): Person {
  const banned = record?.banned;
  return {
    ...{ id, name, online, role: record?.role ?? 'member', words: keyWords(id), known: record !== undefined },
    banned: banned ? { at: banned.at, by: banned.by, ...(banned.reason === undefined ? {} : { reason: banned.reason }) } : null,
    mutedUntil: record ? access.members.mutedUntil(record.id) : null,
  };
}

export const membersList: Command<'members_list'> = ({ ref, banned, after }, { peer }, core) => {
  if (!permitted('members_list', ref, peer, core)) return;
  const all = everybody(core).filter(({ record }) => !banned || record?.banned);
  const from = after === undefined ? 0 : all.findIndex(({ id }) => id === after) + 1;
  // Whoever the page ended with is gone: what is missing is asked for from the beginning.
  if (after !== undefined && from === 0) return peer.refuse('member_unknown', { ref });
  const page = all.slice(from, from + core.limits.peopleListed);
  const more = from + page.length < all.length;
  peer.tell({ type: 'members', ref, members: page.map((known) => personOf(known, core)), ...(more ? { more } : {}) });
};

export const audit: Command<'audit'> = async ({ ref, before, limit }, { peer }, core) => {
  if (!permitted('audit', ref, peer, core)) return;
  peer.tell({ type: 'audit_page', ref, ...(await core.access.audit.page(before ?? null, limit)) });
};
