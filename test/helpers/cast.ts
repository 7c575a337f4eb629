import type { Entry, HubFrameOf, Role } from '../../src/shared/protocol';
import { memberIdOf } from '../../src/storage/keys';
import { startHub, type TestHub } from './hub';
import { newDevice, type Device } from './raw-client';
import { stranger, type TrustClient } from './trust-client';

/** Somebody who is in the default room. */
export type Player = TrustClient & { id: string; room: string };

/** A hub with somebody of each role in its default room. */
export interface Cast extends Record<Role, Player> {
  hub: TestHub;
  room: string;
  owner: Device;
}

/** Arrives, and joins the default room. */
export async function player(hub: { ws: string }, name: string, device: Device = newDevice()): Promise<Player> {
  const client = await stranger(hub, device);
  const ready = await client.arrive(name);
  if (ready.type !== 'ready') throw new Error(`${name} was not let in: ${JSON.stringify(ready)}`);
  await client.join(ready.room);
  return Object.assign(client, { id: memberIdOf(device.publicKey), room: ready.room });
}

/** Starts the hub and brings them all in; whoever is no member got the role from the owner. */
export async function cast(options: Parameters<typeof startHub>[0] = {}): Promise<Cast> {
  const owner = newDevice();
  const hub = await startHub({ owner: memberIdOf(owner.publicKey), ...options });
  const host = await player(hub, 'Hanna', owner);
  const [moderator, member, guest] = [await player(hub, 'Mo'), await player(hub, 'Ann'), await player(hub, 'Gus')];
  await host.say({ type: 'role', member: moderator.id, role: 'moderator' });
  await host.say({ type: 'role', member: guest.id, role: 'guest' });
  return { hub, room: host.room, owner, host, moderator, member, guest };
}

let ids = 0;

/** A frame that asks for an entry, without its room and id. */
export type Saying = { type: 'send' | 'edit' | 'react' | 'pin' | 'ack' } & Record<string, unknown>;

/** Asks for an entry and waits for the hub's word on it: the entry, or the refusal. */
export async function say(
  from: Player,
  frame: Saying,
  id = `t${String((ids += 1))}`,
  room = from.room,
): Promise<Entry | HubFrameOf<'error'>> {
  const seen = from.frames.length;
  from.raw(JSON.stringify({ room, id, ...frame }));
  return from.until(`word on ${JSON.stringify(frame)}`, () => {
    for (const answer of from.frames.slice(seen)) {
      if (answer.type === 'error' && answer.id === id) return answer;
      const entry = answer.type === 'entries' ? answer.entries.find((one) => one.id === id) : undefined;
      if (entry) return entry;
    }
    return null;
  });
}

/** Sends a message and waits for the hub's word on it: its sequence, or the refusal. */
export async function write(
  from: Player,
  text: string,
  id = `t${String((ids += 1))}`,
): Promise<number | { code: string; retryAfter?: number }> {
  const word = await say(from, { type: 'send', text }, id);
  if ('seq' in word) return word.seq;
  return { code: word.code, ...(word.retryAfter === undefined ? {} : { retryAfter: word.retryAfter }) };
}
