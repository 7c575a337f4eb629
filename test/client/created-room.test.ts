import { expect, it } from 'vitest';
import { Chat } from '../../src/client/chat';
import { settle } from '../helpers/fake-clock';
import { limits } from '../../src/shared/protocol';
import { MemoryHub } from '../helpers/memory-hub';
import { memoryPorts } from '../helpers/memory-ports';

it('a room that was just made and joined is not counted as it was before', async () => {
  const hub = new MemoryHub();
  const ports = memoryPorts(hub.dial);
  const chat = new Chat(ports);
  const outcome = chat.join('127.0.0.1');
  await settle();
  await outcome;
  const range = ports.history.range.bind(ports.history);
  let found = (): void => undefined;
  // The disk takes its time over the notice that everybody gets, and none over the answer that its maker gets.
  ports.history.range = async (...about) => {
    ports.history.range = range;
    await new Promise<void>((resolve) => (found = resolve));
    return range(...about);
  };
  hub.network.sockets.at(-1)?.tell({ type: 'room', room: { id: 'room-1', name: 'Tea', seq: 0, count: 0 } });
  const made = chat.createRoom('Tea');
  await settle();
  expect(await made).toEqual({ ok: true, value: 'room-1' });
  const count = (): number | undefined => chat.state().hub?.rooms.find(({ id }) => id === 'room-1')?.count;
  expect(count()).toBe(1);
  found();
  await settle();
  expect(count()).toBe(1);
  await chat.close();
});

it('a hub may list as many rooms as a hub may have, and no more', async () => {
  const hub = new MemoryHub();
  const ports = memoryPorts(hub.dial);
  const chat = new Chat(ports);
  const outcome = chat.join('127.0.0.1');
  await settle();
  await outcome;
  const socket = hub.network.sockets.at(-1);
  const flood = (from: string): void => {
    for (let n = 0; n < 2 * limits.maxRooms; n += 1)
      socket?.tell({ type: 'room', room: { id: `${from}-${String(n)}`, name: `${from} ${String(n)}`, seq: 0, count: 0 } });
  };
  for (const from of ['one', 'two']) {
    flood(from);
    await settle();
    expect(chat.state().hub?.rooms).toHaveLength(limits.maxRooms + limits.directRooms);
  }
  await chat.close();
  expect(ports.store.hubs[0]?.rooms).toHaveLength(limits.maxRooms + limits.directRooms);
});
