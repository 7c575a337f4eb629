/** Who this installation is: an Ed25519 key in its data directory, locked where there is a keyring. */
import { join } from 'node:path';
import type { Identity } from '../client/ports';
import { helloBytes } from '../shared/protocol';
import { memberKind, signingKeyOf } from '../storage/keys';
import { loadKey } from './key-store';
import type { Keyring } from './keyring';

/** Loads the key, or makes it on the first start. @throws KeyFileError, StorageError */
export async function loadIdentity(folder: string, keyring: Keyring | null): Promise<Identity> {
  const { key, lock } = await loadKey(join(folder, 'identity.pem'), memberKind, keyring);
  await lock();
  const signing = signingKeyOf(key);
  return {
    async prove(hubId, nonce) {
      const signature = signing.sign(helloBytes(hubId, nonce, signing.publicKey));
      return { kind: 'key', key: signing.publicKey, signature };
    },
  };
}
