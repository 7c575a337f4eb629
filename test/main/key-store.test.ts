/** E21: keys are locked by the account's keyring where there is one, and never lost, whatever the keyring does. */
import { createCipheriv, createDecipheriv, randomBytes } from 'node:crypto';
import fs from 'node:fs';
import { readFile, stat, truncate, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { beforeEach, describe, expect, it, onTestFinished, vi } from 'vitest';
import { loadHubKey, loadKey } from '../../src/main/key-store';
import type { Keyring } from '../../src/main/keyring';
import { LockedKeyError } from '../../src/storage/key-file';
import { hubKind, loadOrMakeHubKey, loadOrMakeSigningKey, memberKind, pemOf, signingKeyOf } from '../../src/storage/keys';
import { tempFolder } from '../helpers/temp-folder';

const safe = vi.hoisted(() => ({
  isAsyncEncryptionAvailable: vi.fn<() => Promise<boolean>>(),
  getSelectedStorageBackend: vi.fn<() => string>(),
  encryptStringAsync: vi.fn<(text: string) => Promise<Buffer>>(),
  decryptStringAsync: vi.fn<(bytes: Buffer) => Promise<{ result: string; shouldReEncrypt: boolean }>>(),
}));
vi.mock('electron', () => ({ safeStorage: safe }));
const { openKeyring } = await import('../../src/main/keyring');

let log: string[];
beforeEach(() => {
  log = [];
  vi.spyOn(process.stderr, 'write').mockImplementation((line) => log.push(String(line)) > 0);
});

/** A keyring that works, with the means to break it. */
function keyring(): Keyring & { stale: boolean; secret: Buffer } {
  const ring = {
    secret: randomBytes(32),
    stale: false,
    async lock(text: string) {
      const nonce = randomBytes(12);
      const cipher = createCipheriv('aes-256-gcm', ring.secret, nonce);
      const body = Buffer.concat([cipher.update(text, 'utf8'), cipher.final()]);
      return Buffer.concat([nonce, cipher.getAuthTag(), body]);
    },
    async unlock(bytes: Buffer) {
      const decipher = createDecipheriv('aes-256-gcm', ring.secret, bytes.subarray(0, 12));
      decipher.setAuthTag(bytes.subarray(12, 28));
      return { text: Buffer.concat([decipher.update(bytes.subarray(28)), decipher.final()]).toString(), stale: ring.stale };
    },
  };
  return ring;
}

const content = (path: string): Promise<string> => readFile(path, 'utf8');
const publicKey = async (path: string, ring: Keyring | null): Promise<string> =>
  signingKeyOf((await loadKey(path, memberKind, ring)).key).publicKey;

describe('a key', () => {
  it('never lies unlocked on the disk where there is a keyring from the beginning', async () => {
    const path = join(await tempFolder(), 'deep', 'identity.pem');
    const ring = keyring();
    const written = vi.spyOn(fs, 'writeFileSync');
    onTestFinished(() => written.mockRestore());
    const made = await publicKey(path, ring);
    expect(written.mock.calls.map(([, text]) => String(text)).filter((text) => text.includes('PRIVATE'))).toEqual([]);
    expect(await content(path)).toMatch(/^-----BEGIN HEARTH LOCKED KEY-----\n[\w+/=]+\n-----END HEARTH LOCKED KEY-----\n$/);
    if (process.platform !== 'win32') expect((await stat(path)).mode & 0o777).toBe(0o600);
    expect(await publicKey(path, ring)).toBe(made);
  });

  it('of before there was locking is read, and locked when told to', async () => {
    const path = join(await tempFolder(), 'identity.pem');
    const { publicKey: before } = loadOrMakeSigningKey(path);
    const ring = keyring();
    const { lock } = await loadKey(path, memberKind, ring);
    expect(await content(path)).toContain('PRIVATE KEY');
    await lock();
    expect(await content(path)).not.toContain('PRIVATE KEY');
    expect(await publicKey(path, ring)).toBe(before);
    // Twice locked is once locked.
    const locked = await content(path);
    await (await loadKey(path, memberKind, ring)).lock();
    expect(await content(path)).toBe(locked);
  });

  it('is locked anew where the keyring has a better secret', async () => {
    const path = join(await tempFolder(), 'identity.pem');
    const ring = keyring();
    const before = await publicKey(path, ring);
    const locked = await content(path);
    ring.stale = true;
    await (await loadKey(path, memberKind, ring)).lock();
    expect(await content(path)).not.toBe(locked);
    expect(await publicKey(path, ring)).toBe(before);
  });

  it('stays in a file for its owner alone where there is no keyring', async () => {
    const path = join(await tempFolder(), 'identity.pem');
    const { key, lock } = await loadKey(path, memberKind, null);
    await lock();
    expect(await content(path)).toBe(pemOf(key));
    if (process.platform !== 'win32') expect((await stat(path)).mode & 0o777).toBe(0o600);
  });

  const failures: [string, (ring: Keyring) => void][] = [
    ['refuses to lock', (ring) => (ring.lock = () => Promise.reject(new Error('denied')))],
    ['refuses to unlock', (ring) => (ring.unlock = () => Promise.reject(new Error('denied')))],
    ['gives back something else', (ring) => (ring.unlock = async () => ({ text: 'x', stale: false }))],
  ];
  it.each(failures)('survives a keyring that %s: made, or of before', async (_what, breakIt) => {
    const folder = await tempFolder();
    const ring = keyring();
    breakIt(ring);
    for (const name of ['made', 'before']) {
      const path = join(folder, name);
      const known = name === 'before' ? loadOrMakeSigningKey(path).publicKey : null;
      const { key, lock } = await loadKey(path, memberKind, ring);
      await lock();
      expect(loadOrMakeSigningKey(path).publicKey).toBe(known ?? signingKeyOf(key).publicKey);
    }
    expect(log.filter((line) => line.includes('"event":"key not locked"'))).toHaveLength(2);
  });

  it('survives a disk that refuses at every step of locking it', async () => {
    for (const step of ['mkdirSync', 'openSync', 'writeFileSync', 'fsyncSync', 'renameSync'] as const) {
      const path = join(await tempFolder(), 'identity.pem');
      const { publicKey: before } = loadOrMakeSigningKey(path);
      const { lock } = await loadKey(path, memberKind, keyring());
      const broken = vi.spyOn(fs, step).mockImplementation(() => {
        throw Object.assign(new Error('ENOSPC: injected'), { code: 'ENOSPC' });
      });
      await lock();
      broken.mockRestore();
      expect([step, loadOrMakeSigningKey(path).publicKey]).toEqual([step, before]);
    }
  });

  it('that cannot be unlocked is a sentence, and stays', async () => {
    const path = join(await tempFolder(), 'hub.key');
    const ring = keyring();
    await loadKey(path, hubKind, ring);
    const locked = await content(path);
    const other = keyring();
    for (const none of [other, null]) {
      const problem = await loadKey(path, hubKind, none).catch((error: unknown) => error);
      expect(problem).toBeInstanceOf(LockedKeyError);
      expect((problem as Error).message).toMatch(/^The key in .*hub\.key is locked by the keyring .* nothing was changed\.$/);
    }
    expect(() => loadOrMakeHubKey(path)).toThrow(LockedKeyError);
    expect(await content(path)).toBe(locked);
    // And comes back with the keyring.
    await expect(loadKey(path, hubKind, ring)).resolves.toMatchObject({ key: expect.anything() as unknown });
  });

  it('that is locked and cut short at any byte is damaged and stays: never a new key', async () => {
    const path = join(await tempFolder(), 'hub.key');
    const ring = keyring();
    await loadKey(path, hubKind, ring);
    const whole = await content(path);
    for (let length = 0; length < whole.length - 1; length += 1) {
      await writeFile(path, whole);
      await truncate(path, length);
      await expect(loadKey(path, hubKind, ring)).rejects.toThrow(path);
      expect(await content(path)).toBe(whole.slice(0, length));
    }
  });

  it('of a hub lies in the hub’s folder', async () => {
    const folder = await tempFolder();
    const { id } = loadOrMakeHubKey(join(folder, 'hub.key'));
    const { key } = await loadHubKey(folder, keyring());
    expect(pemOf(key)).toBe(await content(join(folder, 'hub.key')));
    expect(id).toHaveLength(43);
  });
});

describe('the keyring', () => {
  const ready = (available: boolean, backend: string): void => {
    safe.isAsyncEncryptionAvailable.mockResolvedValue(available);
    safe.getSelectedStorageBackend.mockReturnValue(backend);
    safe.encryptStringAsync.mockResolvedValue(Buffer.from('v11…'));
  };

  it.each([
    ['linux', true, 'gnome_libsecret', true],
    ['linux', true, 'kwallet6', true],
    ['linux', true, 'basic_text', false],
    ['linux', true, 'unknown', false],
    ['linux', false, 'gnome_libsecret', false],
    ['darwin', true, '', true],
    ['darwin', false, '', false],
    ['win32', true, '', true],
  ] as const)('%s, available %s, %s: %s', async (platform, available, backend, found) => {
    ready(available, backend);
    expect((await openKeyring(platform)) !== null).toBe(found);
    const told = log.filter((line) => line.includes('"event":"keys unlocked"'));
    expect(told).toHaveLength(found ? 0 : 1);
    if (!found) expect(told[0]).toContain('keys lie unlocked, in files that only this account can read');
  });

  it('is none where the desktop has one by its name alone: what it locked, everybody can open', async () => {
    ready(true, 'gnome_libsecret');
    safe.encryptStringAsync.mockResolvedValue(Buffer.from('v10…'));
    expect(await openKeyring('linux')).toBeNull();
    // On macOS the same letters stand before what the Keychain locked.
    expect(await openKeyring('darwin')).not.toBeNull();
  });

  it('is none where asking fails', async () => {
    safe.isAsyncEncryptionAvailable.mockRejectedValue(new Error('no bus'));
    expect(await openKeyring('linux')).toBeNull();
  });

  it('hands on what Electron says', async () => {
    ready(true, 'kwallet');
    safe.encryptStringAsync.mockResolvedValue(Buffer.from('bytes'));
    safe.decryptStringAsync.mockResolvedValue({ result: 'text', shouldReEncrypt: true });
    const ring = await openKeyring('linux');
    expect(await ring?.lock('text')).toEqual(Buffer.from('bytes'));
    expect(await ring?.unlock(Buffer.from('bytes'))).toEqual({ text: 'text', stale: true });
  });
});
