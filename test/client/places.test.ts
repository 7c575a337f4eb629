import { afterEach, describe, expect, it } from 'vitest';
import { Chat } from '../../src/client/chat';
import { FOREVER } from '../../src/shared/ipc/places-api';
import { settle } from '../helpers/fake-clock';
import { HUB_ID, MemoryHub } from '../helpers/memory-hub';
import { memoryPorts } from '../helpers/memory-ports';

const ben = { id: 'k-other', name: 'Ben' };
const direct = { name: 'Ben', kind: 'direct', with: ben } as const;
const chats: Chat[] = [];
afterEach(() => Promise.all(chats.splice(0).map((chat) => chat.close())));

async function joined(hub = new MemoryHub(), ports = memoryPorts(hub.dial)) {
  const chat = new Chat(ports);
  chats.push(chat);
  await chat.start();
  const outcome = ports.store.hubs.length > 0 ? chat.openHub(HUB_ID) : chat.join('127.0.0.1');
  await settle();
  expect(await outcome).toEqual({ ok: true, value: null });
  await settle();
  const room = (id: string) => chat.state().hub?.rooms.find((one) => one.id === id);
  return { chat, hub, ports, room };
}

/** Closes it and comes back with what the device kept. */
async function again({ chat, hub, ports }: Awaited<ReturnType<typeof joined>>) {
  await chat.close();
  return joined(hub, memoryPorts(hub.dial, ports));
}

describe('a direct room', () => {
  it('is joined by itself when the hub tells of it, and is known by the other one', async () => {
    const { hub, room, chat } = await joined();
    hub.list('d-1', direct);
    await settle();
    hub.write('d-1', 'psst');
    await settle();
    expect(room('d-1')).toMatchObject({ kind: 'direct', with: ben, joined: true, unread: 1, there: false });
    // Found again without asking the hub.
    hub.cut();
    hub.up = false;
    await settle();
    expect(await chat.places.openDirect(ben.id)).toEqual({ ok: true, value: 'd-1' });
    expect((await chat.send('d-1', 'for later')).ok).toBe(true);
  });

  it('is shown as what it is before the hub is reached', async () => {
    const all = await joined();
    all.hub.list('d-1', direct);
    await settle();
    all.hub.up = false;
    await all.chat.close();
    const chat = new Chat(memoryPorts(all.hub.dial, all.ports));
    chats.push(chat);
    await chat.start();
    await chat.openHub(HUB_ID);
    expect(chat.state().hub?.rooms.find(({ id }) => id === 'd-1')).toMatchObject({ kind: 'direct', with: ben, joined: true });
  });

  it('that was closed is out of sight until something is said in it, also after a restart', async () => {
    const first = await joined();
    first.hub.list('d-1', direct);
    await settle();
    first.hub.write('d-1', 'one');
    await settle();
    expect(await first.chat.leaveRoom('d-1')).toEqual({ ok: true, value: null });
    expect(first.room('d-1')?.wishes.hidden).toBe(true);
    const { hub, room, chat } = await again(first);
    expect(room('d-1')).toMatchObject({ joined: true, wishes: { hidden: true } });
    hub.write('d-1', 'two');
    await settle();
    expect(room('d-1')?.wishes.hidden).toBe(false);
    await chat.leaveRoom('d-1');
    await chat.places.openDirect(ben.id);
    expect(room('d-1')?.wishes.hidden).toBe(false);
  });
});

describe('a room that is gone', () => {
  it('can be read on, and nothing is sent to it; it is gone after a restart as well, and is forgotten when it is told to', async () => {
    const first = await joined();
    first.hub.list('p-1', { name: 'plans', private: true });
    await settle();
    first.hub.write('p-1', 'the plan');
    await settle();
    first.hub.deaf = true;
    const sent = await first.chat.send('p-1', 'on its way');
    first.hub.remove('p-1', 'taken_out');
    await settle();
    expect(first.room('p-1')).toMatchObject({ joined: true, gone: true, private: true, count: 0 });
    const page = await first.chat.loadHistory('p-1', null);
    expect(page).toMatchObject({ ok: true, value: { entries: [{ text: 'the plan' }] } });
    const [pending] = await first.chat.loadOutbox('p-1');
    expect(pending).toMatchObject({ id: sent.ok ? sent.value : '', state: 'failed', problem: { code: 'room_unknown' } });
    const second = await again(first);
    expect(second.room('p-1')).toMatchObject({ gone: true });
    await second.chat.leaveRoom('p-1');
    expect(second.room('p-1')).toBeUndefined();
  });

  it('is noticed by one who was away, and is back when one is invited again', async () => {
    const first = await joined();
    first.hub.list('p-1', { name: 'plans', private: true });
    await settle();
    first.hub.write('p-1', 'the plan');
    await settle();
    await first.chat.close();
    first.hub.rooms.delete('p-1');
    const second = await joined(first.hub, memoryPorts(first.hub.dial, first.ports));
    expect(second.room('p-1')).toMatchObject({ gone: true });
    second.hub.list('p-1', { name: 'plans', private: true, topic: 'again' });
    await settle();
    expect(second.room('p-1')).toMatchObject({ gone: false, joined: true, topic: 'again' });
    second.hub.write('p-1', 'another');
    await settle();
    expect(second.room('p-1')?.unread).toBeGreaterThan(0);
  });

  it('leaves the list where one was never in it', async () => {
    const { hub, room } = await joined();
    hub.list('r-1', { name: 'Tea' });
    await settle();
    expect(room('r-1')).toMatchObject({ joined: false, gone: false });
    hub.remove('r-1');
    await settle();
    expect(room('r-1')).toBeUndefined();
  });
});

describe('wishes', () => {
  it('are kept on this device, and what the hub says of a room does not touch them', async () => {
    const first = await joined();
    const wishes = { pinned: true, notify: 'mentions', mutedUntil: FOREVER } as const;
    expect(await first.chat.places.setRoomWishes('lobby-id', wishes)).toEqual({ ok: true, value: null });
    first.hub.list('lobby-id', { name: 'Hall', topic: 'All of us' });
    await settle();
    expect(first.room('lobby-id')).toMatchObject({ name: 'Hall', topic: 'All of us', wishes: { ...wishes, hidden: false } });
    const { chat, room, ports } = await again(first);
    expect(room('lobby-id')?.wishes).toEqual({ ...wishes, hidden: false });
    await chat.places.setRoomWishes('lobby-id', { pinned: false, notify: 'default', mutedUntil: null });
    const [kept] = ports.store.hubs[0]?.rooms ?? [];
    expect(kept).toEqual({ id: 'lobby-id', name: 'Hall', joined: true, readSeq: 0, topic: 'All of us' });
    expect(await chat.places.setRoomWishes('nowhere', { pinned: true })).toMatchObject({ problem: { code: 'room_unknown' } });
  });
});

it('a conversation stands where its newest message puts it', async () => {
  const { hub, room } = await joined();
  hub.list('d-1', direct);
  await settle();
  const said = (seq: number, at: number, kind: 'message' | 'topic') =>
    hub.network.sockets.at(-1)?.tell({
      ...{ type: 'entries', room: 'd-1' },
      entries: [{ seq, id: `x${String(seq)}`, kind, author: ben, at, text: 'now' }],
    });
  said(1, 1_000, 'message');
  said(2, 2_000, 'topic');
  await settle();
  expect(room('d-1')?.lastAt).toBe(1_000);
  expect(room('lobby-id')?.lastAt).toBe(0);
});

it('a topic of more than a line, or too long, is said to be so before the hub is asked', async () => {
  const { chat, hub } = await joined();
  const sent = hub.network.sockets.at(-1)?.sent ?? [];
  expect(await chat.places.setTopic('lobby-id', 'x'.repeat(161))).toMatchObject({ problem: { code: 'topic_too_long' } });
  expect(await chat.places.renameRoom('lobby-id', ' ')).toMatchObject({ problem: { code: 'bad_name' } });
  expect(sent.map(({ type }) => type)).not.toContain('topic');
});
