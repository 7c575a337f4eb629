/** The hub's data directory: key, name and list of rooms, and who uses it. */
import type { KeyObject } from 'node:crypto';
import { mkdir, readdir, rename } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { readJson, writeJson } from '../storage/atomic-file';
import { nodeLogFs, syncFolder, type LogFs } from '../storage/log-fs';
import { NewerFileError } from '../storage/newer-file';
import { hubKeyOf, hubKind, loadOrMakeHubKey, parseKey } from '../storage/keys';
import { lockData } from './data-lock';
import { HUB_FILE_VERSION, hubFileVersion, parseHubRecord, type HubRecord } from './hub-file';
import { StartError } from './start-error';

/** What a hub writes while it runs. */
export interface HubFiles {
  /** Where all of it is. */
  readonly fs: LogFs;
  /** What the hub knew when it stopped; null on its first start. */
  readonly record: HubRecord | null;
  /** Keeps name and rooms; durable when it resolves. Rejects with StorageError. */
  save(record: HubRecord): Promise<void>;
  /** File of a room's log. */
  roomFile(id: string): string;
  /** Puts a room's log, and what is kept beside it, into the folder `removed`; nothing is deleted. */
  setRoomAside(id: string): Promise<void>;
}

/** An open data directory. */
export interface DataDir extends HubFiles {
  readonly path: string;
  /** SHA-256 of the hub's public key; the key itself is made on the first start and stays. */
  readonly hubId: string;
  /** Its private half. */
  readonly key: KeyObject;
  /** File of the hub's certificate. */
  readonly certificateFile: string;
  /** Lets another hub use it. Idempotent. */
  release(): Promise<void>;
}

/** `mkdir -p`. Node's own turns for ever where a folder refuses with ENOENT although it is there, as /proc does. */
async function makeFolder(path: string): Promise<void> {
  const make = (): Promise<void> => mkdir(path, { mode: 0o700 });
  const unlessThere = (error: NodeJS.ErrnoException): void => {
    if (error.code !== 'EEXIST') throw error;
  };
  try {
    await make().catch(unlessThere);
  } catch (error: unknown) {
    if ((error as NodeJS.ErrnoException).code !== 'ENOENT' || dirname(path) === path) throw error;
    await makeFolder(dirname(path));
    await make().catch(unlessThere);
  }
}

const refused = (path: string, error: unknown): StartError => {
  if (error instanceof StartError) return error;
  if (error instanceof NewerFileError) return new StartError('storage_failed', error.message);
  const reason = error instanceof Error ? error.message : String(error);
  return new StartError('storage_failed', `The data directory ${path} cannot be used: ${reason.replaceAll('\n', ' ')}`);
};

async function setRoomAside(folder: string, room: string): Promise<void> {
  const aside = join(folder, 'removed');
  await makeFolder(aside);
  // Ids hold no dot.
  for (const file of await readdir(folder)) if (file.startsWith(`${room}.`)) await rename(join(folder, file), join(aside, file));
  await syncFolder(aside);
  await syncFolder(folder);
}

/** Rejects with StorageError, NewerFileError among them. */
export async function openHubFiles(path: string, fs: LogFs = nodeLogFs): Promise<HubFiles> {
  const hubFile = join(path, 'hub.json');
  const record = await readJson(hubFile, parseHubRecord, { fs, version: HUB_FILE_VERSION });
  return {
    ...{ fs, record },
    save: (next) => writeJson(hubFile, { version: hubFileVersion(next), ...next }, { fs }),
    roomFile: (room) => join(path, 'rooms', `${room}.json`),
    setRoomAside: (room) => setRoomAside(join(path, 'rooms'), room),
  };
}

/**
 * @param key - PEM of the hub's key where the app keeps it; otherwise it is in `hub.key`
 * @throws StartError `storage_failed`: it cannot be written, a newer Hearth wrote it, or another hub uses it
 */
export async function openDataDir(path: string, key?: string): Promise<DataDir> {
  try {
    await makeFolder(join(path, 'rooms'));
    const release = await lockData(join(path, 'hub.lock'));
    try {
      // First: where a newer Hearth was here, nothing is made or changed.
      const files = await openHubFiles(path);
      const file = join(path, 'hub.key');
      const { id, privateKey } = key === undefined ? loadOrMakeHubKey(file) : hubKeyOf(parseKey(key, hubKind, file));
      return { ...files, path, hubId: id, key: privateKey, certificateFile: join(path, 'hub.crt'), release };
    } catch (error: unknown) {
      await release();
      throw error;
    }
  } catch (error: unknown) {
    throw refused(path, error);
  }
}
