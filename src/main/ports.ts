/** What the chat runs on in the app: files of the data directory, sockets of `ws`, the system's clock. */
import { userInfo } from 'node:os';
import { join } from 'node:path';
import type { ChatPorts } from '../client/ports';
import type { Dial } from '../client/transport';
import { AGENT, cleanName } from '../shared/protocol';
import { HistoryFiles } from '../storage/history-files';
import { systemClock } from './clock';
import { loadIdentity, type OwnIdentity } from './identity';
import type { Keyring } from './keyring';
import { presenceFile } from './presence-file';
import { systemRandom } from './random';
import { FileStore } from './store';

/** The name of the person who runs the app, as the system knows it; empty where it has none that fits. */
function systemName(): string {
  try {
    const name = cleanName(userInfo().username);
    return name.ok ? name.text : '';
  } catch {
    return '';
  }
}

/** The ports, and whose they are. */
export interface AppPorts extends ChatPorts {
  identity: OwnIdentity;
  store: FileStore;
}

/**
 * All ports, over one folder.
 * @param dial - how hubs are reached
 * @param keyring - locks the key that says who this is; null leaves it to the permissions of its file
 */
export async function openPorts(folder: string, dial: Dial, keyring: Keyring | null = null): Promise<AppPorts> {
  return {
    clock: systemClock,
    random: systemRandom,
    identity: await loadIdentity(folder, keyring),
    history: new HistoryFiles(join(folder, 'history')),
    store: new FileStore(folder),
    dial,
    presence: presenceFile(folder),
    defaultName: systemName(),
    agent: `${AGENT} (app)`,
  };
}
