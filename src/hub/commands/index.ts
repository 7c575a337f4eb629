/** Every frame that a client may send and who answers it. */
import type { ChatFrameType, ClientFrame, ClientFrameType, TrustFrameType } from '../../shared/protocol';
import { StorageError } from '../../storage/storage-error';
import type { Core } from '../core';
import type { Connection } from '../full-mode';
import { accountFinish, accountList, accountRemove, accountSet, accountStart } from './accounts';
import type { Command } from './command';
import { create } from './create';
import { deleteMessage } from './delete';
import { hello } from './hello';
import { history } from './history';
import { inviteCreate, inviteList, inviteRevoke } from './invites';
import { join } from './join';
import { admit, knock, refuse } from './knock';
import { leave } from './leave';
import { loginFinish, loginStart } from './login';
import { ban, kick, mute, role, unban } from './order';
import { passwordClear, passwordFinish, passwordStart } from './passwords';
import { audit, membersList } from './people';
import { ping } from './ping';
import { reach } from './reach';
import { lock, slow } from './room-order';
import { send } from './send';
import { takeName } from './take-name';

const chat: { [T in ChatFrameType]: Command<T> } = { hello, join, leave, create, send, history, ping };

const trust: { [T in TrustFrameType]: Command<T> } = {
  login_start: loginStart,
  login_finish: loginFinish,
  knock,
  admit,
  refuse,
  invite_create: inviteCreate,
  invite_list: inviteList,
  invite_revoke: inviteRevoke,
  password_start: passwordStart,
  password_finish: passwordFinish,
  password_clear: passwordClear,
  account_start: accountStart,
  account_finish: accountFinish,
  account_list: accountList,
  account_set: accountSet,
  account_remove: accountRemove,
  ...{ kick, ban, unban, mute, role, lock, slow, audit, reach },
  name: takeName,
  delete: deleteMessage,
  members_list: membersList,
};

const commands: { [T in ClientFrameType]: Command<T> } = { ...chat, ...trust };

/** Answers a frame. Never throws and never rejects: what goes wrong inside is logged, and the client is told. */
export function run(frame: ClientFrame, connection: Connection, core: Core): void | Promise<void> {
  const failed = (error: unknown): void => {
    const { peer } = connection;
    core.log.error('error', error, { connection: peer.id, frame: frame.type });
    peer.refuse(error instanceof StorageError ? error.code : 'internal', 'ref' in frame ? { ref: frame.ref } : {});
  };
  try {
    const command = commands[frame.type] as Command<ClientFrameType>;
    return command(frame, connection, core)?.catch(failed);
  } catch (error: unknown) {
    failed(error);
  }
}
