/** Who this installation is: an Ed25519 key in its data directory. */
import { join } from 'node:path';
import type { Identity } from '../client/ports';
import { helloBytes } from '../shared/protocol';
import { loadOrMakeSigningKey } from '../storage/keys';

/** Loads the key, or makes it on the first start. */
export async function loadIdentity(folder: string): Promise<Identity> {
  const signing = loadOrMakeSigningKey(join(folder, 'identity.pem'));
  return {
    async prove(hubId, nonce) {
      const signature = signing.sign(helloBytes(hubId, nonce, signing.publicKey));
      return { kind: 'key', key: signing.publicKey, signature };
    },
  };
}
