import { afterEach, expect, it } from 'vitest';
import { Chat } from '../../src/client/chat';
import type { PresenceEvent } from '../../src/shared/ipc/chat-api';
import { settle } from '../helpers/fake-clock';
import { MemoryHub } from '../helpers/memory-hub';
import { memoryPorts } from '../helpers/memory-ports';

const LOBBY = 'lobby-id';
const chats: Chat[] = [];
afterEach(() => Promise.all(chats.splice(0).map((chat) => chat.close())));

async function joined() {
  const hub = new MemoryHub();
  const chat = new Chat(memoryPorts(hub.dial));
  chats.push(chat);
  const told: string[] = [];
  const presence: PresenceEvent[] = [];
  chat.onTimeline(({ entries }) => told.push(...entries.map(({ text = '' }) => text)));
  chat.onPresence((event) => presence.push(event));
  await chat.start();
  const outcome = chat.join('127.0.0.1');
  await settle();
  expect(await outcome).toEqual({ ok: true, value: null });
  return { hub, chat, told, presence };
}

it('fetches what it was too slow for, and is live again', async () => {
  const { hub, told } = await joined();
  hub.write(LOBBY, 'one');
  hub.lag(LOBBY);
  for (let n = 0; n < 450; n += 1) hub.write(LOBBY, `missed ${String(n)}`);
  await settle();
  hub.write(LOBBY, 'live');
  await settle();
  expect(told).toEqual(['one', ...Array.from({ length: 450 }, (_, n) => `missed ${String(n)}`), 'live']);
});

it('joins again as often as it is told, and sends what it was given meanwhile', async () => {
  const { hub, chat, told } = await joined();
  for (let n = 0; n < 3; n += 1) {
    hub.lag(LOBBY);
    hub.write(LOBBY, `missed ${String(n)}`);
    await chat.send(LOBBY, `own ${String(n)}`);
    await settle();
  }
  expect(told.filter((text) => text.startsWith('own'))).toEqual(['own 0', 'own 1', 'own 2']);
  expect(await chat.loadOutbox(LOBBY)).toEqual([]);
  const joins = hub.network.sockets.flatMap(({ sent }) => sent.filter(({ type }) => type === 'join'));
  expect(joins).toHaveLength(4);
});

it('does not join a room that was left', async () => {
  const { hub, chat } = await joined();
  const leaving = chat.leaveRoom(LOBBY);
  hub.lag(LOBBY);
  await settle();
  await leaving;
  expect(chat.state().hub?.rooms[0]?.joined).toBe(false);
  expect(hub.network.sockets.flatMap(({ sent }) => sent.filter(({ type }) => type === 'join'))).toHaveLength(1);
});

it('knows who is there after notices were left out', async () => {
  const { hub, chat, presence } = await joined();
  const [ann, ben, cleo] = ['Ann', 'Ben', 'Cleo'].map((name) => ({ id: `k-${name}`, name }));
  if (!ann || !ben || !cleo) throw new Error('three');
  hub.standing(LOBBY, [ann, ben]);
  hub.standing(LOBBY, [ben, cleo]);
  await settle();
  expect(await chat.loadMembers(LOBBY)).toEqual([ben, cleo]);
  expect(presence.at(-1)).toMatchObject({ joined: [cleo], left: [ann] });
  expect(chat.state().hub?.rooms[0]?.count).toBe(2);
});
