/** Every frame that a client may send and who answers it. */
import type {
  ChatFrameType,
  ClientFrame,
  ClientFrameType,
  FileFrameType,
  PlaceFrameType,
  PresenceFrameType,
  TrustFrameType,
} from '../../shared/protocol';
import { isEntryFrame } from '../../shared/protocol';
import { StorageError } from '../../storage/storage-error';
import type { Core } from '../core';
import type { Connection } from '../full-mode';
import { accountFinish, accountList, accountRemove, accountSet, accountStart } from './accounts';
import type { About } from '../peer';
import { about, type Command } from './command';
import { create } from './create';
import { deleteMessage } from './delete';
import { direct, directory } from './direct';
import { download, fileRemove, filesList, upload, uploadCancel } from './files';
import { hello } from './hello';
import { history } from './history';
import { messages, pins } from './messages';
import { inviteCreate, inviteList, inviteRevoke } from './invites';
import { join } from './join';
import { admit, knock, refuse } from './knock';
import { leave } from './leave';
import { loginFinish, loginStart } from './login';
import { ban, kick, mute, role, unban } from './order';
import { passwordClear, passwordFinish, passwordStart } from './passwords';
import { audit, membersList } from './people';
import { peopleAdd, peopleList, peopleRemove } from './people-of';
import { ping } from './ping';
import { archive, remove, rename, topic } from './place';
import { cursor, reads, status, statuses, typing } from './presence';
import { reach } from './reach';
import { lock, slow } from './room-order';
import { ack, edit, pin, react } from './said';
import { send } from './send';
import { takeName } from './take-name';

const chat: { [T in ChatFrameType]: Command<T> } = {
  ...{ hello, join, leave, create, history, messages, pins, ping },
  ...{ send, edit, react, pin, ack },
};

const presence: { [T in PresenceFrameType]: Command<T> } = { typing, cursor, status, reads, statuses };

const place: { [T in PlaceFrameType]: Command<T> } = {
  ...{ direct, directory, topic, rename, archive, remove },
  people_list: peopleList,
  people_add: peopleAdd,
  people_remove: peopleRemove,
};

const file: { [T in FileFrameType]: Command<T> } = {
  ...{ upload, download },
  upload_cancel: uploadCancel,
  files_list: filesList,
  file_remove: fileRemove,
};

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

const commands: { [T in ClientFrameType]: Command<T> } = { ...chat, ...place, ...presence, ...file, ...trust };

/** What says which frame an answer is about. */
const handlesOf = (frame: ClientFrame): About => (isEntryFrame(frame) ? about(frame) : 'ref' in frame ? { ref: frame.ref } : {});

/** Answers a frame. Never throws and never rejects: what goes wrong inside is logged, and the client is told. */
export function run(frame: ClientFrame, connection: Connection, core: Core): void | Promise<void> {
  const failed = (error: unknown): void => {
    const { peer } = connection;
    core.log.error('error', error, { connection: peer.id, frame: frame.type });
    peer.refuse(error instanceof StorageError ? error.code : 'internal', handlesOf(frame));
  };
  try {
    const command = commands[frame.type] as Command<ClientFrameType>;
    return command(frame, connection, core)?.catch(failed);
  } catch (error: unknown) {
    failed(error);
  }
}
