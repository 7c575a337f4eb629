import { expect, it } from 'vitest';
import { Chat } from '../../src/client/chat';
import { settle } from '../helpers/fake-clock';
import { HUB_ID, MemoryHub } from '../helpers/memory-hub';
import { memoryPorts } from '../helpers/memory-ports';

/** A device that was at a hub before. */
async function remembered() {
  const hub = new MemoryHub();
  const ports = memoryPorts(hub.dial);
  const chat = new Chat(ports);
  const outcome = chat.join('127.0.0.1');
  await settle();
  await outcome;
  await chat.leaveHub();
  await settle();
  const open = () => hub.network.sockets.filter(({ over }) => !over).length;
  return { chat, ports, open };
}

it('a hub that is opened twice at once is opened once', async () => {
  const { chat, open } = await remembered();
  const outcomes = await Promise.all([chat.openHub(HUB_ID), chat.openHub(HUB_ID)]);
  await settle();
  expect(outcomes).toEqual([
    { ok: false, problem: { code: 'cancelled' } },
    { ok: true, value: null },
  ]);
  expect(open()).toBe(1);
  await chat.close();
});

it.each(['openHub', 'join'] as const)('leaving while %s is under way ends it', async (call) => {
  const { chat, ports, open } = await remembered();
  const outcome = call === 'join' ? chat.join('127.0.0.1') : chat.openHub(HUB_ID);
  await chat.close();
  expect(await outcome).toMatchObject({ ok: false, problem: { code: 'cancelled' } });
  await settle();
  expect(open()).toBe(0);
  expect(chat.state().hub).toBeNull();
  expect(ports.clock.waiting).toBe(0);
});
