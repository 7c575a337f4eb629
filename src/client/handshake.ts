/** The client's half of hello: what the hub says decides whether and how we answer. */
import type { Problem } from '../shared/ipc/chat-api';
import { PROTOCOL_VERSION, type ClientFrameOf, type HubFrameOf } from '../shared/protocol';
import type { Identity } from './ports';

/** Ways in that this client knows. */
const knownAccess = ['open'];

/** Why this hub cannot be joined by this build or under this invite; null when it can. */
export function objection(hello: HubFrameOf<'hello'>, expectedHub: string | undefined): Problem | null {
  if (!hello.versions.includes(PROTOCOL_VERSION)) {
    const newer = hello.versions.every((version) => version > PROTOCOL_VERSION);
    return { code: newer ? 'version_newer' : 'version_older', params: { hub: hello.hub.name } };
  }
  if (expectedHub !== undefined && hello.hub.id !== expectedHub) return { code: 'wrong_hub', params: { hub: hello.hub.name } };
  if (!hello.access.some((way) => knownAccess.includes(way))) return { code: 'access_unknown', params: { hub: hello.hub.name } };
  return null;
}

/** Our answer, with proof for this hub and this nonce. */
export async function answer(
  hello: HubFrameOf<'hello'>,
  who: { name: string; identity: Identity; agent: string },
): Promise<ClientFrameOf<'hello'>> {
  const identity = await who.identity.prove(hello.hub.id, hello.nonce);
  return { type: 'hello', version: PROTOCOL_VERSION, name: who.name, identity, agent: who.agent };
}
