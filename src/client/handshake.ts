/** The client's half of hello: what the hub says decides whether and how we answer. */
import type { Problem } from '../shared/ipc/chat-api';
import { accessPolicies, PROTOCOL_VERSION, type ClientFrameOf, type HubFrameOf } from '../shared/protocol';
import type { Identity } from './ports';
import { stranger } from './problems';
import type { Channel } from './transport';

/** Who is expected to answer. */
export interface Expected {
  /** Anybody, if undefined. */
  hubId?: string;
  /** This device knows the hub from before; else an invite promises it. */
  remembered?: boolean;
}

/** Why this hub cannot be joined by this build, under this invite, or over this channel; null when it can. */
export function objection(hello: HubFrameOf<'hello'>, channel: Channel, expected: Expected): Problem | null {
  const { hub, versions, access } = hello;
  // A stranger's version or ways in are nobody's business.
  if (expected.hubId !== undefined && hub.id !== expected.hubId) return stranger(expected, { hub: hub.name, seen: hub.id });
  // Whoever holds the key of this connection passes on the hello of somebody else.
  if (channel.kind === 'tls' && !channel.trusted && channel.pin !== hub.id)
    return stranger(expected, { hub: hub.name, seen: channel.pin });
  if (!versions.includes(PROTOCOL_VERSION)) {
    const newer = versions.every((version) => version > PROTOCOL_VERSION);
    return { code: newer ? 'version_newer' : 'version_older', params: { hub: hub.name } };
  }
  if (!access.some((way) => accessPolicies.some((known) => known === way)))
    return { code: 'access_unknown', params: { hub: hub.name } };
  return null;
}

/**
 * Our answer, with proof for this hub and this nonce.
 * @param invite - the secret of one
 */
export async function answer(
  hello: HubFrameOf<'hello'>,
  who: { name: string; identity: Identity; agent: string },
  invite: string | null = null,
): Promise<ClientFrameOf<'hello'>> {
  const identity = await who.identity.prove(hello.hub.id, hello.nonce);
  const about = invite === null ? {} : { invite };
  return { type: 'hello', version: PROTOCOL_VERSION, name: who.name, identity, agent: who.agent, ...about };
}
