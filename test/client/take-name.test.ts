/** Another name, as whoever takes it hears of it. */
import { afterEach, expect, it } from 'vitest';
import { Chat } from '../../src/client/chat';
import type { HubFrame } from '../../src/shared/protocol';
import { settle } from '../helpers/fake-clock';
import { hubHello, memoryNetwork } from '../helpers/memory-hub';
import { memoryPorts } from '../helpers/memory-ports';

const chats: Chat[] = [];
afterEach(() => Promise.all(chats.splice(0).map((chat) => chat.close())));

/** Somebody who is in a hub that gives this answer to every other name. */
async function inside(answer: (ref: number) => HubFrame) {
  const member = { id: 'g-me', name: 'Ada' };
  const network = memoryNetwork(
    (socket) => {
      socket.open();
      socket.tell(hubHello());
    },
    (frame, socket) => {
      if (frame.type === 'hello') socket.tell({ type: 'ready', connection: 'c', member, room: 'lobby', rooms: [], at: 0 });
      if (frame.type !== 'name') return;
      const told = answer(frame.ref);
      if (told.type === 'done') socket.tell({ type: 'member', member: { ...member, name: frame.name } });
      socket.tell(told);
    },
  );
  const ports = memoryPorts(network.dial);
  const chat = new Chat(ports);
  chats.push(chat);
  await chat.start();
  const joined = chat.join('10.0.0.5');
  await settle();
  await joined;
  return { chat, ports, sent: () => network.sockets.flatMap((socket) => socket.sent) };
}

const refusal =
  (code: string, more = {}) =>
  (ref: number): HubFrame => ({ type: 'error', code, message: '', ref, ...more });

it('is told to the hub, which knows one by it at once', async () => {
  const { chat, sent, ports } = await inside((ref) => ({ type: 'done', ref }));
  expect(await chat.setName(' Nele ')).toEqual({ ok: true, value: null });
  expect(sent().at(-1)).toMatchObject({ type: 'name', name: 'Nele' });
  expect([chat.state().name, chat.state().hub?.me?.name, await ports.store.loadName()]).toEqual(['Nele', 'Nele', 'Nele']);
});

it('that is somebody else’s is refused with one that is free, and nothing changes here either', async () => {
  const { chat, ports } = await inside(refusal('name_taken', { suggestion: 'Nele 2' }));
  expect(await chat.setName('Nele')).toEqual({ ok: false, problem: { code: 'name_taken', params: { suggestion: 'Nele 2' } } });
  expect([chat.state().name, await ports.store.loadName()]).toEqual(['Ada', null]);
});

it('after many others has to wait, in words about names', async () => {
  const { chat } = await inside(refusal('rate_limited', { retryAfter: 10_000 }));
  expect(await chat.setName('Nele')).toEqual({ ok: false, problem: { code: 'too_many_names', params: { retryAfter: 10_000 } } });
});

it('counts from the next hello on where the hub is one of before', async () => {
  const { chat } = await inside(refusal('unknown_type'));
  expect(await chat.setName('Nele')).toEqual({ ok: true, value: null });
  expect(chat.state().name).toBe('Nele');
});
