/** `hello`: who the client is, proved for this hub and this connection. */
import { createHash } from 'node:crypto';
import { cleanName, helloBytes, memberPrefix, PROTOCOL_VERSION } from '../../shared/protocol';
import type { IdentityProof } from '../../shared/protocol';
import { memberIdOf, verifySignature } from '../../storage/keys';
import type { Command } from './command';

const guestId = (token: string): string =>
  memberPrefix.guest + createHash('sha256').update(`hearth.v1 guest\n${token}`).digest('base64url');

/** The member behind a proof, null where it proves nothing. */
function memberOf(identity: IdentityProof, hubId: string, nonce: string): string | null {
  if (identity.kind === 'guest') return guestId(identity.token);
  const { key, signature } = identity;
  return verifySignature(key, helloBytes(hubId, nonce, key), signature) ? memberIdOf(key) : null;
}

export const hello: Command<'hello'> = (frame, { peer, nonce }, core) => {
  if (peer.member) return peer.refuse('hello_repeated');
  if (frame.version !== PROTOCOL_VERSION) {
    peer.refuse('version_unsupported');
    return peer.close('versionUnsupported', 'version unsupported');
  }
  const name = cleanName(frame.name);
  // The connection lives: somebody will type another name.
  if (!name.ok || name.text.length > core.limits.maxName) return peer.refuse('bad_name');
  const id = memberOf(frame.identity, core.id, nonce);
  if (id === null) {
    peer.refuse('auth_failed');
    return peer.close('authFailed', 'authentication failed');
  }
  core.helloDeadline.remove(peer);
  peer.admitted();
  return welcome();

  async function welcome(): Promise<void> {
    await core.rooms.opened();
    if (!peer.open || id === null || !name.ok) return;
    const member = { id, name: name.text };
    core.members.enter(peer, member);
    const rooms = core.rooms.all().map((room) => room.info);
    peer.tell({ type: 'ready', connection: peer.id, member, room: core.rooms.defaultRoom.id, rooms, at: core.clock.now() });
  }
};
