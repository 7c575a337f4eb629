/** Who this installation is: an Ed25519 key in its data directory, locked where there is a keyring. */
import { join } from 'node:path';
import type { Identity } from '../client/ports';
import { helloBytes } from '../shared/protocol';
import { memberIdOf, memberKind, signingKeyOf } from '../storage/keys';
import { loadKey } from './key-store';
import type { Keyring } from './keyring';

/** An identity that is the same at every hub. */
export interface OwnIdentity extends Identity {
  readonly memberId: string;
}

/** Loads the key, or makes it on the first start. @throws KeyFileError, StorageError */
export async function loadIdentity(folder: string, keyring: Keyring | null): Promise<OwnIdentity> {
  const { key, lock } = await loadKey(join(folder, 'identity.pem'), memberKind, keyring);
  await lock();
  const signing = signingKeyOf(key);
  return {
    memberId: memberIdOf(signing.publicKey),
    async prove(terms) {
      const { publicKey: key } = signing;
      return { kind: 'key', key, channel: terms.channel, signature: signing.sign(helloBytes(terms, key)) };
    },
  };
}
