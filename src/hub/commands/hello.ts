/** `hello`: who the client is, proved for this hub and this connection, and whether it is let in. */
import { createHash } from 'node:crypto';
import { cleanName, helloBytes, memberPrefix, PROTOCOL_VERSION } from '../../shared/protocol';
import type { IdentityProof, Member } from '../../shared/protocol';
import { memberIdOf, verifySignature } from '../../storage/keys';
import { ledHere } from '../access/led-here';
import { notBanned, welcome } from '../access/welcome';
import type { Core } from '../core';
import type { Connection } from '../full-mode';
import type { Peer } from '../peer';
import type { Command } from './command';

const guestId = (token: string): string =>
  memberPrefix.guest + createHash('sha256').update(`hearth.v1 guest\n${token}`).digest('base64url');

/** The member behind a proof, or why it proves nothing. */
function memberOf(
  identity: IdentityProof,
  { peer, nonce }: Connection,
  core: Core,
): { id: string } | { refusal: 'auth_failed' | 'channel_mismatch' } {
  if (identity.kind === 'guest') return { id: guestId(identity.token) };
  const { key, channel, signature } = identity;
  if (!verifySignature(key, helloBytes({ hubId: core.id, nonce, channel }, key), signature)) return { refusal: 'auth_failed' };
  return ledHere(channel, peer, core) ? { id: memberIdOf(key) } : { refusal: 'channel_mismatch' };
}

/** What an invite is worth; one that is worth nothing is told, and all goes on as without it. */
async function redeem(peer: Peer, member: Member, secret: string, core: Core): Promise<void> {
  if (!core.access.secretsMayTravel(peer)) return peer.refuse('tls_required');
  const refusal = await core.access.redeem(member, peer.address, secret);
  if (!refusal) return;
  const { code, ...about } = refusal;
  peer.refuse(code, about);
}

async function arrive(peer: Peer, member: Member, invite: string | undefined, core: Core): Promise<void> {
  const { access } = core;
  // Whether a name is free is said only to those who are in: strangers need not learn who is a member.
  if (!notBanned(peer, member.id, core)) return;
  if (invite !== undefined) await redeem(peer, member, invite, core);
  await access.recognise(member);
  if (await access.admitted(member.id, peer.address)) return welcome(peer, member, core);
  if (!peer.open) return;
  if (access.ways.length === 0) {
    peer.refuse('private_only');
    return peer.close('refused', 'private only');
  }
  core.helloDeadline.remove(peer);
  // It has a place of its own now, and another deadline.
  peer.admitted();
  access.lobby.add(peer, member);
  peer.tell({ type: 'admission', ways: access.ways, hub: core.name });
}

/** Hellos of one connection: other names, an invite, and a few slips of the finger. Each costs the check of a signature. */
const MOST_HELLOS = 20;

export const hello: Command<'hello'> = (frame, connection, core) => {
  const { peer } = connection;
  if (peer.member) return peer.refuse('hello_repeated');
  connection.hellos += 1;
  if (connection.hellos > MOST_HELLOS) {
    peer.refuse('rate_limited');
    return peer.close('flood', 'too many hellos');
  }
  if (frame.version !== PROTOCOL_VERSION) {
    peer.refuse('version_unsupported');
    return peer.close('versionUnsupported', 'version unsupported');
  }
  const name = cleanName(frame.name);
  // The connection lives: somebody will type another name.
  if (!name.ok || name.text.length > core.limits.maxName) return peer.refuse('bad_name');
  const who = memberOf(frame.identity, connection, core);
  if ('refusal' in who) {
    peer.refuse(who.refusal);
    return peer.close('authFailed', 'authentication failed');
  }
  return arrive(peer, { id: who.id, name: name.text }, frame.invite, core);
};
