/** `safeStorage`: the account's keyring is a file of the data directory, which a test takes away as a new computer would. */
import { createCipheriv, createDecipheriv, randomBytes } from 'node:crypto';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { app } from './app.mjs';
import { mustBeReady } from './state.mjs';
import { strict } from './strict.mjs';

const basic = () => app.commandLine.getSwitchValue('password-store') === 'basic';

/** As Chromium on Linux marks what was locked with a password that everybody knows, and what a keyring locked. */
const marks = { known: 'v10', kept: 'v11' };

/** @param {string} mark @returns {Buffer} */
function secret(mark) {
  if (mark === marks.known) return Buffer.alloc(32);
  const path = join(app.getPath('userData'), 'stand-in-keyring');
  try {
    return readFileSync(path);
  } catch {
    const made = randomBytes(32);
    writeFileSync(path, made);
    return made;
  }
}

export const safeStorage = strict('safeStorage', {
  async isAsyncEncryptionAvailable() {
    mustBeReady('safeStorage');
    return true;
  },
  getSelectedStorageBackend: () => (basic() ? 'basic_text' : 'gnome_libsecret'),
  /** @param {string} text */
  async encryptStringAsync(text) {
    mustBeReady('safeStorage');
    const nonce = randomBytes(12);
    const mark = basic() ? marks.known : marks.kept;
    const cipher = createCipheriv('aes-256-gcm', secret(mark), nonce);
    const body = Buffer.concat([cipher.update(text, 'utf8'), cipher.final()]);
    return Buffer.concat([Buffer.from(mark), nonce, cipher.getAuthTag(), body]);
  },
  /** @param {Buffer} bytes */
  async decryptStringAsync(bytes) {
    mustBeReady('safeStorage');
    const mark = bytes.subarray(0, 3).toString();
    if (!Object.values(marks).includes(mark)) throw new Error('Error while decrypting the ciphertext provided.');
    const decipher = createDecipheriv('aes-256-gcm', secret(mark), bytes.subarray(3, 15));
    decipher.setAuthTag(bytes.subarray(15, 31));
    const result = Buffer.concat([decipher.update(bytes.subarray(31)), decipher.final()]).toString('utf8');
    return { result, shouldReEncrypt: false };
  },
});
