/** Somebody knocks while the one who may open looks elsewhere. */
import { afterEach, expect, it } from 'vitest';
import { Chat } from '../../src/client/chat';
import type { KnockNotice } from '../../src/client/ports';
import type { HubFrameOf } from '../../src/shared/protocol';
import { settle } from '../helpers/fake-clock';
import { hubHello, memoryNetwork } from '../helpers/memory-hub';
import { memoryPorts } from '../helpers/memory-ports';

const chats: Chat[] = [];
afterEach(() => Promise.all(chats.splice(0).map((chat) => chat.close())));

const knocking = (...names: string[]): HubFrameOf<'knocks'> => ({
  type: 'knocks',
  members: names.map((name) => ({ id: `k-${name}`, name, words: 'fire lamp river stone', address: '10.0.0.9', at: 1 })),
});

it('is told once of each who comes, unless one is looking, and counts them', async () => {
  const member = { id: 'g-me', name: 'Ada' };
  const { dial, sockets } = memoryNetwork(
    (socket) => {
      socket.open();
      socket.tell(hubHello());
    },
    (frame, socket) => {
      if (frame.type === 'hello')
        socket.tell({ type: 'ready', connection: 'c', member, room: 'lobby', rooms: [], at: 0, role: 'host', access: 'knock' });
    },
  );
  const chat = new Chat(memoryPorts(dial));
  chats.push(chat);
  const told: KnockNotice[] = [];
  chat.onKnock((knock) => told.push(knock));
  await chat.start();
  const joined = chat.join('10.0.0.5');
  await settle();
  await joined;
  sockets[0]?.tell(knocking('Frieda'));
  expect([told, chat.knocking()]).toEqual([[], 1]);
  chat.setFocused(false);
  sockets[0]?.tell(knocking('Frieda', 'Gustav'));
  sockets[0]?.tell(knocking('Frieda', 'Gustav'));
  expect(told).toEqual([{ id: 'k-Gustav', name: 'Gustav', words: 'fire lamp river stone', hub: 'Workshop' }]);
  sockets[0]?.tell(knocking());
  expect(chat.knocking()).toBe(0);
});
