/** Loads private keys and locks their files. Whatever fails, the key stays in its file in the form that it had, and no other one takes its place. */
import type { KeyObject } from 'node:crypto';
import { join } from 'node:path';
import { LockedKeyError, readKeyFile, writeLockedKey, writePem } from '../storage/key-file';
import { hubKind, parseKey, pemOf, type KeyKind } from '../storage/keys';
import type { Keyring } from './keyring';
import { report } from './log';

/** A key in memory. */
export interface LoadedKey {
  key: KeyObject;
  /** Locks its file where it is not, or not as well as it could be. Never rejects: what cannot be locked stays as it is, and the log says so. */
  lock(): Promise<void>;
}

const nothing = async (): Promise<void> => undefined;

/**
 * Loads a key, or makes it where there is no file.
 * @param keyring - null where there is none
 * @throws LockedKeyError where it was locked and cannot be unlocked, KeyFileError where it is damaged, StorageError where it cannot be had
 */
export async function loadKey(path: string, kind: KeyKind, keyring: Keyring | null): Promise<LoadedKey> {
  const text = readKeyFile(path);
  if (text?.kind === 'locked') {
    const { text: pem, stale } = await unlocked(path, text.bytes, keyring);
    const key = parseKey(pem, kind, path);
    return { key, lock: stale && keyring ? () => lockFile(path, pem, keyring) : nothing };
  }
  if (text) {
    const key = parseKey(text.pem, kind, path);
    return { key, lock: keyring ? () => lockFile(path, text.pem, keyring) : nothing };
  }
  const key = kind.make();
  const pem = pemOf(key);
  // Where it can be locked it never lies unlocked on the disk, where deleting leaves traces.
  if (keyring) await lockFile(path, pem, keyring);
  if (readKeyFile(path) === null) writePem(path, pem);
  return { key, lock: nothing };
}

/** The key of the hub in a folder. */
export const loadHubKey = (dataDir: string, keyring: Keyring | null): Promise<LoadedKey> =>
  loadKey(join(dataDir, 'hub.key'), hubKind, keyring);

async function unlocked(path: string, bytes: Buffer, keyring: Keyring | null): ReturnType<Keyring['unlock']> {
  if (!keyring) throw new LockedKeyError(path);
  try {
    return await keyring.unlock(bytes);
  } catch (error) {
    throw new LockedKeyError(path, { cause: error });
  }
}

async function lockFile(path: string, pem: string, keyring: Keyring): Promise<void> {
  try {
    const bytes = await keyring.lock(pem);
    // Before the readable one is gone: a keyring that cannot give back what it took would be the end of this key.
    if ((await keyring.unlock(bytes)).text !== pem) throw new Error('the keyring gave back something else');
    writeLockedKey(path, bytes);
  } catch (error) {
    report('key not locked', { path, error });
  }
}
