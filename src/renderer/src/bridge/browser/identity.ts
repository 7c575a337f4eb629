/** Who a guest is: a key that never leaves the browser where there is WebCrypto, else a random token. */
import type { Identity } from '../../../../client/ports';
import { helloBytes } from '../../../../shared/protocol';
import { base64url } from './base64url';
import type { Database } from './database';

/** What is kept under `identity`. */
type Kept = { kind: 'key'; pair: CryptoKeyPair } | { kind: 'guest'; token: string };

const isKept = (value: unknown): value is Kept =>
  typeof value === 'object' && value !== null && 'kind' in value && (value.kind === 'key' || value.kind === 'guest');

async function make(): Promise<Kept> {
  try {
    if (isSecureContext) {
      const pair = await crypto.subtle.generateKey({ name: 'Ed25519' }, false, ['sign', 'verify']);
      return { kind: 'key', pair: pair as CryptoKeyPair };
    }
  } catch {
    // This browser has no Ed25519 yet.
  }
  return { kind: 'guest', token: base64url(crypto.getRandomValues(new Uint8Array(32))) };
}

/** What this browser was before, or something new. Two tabs that start at once agree on the first one's. */
async function keepOne(database: Database | null): Promise<Kept> {
  const before: unknown = await database?.get('settings', 'identity');
  if (isKept(before)) return before;
  const made = await make();
  if (!database) return made;
  const work = database.transaction('settings', 'readwrite');
  const other: unknown = await work.store.get('identity');
  if (!isKept(other)) await work.store.put(made, 'identity');
  await work.done;
  return isKept(other) ? other : made;
}

/** Loads or makes the identity. */
export async function openIdentity(database: Database | null): Promise<Identity> {
  const kept = await keepOne(database).catch(make);
  if (kept.kind === 'guest') return { prove: () => Promise.resolve({ kind: 'guest', token: kept.token }) };
  const { publicKey, privateKey } = kept.pair;
  const key = base64url(new Uint8Array(await crypto.subtle.exportKey('raw', publicKey)));
  return {
    async prove(terms) {
      const signature = await crypto.subtle.sign('Ed25519', privateKey, helloBytes(terms, key));
      return { kind: 'key', key, channel: terms.channel, signature: base64url(new Uint8Array(signature)) };
    },
  };
}
