/** Files that hold one private key each: as PEM, or locked by the keyring of the account that made them. */
import fs from 'node:fs';
import { dirname } from 'node:path';
import { codeOf, storageError } from './storage-error';

/** A key file is there and cannot be used. It is left as it is: whoever owns it may have a copy, and a new key is a new identity. */
export class KeyFileError extends Error {
  override readonly name: string = 'KeyFileError';

  constructor(
    readonly path: string,
    why: string,
    options?: ErrorOptions,
  ) {
    super(
      `The key in ${path} cannot be used (${why}). Put a copy of it back, or move the file away to become somebody new.`,
      options,
    );
  }
}

/** A key is there, whole, and locked by a keyring that is not at hand. */
export class LockedKeyError extends KeyFileError {
  override readonly name = 'LockedKeyError';

  constructor(path: string, options?: ErrorOptions) {
    super(path, 'it is locked', options);
    this.message =
      `The key in ${path} is locked by the keyring of the account in which Hearth's app last ran, and that keyring cannot be used here and now. ` +
      `Unlock it and start the app there again; nothing was changed.`;
  }
}

/** What a key file holds. */
export type KeyText =
  | { kind: 'plain'; pem: string }
  /** Bytes that only the keyring understands. */
  | { kind: 'locked'; bytes: Buffer };

const FIRST = '-----BEGIN HEARTH LOCKED KEY-----';
const LAST = '-----END HEARTH LOCKED KEY-----';

/** Reads a key file; null where there is none. @throws KeyFileError, StorageError */
export function readKeyFile(path: string): KeyText | null {
  const text = readText(path);
  if (text === null || !text.startsWith(FIRST)) return text === null ? null : { kind: 'plain', pem: text };
  const [, base64] = text.split(/\r?\n/);
  const bytes = Buffer.from(base64 ?? '', 'base64');
  // Half a file is damaged, whatever is written above it.
  if (bytes.length === 0 || text.trimEnd() !== lockedText(bytes).trimEnd()) throw new KeyFileError(path, 'it is damaged');
  return { kind: 'locked', bytes };
}

/** Puts locked bytes in the place of whatever the file held; afterwards the key is there in the old form or the new one. @throws StorageError */
export const writeLockedKey = (path: string, bytes: Buffer): void => writePem(path, lockedText(bytes));

const lockedText = (bytes: Buffer): string => `${FIRST}\n${bytes.toString('base64')}\n${LAST}\n`;

function readText(path: string): string | null {
  try {
    return fs.readFileSync(path, 'utf8');
  } catch (error) {
    if (codeOf(error) === 'ENOENT') return null;
    throw storageError(error, path);
  }
}

/** Writes a file for its owner alone so that it is there whole, or not at all, also after a power cut. @throws StorageError */
export function writePem(path: string, pem: string): void {
  const temporary = `${path}.tmp`;
  try {
    fs.mkdirSync(dirname(path), { recursive: true, mode: 0o700 });
    // Left by a crash, and perhaps readable by others.
    fs.rmSync(temporary, { force: true });
    const file = fs.openSync(temporary, 'wx', 0o600);
    try {
      fs.writeFileSync(file, pem);
      fs.fsyncSync(file);
    } finally {
      fs.closeSync(file);
    }
    fs.renameSync(temporary, path);
    syncFolder(dirname(path));
  } catch (error) {
    throw storageError(error, path);
  }
}

function syncFolder(path: string): void {
  // Windows neither allows nor needs it.
  if (process.platform === 'win32') return;
  const folder = fs.openSync(path, 'r');
  try {
    fs.fsyncSync(folder);
  } finally {
    fs.closeSync(folder);
  }
}
