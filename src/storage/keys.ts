/** Keys that say who somebody is: made once, kept in a file that only its owner reads, never replaced. */
import {
  createHash,
  createPrivateKey,
  createPublicKey,
  generateKeyPairSync,
  sign as signBytes,
  verify as verifyBytes,
  type KeyObject,
} from 'node:crypto';
import fs from 'node:fs';
import { dirname } from 'node:path';
import { memberPrefix } from '../shared/protocol';
import { codeOf, storageError } from './storage-error';

/** A key file is there and cannot be used. It is left as it is: whoever owns it may have a copy, and a new key is a new identity. */
export class KeyFileError extends Error {
  override readonly name = 'KeyFileError';

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

/** A member's key. */
export interface SigningKey {
  /** Raw Ed25519 key, 32 bytes as 43 base64url characters. */
  publicKey: string;
  /** RFC 8032 signature, 64 bytes as 86 base64url characters. */
  sign(bytes: Uint8Array): string;
}

/** A hub's key, also that of its certificate. */
export interface HubKey {
  /** SHA-256 of the public key as SPKI DER, 43 base64url characters. */
  id: string;
  privateKey: KeyObject;
}

/** Loads a member's key, or makes it. Throws KeyFileError where the file is damaged, StorageError where it cannot be had. */
export function loadOrMakeSigningKey(path: string): SigningKey {
  const isEd25519 = (key: KeyObject): boolean => key.asymmetricKeyType === 'ed25519';
  const key = loadOrMake(path, isEd25519, () => generateKeyPairSync('ed25519').privateKey);
  const publicKey = createPublicKey(key).export({ format: 'jwk' }).x as string;
  return { publicKey, sign: (bytes) => signBytes(null, bytes, key).toString('base64url') };
}

/** Loads a hub's key, or makes it; errors as above. */
export function loadOrMakeHubKey(path: string): HubKey {
  const isP256 = (key: KeyObject): boolean => key.asymmetricKeyDetails?.namedCurve === 'prime256v1';
  const privateKey = loadOrMake(path, isP256, () => generateKeyPairSync('ec', { namedCurve: 'P-256' }).privateKey);
  const spki = createPublicKey(privateKey).export({ format: 'der', type: 'spki' });
  return { id: createHash('sha256').update(spki).digest('base64url'), privateKey };
}

/** Whether a signature is this key's over these bytes. Never throws: what is malformed is not a signature. */
export function verifySignature(publicKey: string, bytes: Uint8Array, signature: string): boolean {
  const raw = exactBytes(publicKey, 32);
  const proof = exactBytes(signature, 64);
  if (!raw || !proof) return false;
  try {
    const key = createPublicKey({ key: { kty: 'OKP', crv: 'Ed25519', x: publicKey }, format: 'jwk' });
    return verifyBytes(null, bytes, key, proof);
  } catch {
    return false;
  }
}

/** The member that a public key (43 base64url characters) stands for: the same everywhere, for ever. */
export const memberIdOf = (publicKey: string): string =>
  memberPrefix.key + createHash('sha256').update(Buffer.from(publicKey, 'base64url')).digest('base64url');

/** Base64url in its one canonical spelling, or null: two spellings of one key would look like two. */
function exactBytes(text: string, length: number): Buffer | null {
  const bytes = Buffer.from(text, 'base64url');
  return bytes.length === length && bytes.toString('base64url') === text ? bytes : null;
}

function loadOrMake(path: string, fits: (key: KeyObject) => boolean, make: () => KeyObject): KeyObject {
  const pem = readText(path);
  if (pem === null) return keep(path, make());
  let key: KeyObject;
  try {
    key = createPrivateKey(pem);
  } catch (error) {
    throw new KeyFileError(path, 'it is damaged', { cause: error });
  }
  if (!fits(key)) throw new KeyFileError(path, 'it is a key of another kind');
  return key;
}

function readText(path: string): string | null {
  try {
    return fs.readFileSync(path, 'utf8');
  } catch (error) {
    if (codeOf(error) === 'ENOENT') return null;
    throw storageError(error, path);
  }
}

function keep(path: string, key: KeyObject): KeyObject {
  writePem(path, key.export({ format: 'pem', type: 'pkcs8' }) as string);
  return key;
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
