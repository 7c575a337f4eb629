import { afterEach, describe, expect, it } from 'vitest';
import { answerNotice } from '../../src/client/answer';
import { Chat } from '../../src/client/chat';
import type { Notice } from '../../src/client/ports';
import type { PendingMessage, TimelineEvent } from '../../src/shared/ipc/talk-api';
import { limits } from '../../src/shared/protocol';
import { settle } from '../helpers/fake-clock';
import { HUB_ID, MemoryHub } from '../helpers/memory-hub';
import { memoryPorts } from '../helpers/memory-ports';

const LOBBY = 'lobby-id';
const chats: Chat[] = [];
afterEach(() => Promise.all(chats.splice(0).map((chat) => chat.close())));

async function setUp(hub = new MemoryHub(), ports = memoryPorts(hub.dial)) {
  const chat = new Chat(ports);
  chats.push(chat);
  const told: string[] = [];
  const notices: Notice[] = [];
  let outbox: PendingMessage[] = [];
  const timeline: TimelineEvent[] = [];
  chat.onTimeline((event) => (timeline.push(event), told.push(...event.entries.map(({ text = '' }) => text))));
  chat.onNotice((notice) => notices.push(notice));
  chat.onOutbox(({ messages }) => (outbox = messages));
  await chat.start();
  return { chat, hub, ports, told, notices, timeline, outbox: () => outbox };
}

async function joined(...args: Parameters<typeof setUp>) {
  const all = await setUp(...args);
  const outcome = all.chat.join('127.0.0.1');
  await settle();
  expect(await outcome).toEqual({ ok: true, value: null });
  return all;
}

const room = (chat: Chat) => chat.state().hub?.rooms.find(({ id }) => id === LOBBY);

describe('Chat', () => {
  it('joins, is in the first room, and remembers the hub', async () => {
    const { chat, ports } = await joined();
    expect(chat.state()).toMatchObject({
      name: 'Ada',
      hub: { id: HUB_ID, name: 'Workshop', address: '127.0.0.1:8080', connection: { phase: 'ready' }, defaultRoom: LOBBY },
      hubs: [{ id: HUB_ID, name: 'Workshop' }],
    });
    expect(room(chat)).toMatchObject({ name: 'lobby', joined: true });
    expect(ports.store.hubs[0]?.urls).toEqual(['wss://127.0.0.1:8080/ws']);
  });

  it('says why an address does not work, with the address', async () => {
    const { chat, hub } = await setUp();
    expect(await chat.join('not an address')).toMatchObject({ ok: false, problem: { code: 'bad_address' } });
    hub.up = false;
    const outcome = chat.join('192.168.1.20:9000');
    await settle();
    expect(await outcome).toEqual({ ok: false, problem: { code: 'refused', params: { address: '192.168.1.20:9000' } } });
    expect(chat.state().hub).toBeNull();
  });

  it('can be cancelled while it joins', async () => {
    const { chat } = await setUp(
      new MemoryHub(),
      memoryPorts(() => ({ send: () => undefined, close: () => undefined })),
    );
    const outcome = chat.join('127.0.0.1');
    await settle();
    expect(chat.state().hub?.connection.phase).toBe('connecting');
    await chat.leaveHub();
    expect(await outcome).toMatchObject({ ok: false, problem: { code: 'cancelled' } });
  });

  it('shows earlier messages to who joins late, as read', async () => {
    const hub = new MemoryHub();
    hub.write(LOBBY, 'one');
    hub.write(LOBBY, 'two');
    const { chat, told, notices } = await joined(hub);
    expect(told).toEqual(['one', 'two']);
    expect(room(chat)).toMatchObject({ unread: 0, readSeq: 2 });
    expect(notices).toEqual([]);
    const page = await chat.loadHistory(LOBBY, null);
    expect(page).toMatchObject({ ok: true, value: { entries: [{ text: 'one' }, { text: 'two' }], more: false } });
  });

  it('fetches what this device does not have from the hub', async () => {
    const hub = new MemoryHub();
    for (let n = 1; n <= limits.firstSync + 150; n += 1) hub.write(LOBBY, String(n));
    const { chat } = await joined(hub);
    let before: number | null = null;
    const texts: string[] = [];
    for (;;) {
      const asked = chat.loadHistory(LOBBY, before);
      await settle();
      const page = await asked;
      if (!page.ok) throw new Error(page.problem.code);
      texts.unshift(...page.value.entries.map(({ text = '' }) => text));
      before = page.value.entries[0]?.seq ?? null;
      if (!page.value.more) break;
    }
    expect(texts).toEqual(Array.from({ length: limits.firstSync + 150 }, (_, n) => String(n + 1)));
  });

  it('sends, and the message leaves the outbox when the hub has it', async () => {
    const { chat, hub, told, outbox } = await joined();
    const sent = await chat.send(LOBBY, 'hello\r\nthere');
    await settle();
    expect(sent.ok).toBe(true);
    expect(hub.rooms.get(LOBBY)?.log).toMatchObject([{ text: 'hello\nthere' }]);
    expect(told).toEqual(['hello\nthere']);
    expect(outbox()).toEqual([]);
  });

  it.each([
    ['   \n ', 'empty_message'],
    ['x'.repeat(8_001), 'text_too_long'],
  ])('refuses a message that no hub would take', async (text, code) => {
    const { chat } = await joined();
    expect(await chat.send(LOBBY, text)).toMatchObject({ ok: false, problem: { code } });
  });

  it('queues in order while the hub is away, survives a restart, and loses and doubles nothing', async () => {
    const { chat, hub, ports } = await joined();
    hub.up = false;
    hub.cut();
    await settle();
    for (const text of ['1', '2', '3']) await chat.send(LOBBY, text);
    expect(ports.store.outboxes.get(HUB_ID)?.map(({ text }) => text)).toEqual(['1', '2', '3']);
    await chat.close();
    const again = await setUp(hub, memoryPorts(hub.dial, { store: ports.store, history: ports.history }));
    await again.chat.openHub(HUB_ID);
    await settle();
    expect(again.chat.state().hub?.connection.phase).toBe('waiting');
    expect((await again.chat.loadOutbox(LOBBY)).map(({ state }) => state)).toEqual(['queued', 'queued', 'queued']);
    hub.up = true;
    await again.chat.retryNow();
    await settle();
    expect(hub.rooms.get(LOBBY)?.log.map(({ text }) => text)).toEqual(['1', '2', '3']);
    expect(again.ports.store.outboxes.get(HUB_ID)).toEqual([]);
  });

  it('sends again under the same id when no answer comes, and the hub has it once', async () => {
    const { chat, hub, ports } = await joined();
    hub.deaf = true;
    await chat.send(LOBBY, 'once');
    await settle();
    hub.deaf = false;
    await ports.clock.advance(limits.ackTimeout);
    await ports.clock.advance(limits.ackTimeout);
    expect(hub.rooms.get(LOBBY)?.log.map(({ text }) => text)).toEqual(['once']);
    expect(await chat.loadOutbox(LOBBY)).toEqual([]);
  });

  it('takes a message out of the outbox that was confirmed just before the device stopped', async () => {
    const { chat, hub, ports } = await joined();
    const sent = await chat.send(LOBBY, 'once');
    await settle();
    await chat.close();
    if (!sent.ok) throw new Error('not kept');
    await ports.store.saveOutbox(HUB_ID, [
      { id: sent.value, room: LOBBY, kind: 'message', text: 'once', at: 0, state: 'sending' },
    ]);
    const again = await setUp(hub, memoryPorts(hub.dial, { store: ports.store, history: ports.history }));
    await again.chat.openHub(HUB_ID);
    await settle();
    expect(await again.chat.loadOutbox(LOBBY)).toEqual([]);
    expect(hub.rooms.get(LOBBY)?.log).toHaveLength(1);
  });

  it('says that a message is queued again when the connection went under it', async () => {
    const { chat, hub } = await joined();
    hub.deaf = true;
    await chat.send(LOBBY, 'on its way');
    await settle();
    expect(await chat.loadOutbox(LOBBY)).toMatchObject([{ state: 'sending' }]);
    hub.up = false;
    hub.cut();
    await settle();
    expect(await chat.loadOutbox(LOBBY)).toMatchObject([{ state: 'queued' }]);
  });

  it('sends one message of a room at a time', async () => {
    const { chat, hub } = await joined();
    hub.deaf = true;
    for (const text of ['1', '2', '3']) await chat.send(LOBBY, text);
    await settle();
    expect(hub.network.sockets[0]?.sent.filter(({ type }) => type === 'send')).toHaveLength(1);
  });

  it('waits when it is told to, then goes on in order', async () => {
    const { chat, hub, ports } = await joined();
    hub.refusal = { code: 'rate_limited', retryAfter: 700 };
    for (const text of ['1', '2', '3']) await chat.send(LOBBY, text);
    await settle();
    expect(hub.rooms.get(LOBBY)?.log).toEqual([]);
    hub.refusal = null;
    await chat.send(LOBBY, '4');
    await ports.clock.advance(699);
    expect(hub.rooms.get(LOBBY)?.log).toEqual([]);
    await ports.clock.advance(1);
    expect(hub.rooms.get(LOBBY)?.log.map(({ text }) => text)).toEqual(['1', '2', '3', '4']);
  });

  it('marks what the hub refuses as failed, lets the rest go on, and takes it back or away', async () => {
    const { chat, hub } = await joined();
    hub.refusal = { code: 'conflict' };
    const refused = await chat.send(LOBBY, 'no');
    await settle();
    hub.refusal = null;
    await chat.send(LOBBY, 'yes');
    await settle();
    expect(hub.rooms.get(LOBBY)?.log.map(({ text }) => text)).toEqual(['yes']);
    expect(await chat.loadOutbox(LOBBY)).toMatchObject([{ text: 'no', state: 'failed', problem: { code: 'conflict' } }]);
    if (!refused.ok) throw new Error('not kept');
    await chat.retrySend(LOBBY, refused.value);
    await settle();
    expect(hub.rooms.get(LOBBY)?.log.map(({ text }) => text)).toEqual(['yes', 'no']);
  });

  it('has its history before any connection', async () => {
    const { chat, hub, ports } = await joined();
    hub.write(LOBBY, 'kept');
    await settle();
    await chat.close();
    hub.up = false;
    const again = await setUp(hub, memoryPorts(hub.dial, { store: ports.store, history: ports.history }));
    await again.chat.openHub(HUB_ID);
    expect(again.chat.state().hub).toMatchObject({ name: 'Workshop', rooms: [{ name: 'lobby' }], me: { name: 'Ada' } });
    expect(await again.chat.loadHistory(LOBBY, null)).toMatchObject({ value: { entries: [{ text: 'kept' }], more: false } });
  });

  it('gets exactly what it missed', async () => {
    const { hub, told, ports } = await joined();
    hub.write(LOBBY, '1');
    await settle();
    hub.cut();
    for (let n = 2; n <= 450; n += 1) hub.write(LOBBY, String(n));
    await ports.clock.advance(1_000);
    expect(told).toEqual(Array.from({ length: 450 }, (_, n) => String(n + 1)));
  });

  it('follows a hub whose own log has a hole', async () => {
    const { hub, told, ports } = await joined();
    hub.write(LOBBY, '1');
    await settle();
    hub.cut();
    for (const text of ['2', '3', '4']) hub.write(LOBBY, text);
    hub.rooms.get(LOBBY)?.log.splice(2, 1);
    await ports.clock.advance(1_000);
    hub.write(LOBBY, '5');
    await settle();
    expect(told).toEqual(['1', '2', '4', '5']);
    expect((await ports.history.before(HUB_ID, LOBBY, null, 10)).map(({ text }) => text)).toEqual(['1', '2', '4', '5']);
  });

  it('sets its copy aside when the hub begins anew', async () => {
    const { hub, ports, timeline } = await joined();
    hub.write(LOBBY, 'old');
    hub.write(LOBBY, 'older');
    await settle();
    hub.cut();
    hub.rooms.get(LOBBY)?.log.splice(0);
    hub.write(LOBBY, 'new');
    await ports.clock.advance(1_000);
    expect(ports.history.aside).toHaveLength(1);
    expect(await ports.history.before(HUB_ID, LOBBY, null, 10)).toMatchObject([{ text: 'new' }]);
    expect(timeline.some(({ reset }) => reset)).toBe(true);
  });

  describe('unread', () => {
    const NEWS = {
      ...{ kind: 'message', hub: HUB_ID, room: LOBBY, roomName: 'lobby', direct: false, author: 'Ben', mentioned: false },
      preview: 'full',
    };

    it('counts messages of others that are not on screen, and notifies', async () => {
      const { chat, hub, notices } = await joined();
      hub.write(LOBBY, 'psst');
      await settle();
      expect(room(chat)?.unread).toBe(1);
      expect(chat.unread()).toBe(1);
      expect(notices).toEqual([{ ...NEWS, seq: 1, text: 'psst', count: 1, sound: 'system' }]);
    });

    it('never for own messages', async () => {
      const { chat, notices } = await joined();
      await chat.send(LOBBY, 'mine');
      await settle();
      expect(chat.unread()).toBe(0);
      expect(notices).toEqual([]);
    });

    it('is silent while the room is looked at, and not when the window is in the background', async () => {
      const { chat, hub, notices } = await joined();
      await chat.viewRoom(LOBBY);
      hub.write(LOBBY, 'seen');
      await settle();
      expect([chat.unread(), notices.length]).toEqual([0, 0]);
      chat.setFocused(false);
      hub.write(LOBBY, 'unseen');
      await settle();
      expect([chat.unread(), notices.length]).toEqual([1, 1]);
      chat.setFocused(true);
      expect(chat.unread()).toBe(0);
    });

    it('makes one notice of everything that was missed', async () => {
      const { hub, notices, ports, chat } = await joined();
      hub.cut();
      for (let n = 1; n <= 250; n += 1) hub.write(LOBBY, String(n));
      await ports.clock.advance(1_000);
      expect(notices).toEqual([{ ...NEWS, seq: 250, text: '250', count: 250, sound: 'system' }]);
      expect(chat.unread()).toBe(250);
    });

    it('is the same after a restart', async () => {
      const { chat, hub, ports } = await joined();
      hub.write(LOBBY, '1');
      await settle();
      await chat.viewRoom(LOBBY);
      await chat.viewRoom(null);
      hub.write(LOBBY, '2');
      await chat.send(LOBBY, 'mine');
      hub.write(LOBBY, '3');
      await settle();
      const before = chat.unread();
      await chat.close();
      const again = await setUp(hub, memoryPorts(hub.dial, { store: ports.store, history: ports.history }));
      await again.chat.openHub(HUB_ID);
      expect([before, again.chat.unread()]).toEqual([2, 2]);
    });

    it('is the same after a restart where there is more than is read at once, and where much of it is not words', async () => {
      const { chat, hub, ports } = await joined();
      for (let n = 1; n <= 1_300; n += 1) hub.write(LOBBY, String(n));
      for (let n = 1; n <= 600; n += 1) hub.say(LOBBY, { kind: 'reaction', target: n, emoji: '👍', on: n % 2 === 0 });
      await settle();
      const before = [chat.unread(), room(chat)?.lastAt];
      await chat.close();
      const again = await setUp(hub, memoryPorts(hub.dial, { store: ports.store, history: ports.history }));
      await again.chat.openHub(HUB_ID);
      expect([before[0], again.chat.unread(), room(again.chat)?.lastAt]).toEqual([1_300, 1_300, before[1]]);
    });

    it('is nothing once that is said, and what was announced of it goes', async () => {
      const { chat, hub } = await joined();
      const seen: string[] = [];
      chat.notifier.onSeen.on((id) => seen.push(id));
      hub.write(LOBBY, '1');
      await settle();
      expect(await chat.places.markRead('nowhere')).toMatchObject({ ok: false });
      expect([await chat.places.markRead(LOBBY), chat.unread(), room(chat)?.readSeq]).toMatchObject([{ ok: true }, 0, 1]);
      await settle();
      expect(seen).toEqual([LOBBY]);
    });

    it('is nothing of a room that was left or muted, and the announcement of a reaction raises nothing', async () => {
      const { chat, hub, notices, ports } = await joined();
      await chat.send(LOBBY, 'mine');
      await settle();
      hub.say(LOBBY, { kind: 'reaction', target: 1, emoji: '🎉', on: true });
      await settle();
      expect([chat.unread(), notices]).toMatchObject([
        0,
        [{ kind: 'reaction', emoji: '🎉', text: 'mine', author: 'Ben', seq: 1 }],
      ]);
      await ports.clock.advance(1_000);
      hub.write(LOBBY, 'hello');
      await settle();
      expect(chat.unread()).toBe(1);
      await chat.places.setRoomWishes(LOBBY, { mutedUntil: ports.clock.now() + 1_000 });
      expect([chat.unread(), room(chat)?.unread]).toEqual([0, 1]);
      await settle();
      let told = 0;
      chat.onState(() => (told += 1));
      await ports.clock.advance(1_000);
      expect([chat.unread(), told]).toEqual([1, 1]);
      await chat.leaveRoom(LOBBY);
      expect(chat.unread()).toBe(0);
    });

    it('is said by the answer to a notification, which counts as having read', async () => {
      const { chat, hub } = await joined();
      hub.write(LOBBY, 'are you there?');
      await settle();
      expect(await answerNotice(chat, { hub: HUB_ID, room: LOBBY, seq: 1 }, 'yes')).toMatchObject({ ok: true });
      await settle();
      expect([chat.unread(), hub.rooms.get(LOBBY)?.log.map(({ text }) => text)]).toEqual([0, ['are you there?', 'yes']]);
    });

    it('of a day is found on this device, and asked for where this device has no more', async () => {
      const { chat, hub, ports } = await joined();
      for (let n = 1; n <= 20; n += 1) hub.write(LOBBY, String(n));
      await settle();
      const log = hub.rooms.get(LOBBY)?.log ?? [];
      const at = (seq: number): number => log[seq - 1]?.at ?? 0;
      const find = async (when: number) => (await chat.talk.findDate(LOBBY, when)) as { value: number };
      expect(log.every((one, index) => index === 0 || one.at >= at(index))).toBe(true);
      const expected = (when: number) => log.find((one) => one.at >= when)?.seq ?? 20;
      for (const when of [0, at(7), at(7) + 1, at(20), at(20) + 1]) expect((await find(when)).value).toBe(expected(when));
      await ports.history.drop(HUB_ID, LOBBY, null);
      expect((await find(at(20))).value).toBe(expected(at(20)));
    });
  });

  it('makes, joins and leaves rooms, and joins them again on the next connection', async () => {
    const { chat, hub, told, ports } = await joined();
    const made = chat.createRoom('garden');
    await settle();
    const outcome = await made;
    if (!outcome.ok) throw new Error(outcome.problem.code);
    hub.cut();
    await ports.clock.advance(1_000);
    hub.write(outcome.value, 'roses');
    await settle();
    expect(told).toEqual(['roses']);
    const left = chat.leaveRoom(outcome.value);
    await settle();
    await left;
    hub.write(outcome.value, 'unheard');
    await settle();
    expect(told).toEqual(['roses']);
    expect(chat.state().hub?.rooms.find(({ name }) => name === 'garden')).toMatchObject({ joined: false });
  });

  it('keeps what it could not write to disk and writes it later, without a gap', async () => {
    const { chat, hub, ports } = await joined();
    ports.history.broken = true;
    hub.write(LOBBY, '1');
    hub.write(LOBBY, '2');
    await settle();
    expect(await chat.loadHistory(LOBBY, null)).toMatchObject({ value: { entries: [{ text: '1' }, { text: '2' }] } });
    ports.history.broken = false;
    hub.write(LOBBY, '3');
    await ports.clock.advance(5_000);
    expect((await ports.history.before(HUB_ID, LOBBY, null, 10)).map(({ text }) => text)).toEqual(['1', '2', '3']);
  });
});
