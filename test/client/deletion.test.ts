/** A deleted message on a device: what is shown, counted and kept of it, whatever disk and network do. */
import { afterEach, expect, it } from 'vitest';
import { Chat } from '../../src/client/chat';
import { settle } from '../helpers/fake-clock';
import { HUB_ID, MemoryHub } from '../helpers/memory-hub';
import { MemoryHistory, memoryPorts } from '../helpers/memory-ports';

const LOBBY = 'lobby-id';
const chats: Chat[] = [];
afterEach(() => Promise.all(chats.splice(0).map((chat) => chat.close())));

/** A disk that may refuse to write a file anew. */
class History extends MemoryHistory {
  refusing = false;

  override erase(...args: Parameters<MemoryHistory['erase']>): Promise<void> {
    return this.refusing ? Promise.reject(new Error('disk full')) : super.erase(...args);
  }
}

async function visit(hub = new MemoryHub(), ports = memoryPorts(hub.dial, { history: new History() })) {
  const chat = new Chat(ports);
  chats.push(chat);
  await chat.start();
  void (chat.state().hubs.length > 0 ? chat.openHub(HUB_ID) : chat.join('10.0.0.5'));
  await settle();
  return {
    ...{ chat, hub, ports, history: ports.history as History },
    texts: async () => {
      const page = await chat.loadHistory(LOBBY, null);
      return page.ok ? page.value.entries.map(({ kind, text }) => (kind === 'message' ? text : kind)) : [];
    },
    kept: () => ports.history.logs.get(`${HUB_ID}/${LOBBY}`)?.map(({ text }) => text),
    noted: () => ports.store.hubs[0]?.rooms[0]?.deleted,
    unread: () => chat.state().hub?.rooms[0]?.unread,
    /** The next visit of the same device. */
    next: async () => {
      await chat.close();
      return visit(hub, ports);
    },
  };
}

it('is gone from the screen at once, and from the disk with the end of the visit', async () => {
  const first = await visit();
  first.hub.write(LOBBY, 'one');
  first.hub.write(LOBBY, 'two');
  first.hub.erase(LOBBY, 1);
  await settle();
  expect([await first.texts(), first.kept()]).toEqual([
    ['', 'two', 'deletion'],
    ['one', 'two', ''],
  ]);
  const second = await first.next();
  expect([second.kept(), second.noted(), await second.texts()]).toEqual([['', 'two', ''], undefined, ['', 'two', 'deletion']]);
});

it('stays gone where the disk refuses, which is asked again', async () => {
  const first = await visit();
  first.hub.write(LOBBY, 'one');
  first.hub.erase(LOBBY, 1);
  await settle();
  first.history.refusing = true;
  const second = await first.next();
  expect([second.kept(), second.noted(), await second.texts()]).toEqual([['one', ''], [1], ['', 'deletion']]);
  second.history.refusing = false;
  expect((await second.next()).kept()).toEqual(['', '']);
});

it('stays gone after a crash that came before anything was noted', async () => {
  const first = await visit();
  first.hub.write(LOBBY, 'one');
  first.hub.erase(LOBBY, 1);
  await settle();
  const [hub] = first.ports.store.hubs;
  for (const room of hub?.rooms ?? []) delete room.deleted;
  const ports = memoryPorts(first.hub.dial, { history: first.ports.history, store: first.ports.store });
  first.hub.up = false;
  const second = await visit(first.hub, ports);
  expect(await second.texts()).toEqual(['', 'deletion']);
});

it('that went before it was fetched is never on the disk', async () => {
  const first = await visit();
  first.hub.write(LOBBY, 'zero');
  await settle();
  first.hub.cut();
  // A hub that has not taken the text out of its own log, and says both in one page.
  first.hub.write(LOBBY, 'one');
  first.hub.erase(LOBBY, 2);
  first.hub.rooms
    .get(LOBBY)
    ?.log.splice(1, 1, { seq: 2, id: 'x', kind: 'message', author: { id: 'k-b', name: 'B' }, at: 0, text: 'one' });
  await first.ports.clock.advance(1_000);
  expect([first.kept(), await first.texts()]).toEqual([
    ['zero', '', ''],
    ['zero', '', 'deletion'],
  ]);
});

it('is no news, and no longer unread', async () => {
  const first = await visit();
  let told = 0;
  first.chat.onNotice(() => (told += 1));
  first.hub.write(LOBBY, 'one');
  first.hub.write(LOBBY, 'two');
  await settle();
  expect([first.unread(), told]).toEqual([2, 1]);
  first.hub.erase(LOBBY, 1);
  await settle();
  expect([first.unread(), told]).toEqual([1, 1]);
  // Of one that was read before, nothing is left to take away.
  await first.chat.viewRoom(LOBBY);
  await settle();
  first.hub.erase(LOBBY, 2);
  await settle();
  expect(first.unread()).toBe(0);
});

it('says nothing about another log', async () => {
  const first = await visit();
  first.hub.write(LOBBY, 'one');
  first.hub.write(LOBBY, 'two');
  first.hub.erase(LOBBY, 1);
  await settle();
  first.hub.cut();
  first.hub.rooms.set(LOBBY, { name: 'lobby', log: [] });
  first.hub.write(LOBBY, 'anew');
  await first.ports.clock.advance(1_000);
  await settle();
  expect(await first.texts()).toEqual(['anew']);
});
