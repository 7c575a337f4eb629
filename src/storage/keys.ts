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
import { memberPrefix } from '../shared/protocol';
import { isOwnable } from './ed25519-points';
import { KeyFileError, LockedKeyError, readKeyFile, writePem } from './key-file';

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

/** What a key must be, and how a new one is made. */
export interface KeyKind {
  fits(key: KeyObject): boolean;
  make(): KeyObject;
}

/** A member's: Ed25519. */
export const memberKind: KeyKind = {
  fits: (key) => key.asymmetricKeyType === 'ed25519',
  make: () => generateKeyPairSync('ed25519').privateKey,
};

/** A hub's: P-256, which certificates of today can hold. */
export const hubKind: KeyKind = {
  fits: (key) => key.asymmetricKeyDetails?.namedCurve === 'prime256v1',
  make: () => generateKeyPairSync('ec', { namedCurve: 'P-256' }).privateKey,
};

/** Loads a member's key, or makes it. Throws KeyFileError where the file is damaged or locked, StorageError where it cannot be had. */
export const loadOrMakeSigningKey = (path: string): SigningKey => signingKeyOf(loadOrMake(path, memberKind));

/** Loads a hub's key, or makes it; errors as above. */
export const loadOrMakeHubKey = (path: string): HubKey => hubKeyOf(loadOrMake(path, hubKind));

/** A member's key that was loaded. */
export function signingKeyOf(key: KeyObject): SigningKey {
  const publicKey = createPublicKey(key).export({ format: 'jwk' }).x as string;
  return { publicKey, sign: (bytes) => signBytes(null, bytes, key).toString('base64url') };
}

/** A hub's key that was loaded. */
export const hubKeyOf = (privateKey: KeyObject): HubKey => ({ id: hubIdOf(createPublicKey(privateKey)), privateKey });

/** Who a hub is, by its public key. */
export const hubIdOf = (publicKey: KeyObject): string =>
  createHash('sha256')
    .update(publicKey.export({ format: 'der', type: 'spki' }))
    .digest('base64url');

/**
 * Whether a signature is this key's over these bytes. Never throws: what is malformed is not a signature, and neither is anything by a key that is nobody's
 * own (see `isOwnable`).
 */
export function verifySignature(publicKey: string, bytes: Uint8Array, signature: string): boolean {
  const raw = exactBytes(publicKey, 32);
  const proof = exactBytes(signature, 64);
  if (!raw || !proof || !isOwnable(raw)) return false;
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

function loadOrMake(path: string, kind: KeyKind): KeyObject {
  const text = readKeyFile(path);
  if (text?.kind === 'locked') throw new LockedKeyError(path);
  if (text) return parseKey(text.pem, kind, path);
  const key = kind.make();
  writePem(path, pemOf(key));
  return key;
}

/** A key as PKCS #8 in PEM. */
export const pemOf = (key: KeyObject): string => key.export({ format: 'pem', type: 'pkcs8' }) as string;

/** Reads a PEM. @param path - where it came from, for the sentence. @throws KeyFileError where it is damaged, or a key of another kind */
export function parseKey(pem: string, kind: KeyKind, path: string): KeyObject {
  let key: KeyObject;
  try {
    key = createPrivateKey(pem);
  } catch (error) {
    throw new KeyFileError(path, 'it is damaged', { cause: error });
  }
  if (!kind.fits(key)) throw new KeyFileError(path, 'it is a key of another kind');
  return key;
}
