/** The client's half of hello: what the hub says decides whether and how we answer. */
import type { Problem } from '../shared/ipc/outcome';
import { accessPolicies, PROTOCOL_VERSION, type ClientFrameOf, type HubFrameOf } from '../shared/protocol';
import type { Line } from './login';
import type { Identity, KnownHub } from './ports';
import { stranger } from './problems';
import { certifies, holdsKey, isAsBefore, seenOver } from './trust';

/** Who is expected to answer. */
export interface Expected {
  /** Anybody, if undefined. */
  hubId?: string;
  /** This device knows the hub from before; else an invite promises it. */
  remembered?: boolean;
  /** Host name at which a certificate stood for the hub's key: only there it does so again. */
  certified?: string | undefined;
  /** What this device remembers of a hub, whoever was expected. */
  known?: (hubId: string) => KnownHub | undefined;
}

/** Why this hub cannot be joined by this build, under this invite, or over this line; null when it can. */
export function objection(hello: HubFrameOf<'hello'>, line: Pick<Line, 'channel' | 'url'>, expected: Expected): Problem | null {
  const { channel } = line;
  const { hub, versions, access } = hello;
  // A stranger's version or ways in are nobody's business.
  if (expected.hubId !== undefined && hub.id !== expected.hubId) return stranger(expected, { hub: hub.name, seen: hub.id });
  const own = holdsKey(line, hub.id);
  // Whoever holds the key of this connection passes on the hello of somebody else.
  if (channel.kind === 'tls' && !own && !(expected.hubId === undefined ? channel.trusted : certifies(line, expected.certified)))
    return stranger(expected, { hub: hub.name, seen: channel.pin });
  // An id is public: who claims that of a hub whose key is known here shows the key, or is nobody.
  const known = own ? undefined : expected.known?.(hub.id);
  if (known && !isAsBefore(line, known)) {
    const seen = channel.kind === 'tls' ? { seen: channel.pin } : {};
    return { code: 'hub_changed', params: { hub: known.name, expected: hub.id, ...seen } };
  }
  if (!versions.includes(PROTOCOL_VERSION)) {
    const newer = versions.every((version) => version > PROTOCOL_VERSION);
    return { code: newer ? 'version_newer' : 'version_older', params: { hub: hub.name } };
  }
  if (!access.some((way) => accessPolicies.some((known) => known === way)))
    return { code: 'access_unknown', params: { hub: hub.name } };
  return null;
}

/**
 * Our answer, with proof for this hub, this nonce and this line.
 * @param invite - the secret of one
 */
export async function answer(
  hello: HubFrameOf<'hello'>,
  line: Pick<Line, 'channel' | 'url'>,
  who: { name: string; identity: Identity; agent: string },
  invite: string | null = null,
): Promise<ClientFrameOf<'hello'>> {
  const { hub, nonce } = hello;
  const identity = await who.identity.prove({ hubId: hub.id, nonce, channel: seenOver(line, hub.id) });
  const about = invite === null ? {} : { invite };
  return { type: 'hello', version: PROTOCOL_VERSION, name: who.name, identity, agent: who.agent, ...about };
}
