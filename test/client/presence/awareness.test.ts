import { describe, expect, it } from 'vitest';
import { Chat } from '../../../src/client/chat';
import { parseOwn, PLAIN } from '../../../src/client/presence/own-presence';
import type { ReadsEvent, TypingEvent } from '../../../src/shared/ipc/presence-api';
import type { ClientFrame, HubFrame } from '../../../src/shared/protocol';
import { MemoryHub } from '../../helpers/memory-hub';
import { memoryPorts } from '../../helpers/memory-ports';

const ROOM = 'lobby-id';
const ben = { id: 'k-ben', name: 'Ben' };
const cleo = { id: 'k-cleo', name: 'Cleo' };

async function joined(kept: unknown = null) {
  const hub = new MemoryHub();
  const saved: unknown[] = [];
  const presence = { load: () => Promise.resolve(kept), save: (own: unknown) => Promise.resolve(void saved.push(own)) };
  const ports = memoryPorts(hub.dial, { presence });
  const chat = new Chat(ports);
  await chat.start();
  const joining = chat.join('ws://hub.local:8080/ws');
  await ports.clock.advance(0);
  expect(await joining).toMatchObject({ ok: true });
  await ports.clock.advance(0);
  const socket = hub.network.sockets.at(-1);
  if (!socket) throw new Error('nobody dialled');
  const sent = (type: ClientFrame['type']): ClientFrame[] => socket.sent.filter((frame) => frame.type === type);
  const tell = (frame: HubFrame): void => socket.tell(frame);
  return { hub, ports, chat, clock: ports.clock, me: chat.state().hub?.me?.id ?? '', sent, tell, saved, socket };
}

describe('typing', () => {
  it('is told at most every three seconds, however many keys are pressed, and ended once', async () => {
    const { chat, clock, sent } = await joined();
    for (let key = 0; key < 70; key += 1) {
      await chat.awareness.typing(ROOM, true);
      await clock.advance(100);
    }
    expect(sent('typing')).toHaveLength(3);
    await chat.awareness.typing(ROOM, false);
    await chat.awareness.typing(ROOM, false);
    expect(sent('typing').at(-1)).toEqual({ type: 'typing', room: ROOM, on: false });
    expect(sent('typing')).toHaveLength(4);
  });

  it('shows who else types, ends with their message, and by itself where the end is lost', async () => {
    const { hub, chat, clock, me, tell } = await joined();
    const seen: TypingEvent[] = [];
    chat.awareness.onTyping((event) => seen.push(event));
    tell({ type: 'typing', room: ROOM, members: [{ id: me, name: 'Ada' }, ben, cleo], count: 3 });
    expect(seen.at(-1)).toEqual({ room: ROOM, members: [ben, cleo], count: 2 });
    hub.write(ROOM, 'done', ben);
    expect(seen.at(-1)).toEqual({ room: ROOM, members: [cleo], count: 1 });
    await clock.advance(8_000);
    expect(seen.at(-1)).toEqual({ room: ROOM, members: [], count: 0 });
  });

  it('does not count oneself where only a number is told', async () => {
    const { chat, tell } = await joined();
    const seen: TypingEvent[] = [];
    chat.awareness.onTyping((event) => seen.push(event));
    tell({ type: 'typing', room: ROOM, members: [], count: 3 });
    expect(seen.at(-1)?.count).toBe(3);
    await chat.awareness.typing(ROOM, true);
    tell({ type: 'typing', room: ROOM, members: [], count: 3 });
    expect(seen.at(-1)?.count).toBe(2);
  });
});

describe('cursors', () => {
  it('say what is kept here and what was looked at, not what merely came', async () => {
    const { hub, chat, clock, sent } = await joined();
    await clock.advance(1_000);
    expect(sent('cursor')).toEqual([{ type: 'cursor', room: ROOM, received: 0, read: 0 }]);
    hub.write(ROOM, 'one', ben);
    hub.write(ROOM, 'two', ben);
    await clock.advance(1_000);
    expect(sent('cursor').at(-1)).toEqual({ type: 'cursor', room: ROOM, received: 2, read: 0 });
    await chat.viewRoom(ROOM);
    await clock.advance(1_000);
    expect(sent('cursor').at(-1)).toEqual({ type: 'cursor', room: ROOM, received: 2, read: 2 });
  });

  it('do not say that something is kept which the disk refused', async () => {
    const { hub, ports, clock, sent } = await joined();
    await clock.advance(1_000);
    ports.history.broken = true;
    hub.write(ROOM, 'one', ben);
    await clock.advance(4_000);
    expect(sent('cursor').at(-1)).toMatchObject({ received: 0 });
    ports.history.broken = false;
    await clock.advance(7_000);
    expect(sent('cursor').at(-1)).toMatchObject({ received: 1 });
  });

  it('tell what others are up to, replace it where all are told, and nothing of a crowd', async () => {
    const { chat, me, tell } = await joined();
    const seen: ReadsEvent[] = [];
    chat.awareness.onReads((event) => seen.push(event));
    tell({
      type: 'cursors',
      room: ROOM,
      cursors: [
        [me, 3, 3],
        ['k-ben', 3, 2],
      ],
      all: true,
    });
    tell({
      type: 'cursors',
      room: ROOM,
      cursors: [
        ['k-ben', 3, 3],
        ['k-cleo', 1, null],
      ],
    });
    expect(seen.at(-1)?.cursors).toEqual([
      { id: 'k-ben', received: 3, read: 3 },
      { id: 'k-cleo', received: 1, read: null },
    ]);
    tell({ type: 'cursors', room: ROOM, cursors: [['k-cleo', 4, 4]], all: true });
    expect(seen.at(-1)?.cursors).toEqual([{ id: 'k-cleo', received: 4, read: 4 }]);
    tell({ type: 'cursors', room: ROOM, cursors: [], all: true });
    expect(seen.at(-1)).toEqual({ room: ROOM, cursors: null });
  });

  it('move the own mark where another device of the same person is further', async () => {
    const { hub, chat, clock, me, tell, ports } = await joined();
    hub.write(ROOM, 'one', ben);
    hub.write(ROOM, 'two', ben);
    await clock.advance(0);
    const unread = (): number => chat.state().hub?.rooms.find(({ id }) => id === ROOM)?.unread ?? -1;
    expect(unread()).toBe(2);
    tell({ type: 'cursors', room: ROOM, cursors: [[me, 2, 1]] });
    expect(unread()).toBe(1);
    tell({ type: 'cursors', room: ROOM, cursors: [[me, 2, 2]] });
    expect(unread()).toBe(0);
    tell({ type: 'cursors', room: ROOM, cursors: [[me, 2, 1]] });
    expect(unread()).toBe(0);
    await clock.advance(1_000);
    expect(ports.store.hubs[0]?.rooms.find(({ id }) => id === ROOM)?.readSeq).toBe(2);
  });
});

describe('own presence', () => {
  it('is told on arriving, on every change, and while nobody is there', async () => {
    const { chat, sent, saved } = await joined({ presence: 'online', text: ' Out  soon ', tellsReads: true });
    expect(sent('status')).toEqual([{ type: 'status', presence: 'online', text: 'Out soon' }]);
    chat.awareness.own.setIdle(true);
    expect(sent('status').at(-1)).toMatchObject({ presence: 'away' });
    await chat.awareness.setStatus({ presence: 'busy', text: '' });
    expect(sent('status').at(-1)).toEqual({ type: 'status', presence: 'busy' });
    expect(saved).toEqual([{ presence: 'busy', text: '', tellsReads: true }]);
    const many = sent('status').length;
    chat.awareness.own.setIdle(true);
    expect(sent('status')).toHaveLength(many);
  });

  it('refuses a text that is none, and keeps what was', async () => {
    const { chat, saved } = await joined();
    expect(await chat.awareness.setStatus({ presence: 'busy', text: 'a\u202Eb' })).toMatchObject({
      problem: { code: 'bad_name' },
    });
    expect(await chat.awareness.setStatus({ presence: 'busy', text: 'x'.repeat(81) })).toMatchObject({ ok: false });
    expect(saved).toEqual([]);
    expect(chat.awareness.own.own).toEqual(PLAIN);
  });

  it('announces nothing to somebody who is not to be disturbed, and counts it', async () => {
    const { hub, chat, clock } = await joined();
    const notices: string[] = [];
    chat.onNotice(({ text }) => notices.push(text));
    hub.write(ROOM, 'one', ben);
    await chat.awareness.setStatus({ presence: 'busy', text: '' });
    hub.write(ROOM, 'two', ben);
    await clock.advance(0);
    expect(notices).toEqual(['one']);
    expect(chat.unread()).toBe(2);
  });

  it.each([[null], [42], [{}], [{ presence: 'invisible', text: 7, tellsReads: 'yes' }], [{ text: 'a\nb' }]])(
    'makes sense of whatever was kept: %j',
    (kept) => {
      expect(parseOwn(kept)).toEqual(PLAIN);
    },
  );
});
