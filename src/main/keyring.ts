/** The keyring of the person's account, as Electron's safeStorage finds it. */
import { safeStorage } from 'electron';
import { report } from './log';

/** Locks texts so that only this app, in this account of this computer, opens them. Rejects where the keyring refuses. */
export interface Keyring {
  lock(text: string): Promise<Buffer>;
  /** `stale` asks for it to be locked anew: the keyring has a better secret by now. */
  unlock(bytes: Buffer): Promise<{ text: string; stale: boolean }>;
}

/** What locks with a password that is in everybody's copy of the program, and so does not lock. */
const pretended: ReadonlySet<string> = new Set(['basic_text', 'unknown']);
/** What Chromium on Linux puts before bytes that were locked with that password, whatever backend it chose before it found no keyring. */
const PRETENDED = 'v10';

/** Null where there is no keyring, which the log says. After `ready`. */
export async function openKeyring(platform: NodeJS.Platform = process.platform): Promise<Keyring | null> {
  const why = await lacking(platform);
  if (why !== null) {
    const message = 'No keyring of this account can be used: keys lie unlocked, in files that only this account can read.';
    report('keys unlocked', { message, why });
    return null;
  }
  return {
    lock: (text) => safeStorage.encryptStringAsync(text),
    async unlock(bytes) {
      const { result, shouldReEncrypt } = await safeStorage.decryptStringAsync(bytes);
      return { text: result, stale: shouldReEncrypt };
    },
  };
}

/** Null where there is what locks. */
async function lacking(platform: NodeJS.Platform): Promise<string | null> {
  try {
    // First: the backend is chosen when it is first asked for.
    const available = await safeStorage.isAsyncEncryptionAvailable();
    if (platform !== 'linux') return available ? null : 'unavailable';
    const backend = safeStorage.getSelectedStorageBackend();
    if (pretended.has(backend)) return backend;
    if (!available) return 'unavailable';
    const sample = await safeStorage.encryptStringAsync('sample');
    return sample.subarray(0, PRETENDED.length).toString('latin1') === PRETENDED ? 'no keyring answers' : null;
  } catch (error) {
    return error instanceof Error ? error.message : String(error);
  }
}
