/** Every frame that a client may send and who answers it. */
import type { ClientFrame, ClientFrameType } from '../../shared/protocol';
import { StorageError } from '../../storage/storage-error';
import type { Core } from '../core';
import type { Connection } from '../full-mode';
import type { Command } from './command';
import { create } from './create';
import { hello } from './hello';
import { history } from './history';
import { join } from './join';
import { leave } from './leave';
import { ping } from './ping';
import { send } from './send';

const commands: { [T in ClientFrameType]: Command<T> } = { hello, join, leave, create, send, history, ping };

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
