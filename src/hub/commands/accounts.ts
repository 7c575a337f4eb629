/** `account_start`, `account_finish`, `account_list`, `account_set` and `account_remove`. */
import { cleanName } from '../../shared/protocol';
import { foldUser } from '../access/passwords';
import { note } from '../access/note';
import { permitted, secretly } from '../access/permit';
import { recheck } from '../access/recheck';
import type { Core } from '../core';
import type { Peer } from '../peer';
import type { Command } from './command';

export const accountStart: Command<'account_start'> = async ({ ref, user, request }, { peer }, core) => {
  if (!permitted('account_start', ref, peer, core) || !secretly(ref, peer, core)) return;
  const folded = foldUser(user);
  if (folded === null) return peer.refuse('bad_name', { ref });
  const response = await core.access.passwords.startRegistration({ kind: 'account', user: folded }, request);
  if (response === null) return peer.refuse('bad_message', { ref });
  peer.tell({ type: 'account_answer', ref, response });
};

export const accountFinish: Command<'account_finish'> = async ({ ref, user, record }, { peer }, core) => {
  if (!permitted('account_finish', ref, peer, core) || !secretly(ref, peer, core)) return;
  const [name, folded] = [cleanName(user), foldUser(user)];
  if (!name.ok || folded === null) return peer.refuse('bad_name', { ref });
  const { passwords } = core.access;
  if (!(await passwords.usable({ kind: 'account', user: folded }, record))) return peer.refuse('bad_message', { ref });
  const before = (await passwords.accounts()).find((account) => foldUser(account.name) === folded);
  if (!(await passwords.setAccount(name.text, record, core.limits.maxAccounts))) return peer.refuse('full', { ref });
  await note(before ? 'account_password' : 'account_create', { target: folded, targetName: name.text }, peer, core);
  peer.tell({ type: 'done', ref });
  core.access.tellChanged('accounts');
  await recheck(core);
};

export const accountList: Command<'account_list'> = async ({ ref }, { peer }, core) => {
  if (!permitted('account_list', ref, peer, core)) return;
  const accounts = (await core.access.passwords.accounts()).map(({ name, disabled, createdAt, memberIds }) => ({
    ...{ name, disabled, createdAt, members: memberIds },
  }));
  peer.tell({ type: 'accounts', ref, accounts });
};

/** @param disabled - null: it is taken away */
async function change(user: string, disabled: boolean | null, ref: number, peer: Peer, core: Core): Promise<void> {
  if (!(await core.access.passwords.changeAccount(user, disabled))) return peer.refuse('account_unknown', { ref });
  const action = disabled === null ? 'account_remove' : disabled ? 'account_disable' : 'account_enable';
  await note(action, { target: foldUser(user) ?? user }, peer, core);
  peer.tell({ type: 'done', ref });
  core.access.tellChanged('accounts');
  await recheck(core);
}

export const accountSet: Command<'account_set'> = async ({ ref, user, disabled }, { peer }, core) => {
  if (permitted('account_set', ref, peer, core)) await change(user, disabled, ref, peer, core);
};

export const accountRemove: Command<'account_remove'> = async ({ ref, user }, { peer }, core) => {
  if (permitted('account_remove', ref, peer, core)) await change(user, null, ref, peer, core);
};
