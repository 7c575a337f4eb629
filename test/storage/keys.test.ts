import { createHash, createPublicKey, generateKeyPairSync } from 'node:crypto';
import { chmod, readFile, readdir, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { isOwnable } from '../../src/storage/ed25519-points';
import { loadOrMakeHubKey, loadOrMakeSigningKey, memberIdOf, verifySignature } from '../../src/storage/keys';
import { tempFolder } from '../helpers/temp-folder';

const hello = new TextEncoder().encode('hello');

describe('a signing key', () => {
  it('is made once and is the same ever after', async () => {
    const folder = await tempFolder();
    const path = join(folder, 'deep', 'identity.pem');
    const made = loadOrMakeSigningKey(path);
    const loaded = loadOrMakeSigningKey(path);
    expect(loaded.publicKey).toBe(made.publicKey);
    expect(made.publicKey).toMatch(/^[\w-]{43}$/);
    expect(made.sign(hello)).toMatch(/^[\w-]{86}$/);
    // Ed25519 signatures have no randomness.
    expect(loaded.sign(hello)).toBe(made.sign(hello));
    expect(await readFile(path, 'utf8')).toMatch(/^-----BEGIN PRIVATE KEY-----\n/);
    expect(await readdir(join(folder, 'deep'))).toEqual(['identity.pem']);
    if (process.platform !== 'win32') expect((await stat(path)).mode & 0o777).toBe(0o600);
  });

  it('is another one in another place', async () => {
    const folder = await tempFolder();
    expect(loadOrMakeSigningKey(join(folder, 'a')).publicKey).not.toBe(loadOrMakeSigningKey(join(folder, 'b')).publicKey);
  });

  it.each([
    ['damaged', '-----BEGIN PRIVATE KEY-----\nMC4CAQ\n-----END PRIVATE KEY-----\n'],
    ['empty', ''],
    [
      'of another kind',
      generateKeyPairSync('ec', { namedCurve: 'P-256' }).privateKey.export({ format: 'pem', type: 'pkcs8' }).toString(),
    ],
  ])('that is %s is an error that names the file, and stays', async (_, content) => {
    const path = join(await tempFolder(), 'identity.pem');
    await writeFile(path, content);
    expect(() => loadOrMakeSigningKey(path)).toThrow(path);
    expect(await readFile(path, 'utf8')).toBe(content);
  });

  it('that cannot be kept is a StorageError', async () => {
    const folder = await tempFolder();
    await writeFile(join(folder, 'file'), '');
    expect(() => loadOrMakeSigningKey(join(folder, 'file', 'identity.pem'))).toThrow(
      expect.objectContaining({ name: 'StorageError', code: 'storage_failed' }),
    );
  });

  it('takes the place of a temporary file that a crash left open to others', async () => {
    const path = join(await tempFolder(), 'identity.pem');
    await writeFile(`${path}.tmp`, 'half');
    await chmod(`${path}.tmp`, 0o666);
    loadOrMakeSigningKey(path);
    if (process.platform !== 'win32') expect((await stat(path)).mode & 0o777).toBe(0o600);
  });
});

describe('a hub key', () => {
  it('is made once; its id is the hash of its public key', async () => {
    const path = join(await tempFolder(), 'hub.pem');
    const { id, privateKey } = loadOrMakeHubKey(path);
    const spki = createPublicKey(privateKey).export({ format: 'der', type: 'spki' });
    expect(id).toBe(createHash('sha256').update(spki).digest('base64url'));
    expect(id).toMatch(/^[\w-]{43}$/);
    expect(privateKey.asymmetricKeyDetails?.namedCurve).toBe('prime256v1');
    expect(loadOrMakeHubKey(path).id).toBe(id);
  });

  it('is no member’s key', async () => {
    const path = join(await tempFolder(), 'key.pem');
    loadOrMakeSigningKey(path);
    expect(() => loadOrMakeHubKey(path)).toThrow(path);
  });
});

describe('verifySignature', () => {
  it('accepts the key’s own signature over these bytes and nothing else', async () => {
    const folder = await tempFolder();
    const key = loadOrMakeSigningKey(join(folder, 'a'));
    const other = loadOrMakeSigningKey(join(folder, 'b'));
    const signature = key.sign(hello);
    expect(verifySignature(key.publicKey, hello, signature)).toBe(true);
    expect(verifySignature(other.publicKey, hello, signature)).toBe(false);
    expect(verifySignature(key.publicKey, new TextEncoder().encode('hello!'), signature)).toBe(false);
    expect(verifySignature(key.publicKey, hello, other.sign(hello))).toBe(false);
  });

  it('knows one spelling of a key and of a signature', async () => {
    const key = loadOrMakeSigningKey(join(await tempFolder(), 'a'));
    const signature = key.sign(hello);
    expect(verifySignature(`${key.publicKey}=`, hello, signature)).toBe(false);
    expect(verifySignature(key.publicKey, hello, `${signature} `)).toBe(false);
    const last = signature.at(-1) as string;
    const alphabet = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_';
    const twin = alphabet[alphabet.indexOf(last) ^ 1] as string;
    expect(Buffer.from(signature.slice(0, -1) + twin, 'base64url')).toEqual(Buffer.from(signature, 'base64url'));
    expect(verifySignature(key.publicKey, hello, signature.slice(0, -1) + twin)).toBe(false);
  });

  // y of each point and the sign of its x: order 1, 2, 4 twice, 8 four times; then what the field's order can be added to.
  it.each([
    ['order 1', '0100000000000000000000000000000000000000000000000000000000000000'],
    ['order 2', 'ecffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f'],
    ['order 4', '0000000000000000000000000000000000000000000000000000000000000000'],
    ['order 4', '0000000000000000000000000000000000000000000000000000000000000080'],
    ['order 8', '26e8958fc2b227b045c3f489f2ef98f0d5dfac05d3c63339b13802886d53fc05'],
    ['order 8', '26e8958fc2b227b045c3f489f2ef98f0d5dfac05d3c63339b13802886d53fc85'],
    ['order 8', 'c7176a703d4dd84fba3c0b760d10670f2a2053fa2c39ccc64ec7fd7792ac037a'],
    ['order 8', 'c7176a703d4dd84fba3c0b760d10670f2a2053fa2c39ccc64ec7fd7792ac03fa'],
    ['order 1 in another spelling', '0100000000000000000000000000000000000000000000000000000000000080'],
    ['order 1 in another spelling', 'eeffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f'],
    ['order 1 in another spelling', 'eeffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff'],
    ['order 2 in another spelling', 'ecffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff'],
    ['order 4 in another spelling', 'edffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f'],
    ['order 4 in another spelling', 'edffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff'],
    ['y above the field', 'f0ffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f'],
    ['y above the field', 'ffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff'],
  ])('T1: accepts nothing by a key that anybody can sign for: %s', (_, hex) => {
    const key = Buffer.from(hex, 'hex');
    const publicKey = key.toString('base64url');
    // With no secret at all: R the neutral point or the key itself, S 0.
    const neutral = Buffer.from('01'.padEnd(64, '0'), 'hex');
    for (const point of [neutral, key])
      for (let number = 0; number < 64; number += 1) {
        const forged = Buffer.concat([point, Buffer.alloc(32)]).toString('base64url');
        expect(verifySignature(publicKey, Buffer.from(`message ${String(number)}`), forged)).toBe(false);
      }
    expect(isOwnable(key)).toBe(false);
  });

  it('never throws', () => {
    const anything = fc.oneof(fc.string(), fc.stringMatching(/^[\w-]{43}$/), fc.stringMatching(/^[\w-]{86}$/));
    fc.assert(
      fc.property(anything, fc.uint8Array(), anything, (key, bytes, signature) => {
        expect(verifySignature(key, bytes, signature)).toBe(false);
      }),
    );
  });
});

it('a member’s id is the hash of the raw key', () => {
  const raw = Buffer.alloc(32, 7);
  expect(memberIdOf(raw.toString('base64url'))).toBe(`k-${createHash('sha256').update(raw).digest('base64url')}`);
});
