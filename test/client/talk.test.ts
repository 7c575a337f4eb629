/** What a person says about messages, on a device: kept until the hub has it, shown at once, read again from the disk. */
import { afterEach, describe, expect, it } from 'vitest';
import { annotate } from '../../src/client/annotate';
import { Chat } from '../../src/client/chat';
import type { Notice } from '../../src/client/ports';
import type { TimelineEvent } from '../../src/shared/ipc/talk-api';
import { limits, type Entry } from '../../src/shared/protocol';
import { settle } from '../helpers/fake-clock';
import { HUB_ID, MemoryHub } from '../helpers/memory-hub';
import { memoryPorts } from '../helpers/memory-ports';

const LOBBY = 'lobby-id';
const chats: Chat[] = [];
afterEach(() => Promise.all(chats.splice(0).map((chat) => chat.close())));

async function visit(hub = new MemoryHub(), ports = memoryPorts(hub.dial)) {
  const chat = new Chat(ports);
  chats.push(chat);
  const told: Entry[] = [];
  const notices: Notice[] = [];
  chat.onTimeline(({ entries }: TimelineEvent) => void told.push(...entries));
  chat.onNotice((notice) => notices.push(notice));
  await chat.start();
  void (chat.state().hubs.length > 0 ? chat.openHub(HUB_ID) : chat.join('10.0.0.5'));
  await settle();
  return {
    ...{ chat, hub, ports, told, notices, talk: chat.talk },
    log: () => hub.rooms.get(LOBBY)?.log ?? [],
    me: () => chat.state().hub?.me?.id ?? '',
    room: () => chat.state().hub?.rooms[0],
    page: async (before: number | null = null) => {
      const page = await chat.talk.loadHistory(LOBBY, before);
      if (!page.ok) throw new Error(page.problem.code);
      return page.value;
    },
    waiting: () => chat.talk.loadOutbox(LOBBY),
    /** The next visit of the same device. */
    next: async () => {
      await chat.close();
      return visit(hub, ports);
    },
  };
}

describe('what is said about a message', () => {
  it('is asked of the hub in order, and told like any entry', async () => {
    const { talk, hub, told, log, waiting } = await visit();
    hub.write(LOBBY, 'hello');
    await settle();
    await talk.send(LOBBY, 'mine', { reply: 1, mentions: ['k-other'], urgent: true });
    await settle();
    await talk.editMessage(LOBBY, 2, ' better ', { everyone: true });
    await talk.react(LOBBY, 1, '👍', true);
    await talk.pin(LOBBY, 1, true);
    await talk.acknowledge(LOBBY, 2);
    await settle();
    expect(log().slice(1)).toMatchObject([
      { kind: 'message', text: 'mine', reply: 1, mentions: ['k-other'], urgent: true },
      { kind: 'edit', target: 2, text: ' better ', everyone: true },
      { kind: 'reaction', target: 1, emoji: '👍', on: true },
      { kind: 'pin', target: 1, on: true },
      { kind: 'ack', target: 2 },
    ]);
    expect(told.map(({ seq }) => seq)).toEqual([1, 2, 3, 4, 5, 6]);
    expect(await waiting()).toEqual([]);
  });

  it('waits on the disk while the hub is away, and counts at once', async () => {
    const first = await visit();
    await first.talk.send(LOBBY, 'one');
    await settle();
    first.hub.up = false;
    first.hub.cut();
    await settle();
    await first.talk.editMessage(LOBBY, 1, 'two');
    await first.talk.react(LOBBY, 1, '🔥', true);
    const second = await first.next();
    const waiting = await second.waiting();
    expect(waiting).toMatchObject([
      { kind: 'edit', target: 1, text: 'two', state: 'queued' },
      { kind: 'reaction', target: 1, emoji: '🔥', on: true, state: 'queued' },
    ]);
    const { entries, about } = await second.page();
    const me = second.chat.state().hub?.me ?? null;
    expect(annotate(entries, about, waiting, me).get(1)).toMatchObject({ text: 'two', reactions: [{ emoji: '🔥', mine: true }] });
    second.hub.up = true;
    await second.chat.retryNow();
    await settle();
    expect(second.log().map(({ kind }) => kind)).toEqual(['message', 'edit', 'reaction']);
    expect(await second.waiting()).toEqual([]);
  });

  it('that the hub refuses stays, with its problem, until it is tried again or given up', async () => {
    const { talk, hub, waiting } = await visit();
    hub.write(LOBBY, 'hello');
    hub.refusal = { code: 'too_many_reactions' };
    await talk.react(LOBBY, 1, '👍', true);
    await settle();
    const [failed] = await waiting();
    expect(failed).toMatchObject({ kind: 'reaction', state: 'failed', problem: { code: 'too_many_reactions' } });
    hub.refusal = null;
    await talk.retrySend(LOBBY, failed?.id ?? '');
    await settle();
    expect([await waiting(), hub.rooms.get(LOBBY)?.log.length]).toEqual([[], 2]);
    // Said on another device before: nothing is left to say.
    hub.refusal = { code: 'no_change' };
    await talk.acknowledge(LOBBY, 1);
    await settle();
    expect(await waiting()).toEqual([]);
  });

  it('that is none is not even kept', async () => {
    const { talk, waiting } = await visit();
    expect(await talk.editMessage(LOBBY, 1, ' ')).toMatchObject({ problem: { code: 'empty_message' } });
    expect(await talk.editMessage(LOBBY, 1, 'x'.repeat(8_001))).toMatchObject({ problem: { code: 'text_too_long' } });
    expect(await talk.react(LOBBY, 1, 'yes', true)).toMatchObject({ problem: { code: 'internal' } });
    expect(await talk.pin('nowhere', 1, true)).toMatchObject({ problem: { code: 'room_unknown' } });
    expect(await talk.send(LOBBY, ' ', { mentions: [] })).toMatchObject({ problem: { code: 'empty_message' } });
    expect(await waiting()).toEqual([]);
  });

  it('is never unread; what calls this person is told as such', async () => {
    const { hub, room, notices, me, ports } = await visit();
    hub.write(LOBBY, 'old');
    await settle();
    hub.say(LOBBY, { kind: 'edit', target: 1, text: 'older', everyone: true });
    hub.say(LOBBY, { kind: 'reaction', target: 1, emoji: '👍', on: true });
    hub.say(LOBBY, { kind: 'topic', text: 'Boats' });
    await settle();
    expect([room()?.unread, notices.map(({ mentioned }) => mentioned)]).toEqual([1, [false]]);
    hub.say(LOBBY, { kind: 'message', text: 'Ada?', mentions: [me()] });
    hub.say(LOBBY, { kind: 'message', text: 'all?', everyone: true });
    hub.say(LOBBY, { kind: 'message', text: 'Ben?', mentions: ['k-ben'] });
    await settle();
    expect([room()?.unread, room()?.mentions, notices.map(({ mentioned }) => mentioned)]).toEqual([4, 2, [false]]);
    // What comes right after the first is told together.
    await ports.clock.advance(1_000);
    expect(notices.map(({ mentioned, count }) => [mentioned, count])).toEqual([
      [false, 1],
      [true, 4],
    ]);
  });
});

describe('a page', () => {
  it('carries what was said later, from the disk and from what is not on it yet', async () => {
    const first = await visit();
    for (let seq = 1; seq <= 150; seq += 1) first.hub.write(LOBBY, `m${String(seq)}`);
    await settle();
    first.hub.say(LOBBY, { kind: 'reaction', target: 3, emoji: '👍', on: true });
    first.hub.say(LOBBY, { kind: 'reaction', target: 149, emoji: '👍', on: true });
    await settle();
    const newest = await first.page();
    expect([newest.entries[0]?.seq, newest.about]).toEqual([53, []]);
    const older = await first.page(53);
    expect([older.entries[0]?.seq, older.about.map(({ seq }) => seq), older.more]).toEqual([1, [151], false]);
    const history = first.ports.history;
    history.broken = true;
    first.hub.say(LOBBY, { kind: 'pin', target: 3, on: true });
    await settle();
    expect((await first.page(53)).about.map(({ seq }) => seq)).toEqual([151, 153]);
    history.broken = false;
  });

  it('of messages that are asked for one by one comes from this device, and from the hub where it has them not', async () => {
    const { hub, talk } = await visit();
    for (let seq = 1; seq <= limits.firstSync + 10; seq += 1) hub.write(LOBBY, `m${String(seq)}`);
    hub.say(LOBBY, { kind: 'reaction', target: 2, emoji: '👍', on: true });
    const late = await visit(hub);
    const found = await late.talk.loadMessages(LOBBY, [2_005, 2, 99_999]);
    expect(found).toMatchObject({ ok: true, value: { entries: [{ seq: 2 }, { seq: 2_005 }], about: [{ target: 2 }] } });
    hub.pinned = [2];
    expect(await late.talk.loadPins(LOBBY)).toMatchObject({ ok: true, value: { entries: [{ seq: 2 }], about: [{ target: 2 }] } });
    hub.up = false;
    hub.cut();
    await settle();
    expect(await late.talk.loadMessages(LOBBY, [2_005, 2])).toMatchObject({ ok: true, value: { entries: [{ seq: 2_005 }] } });
    expect(await late.talk.loadPins(LOBBY)).toMatchObject({ problem: { code: 'not_connected' } });
    expect(await talk.loadMessages('nowhere', [1])).toMatchObject({ problem: { code: 'room_unknown' } });
  });
});

describe('a deletion', () => {
  it('takes the texts of edits off the screen at once, and off the disk with the end of the visit', async () => {
    const first = await visit();
    const kept = (): string => JSON.stringify(first.ports.history.logs.get(`${HUB_ID}/${LOBBY}`));
    first.hub.write(LOBBY, 'secret one', { id: 'k-ben', name: 'Ben' });
    first.hub.say(LOBBY, { kind: 'edit', target: 1, text: 'secret two' });
    await settle();
    expect(kept()).toContain('secret two');
    first.hub.erase(LOBBY, 1);
    await settle();
    const { entries, about } = await first.page();
    expect(JSON.stringify([entries, about])).not.toContain('secret');
    expect(annotate(entries, about, [], null).get(1)).toMatchObject({ deleted: true, edits: [] });
    await first.next();
    expect(kept()).not.toContain('secret');
  });
});
