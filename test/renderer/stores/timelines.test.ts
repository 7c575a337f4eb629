import { createPinia, setActivePinia } from 'pinia';
import { beforeEach, describe, expect, it } from 'vitest';
import { createApp, nextTick } from 'vue';
import type { Entry } from '../../../src/shared/protocol';
import { CHAT_API } from '../../../src/renderer/src/bridge/key';
import { MOST_HELD } from '../../../src/renderer/src/logic/window';
import { useChatStore } from '../../../src/renderer/src/stores/chat';
import { useTimelineStore } from '../../../src/renderer/src/stores/timelines';
import { ben, chatState, entry, FakeChatApi, hubView, roomView } from '../../helpers/fake-chat-api';

const ROOM = 'r-lobby';
const log = (to: number): Entry[] => Array.from({ length: to }, (_, index) => entry(index + 1, ben, 'x'));
let api: FakeChatApi;

async function store(entries: Entry[]) {
  api = new FakeChatApi(chatState({ hub: hubView({ rooms: [roomView({ seq: entries.length, readSeq: entries.length })] }) }));
  api.logs.set(ROOM, entries);
  const pinia = createPinia();
  const app = createApp({});
  app.provide(CHAT_API, api);
  app.use(pinia);
  setActivePinia(pinia);
  await useChatStore().start();
  return useTimelineStore();
}

const span = (timelines: ReturnType<typeof useTimelineStore>): (number | undefined)[] => {
  const { entries } = timelines.of(ROOM);
  return [entries[0]?.seq, entries.at(-1)?.seq];
};
const gapless = (timelines: ReturnType<typeof useTimelineStore>): boolean =>
  timelines.of(ROOM).entries.every(({ seq }, index, all) => index === 0 || seq === (all[index - 1]?.seq ?? 0) + 1);

describe('a timeline', () => {
  beforeEach(() => setActivePinia(undefined));

  it('opens at its newest page and loads older ones, one request at a time', async () => {
    const timelines = await store(log(250));
    await timelines.open(ROOM);
    expect(span(timelines)).toEqual([151, 250]);
    await Promise.all([timelines.older(ROOM), timelines.older(ROOM)]);
    expect(span(timelines)).toEqual([51, 250]);
    await timelines.older(ROOM);
    await timelines.older(ROOM);
    expect(span(timelines)).toEqual([1, 250]);
    expect(timelines.of(ROOM)).toMatchObject({ more: false, loading: false });
    expect(api.callsOf('loadHistory').map(([, before]) => before)).toEqual([null, 151, 51]);
  });

  it('says who else is there once one is counted oneself, and not from the list on the way in', async () => {
    const timelines = await store(log(2));
    api.room(ROOM, { count: 0 });
    await timelines.open(ROOM);
    expect(timelines.of(ROOM).notes).toEqual([]);
    api.room(ROOM, { count: 3 });
    await nextTick();
    api.room(ROOM, { count: 4 });
    await nextTick();
    expect(timelines.of(ROOM).notes).toMatchObject([{ kind: 'welcome', others: 2 }]);
  });

  it('opens around a message and goes on both ways, back to the newest', async () => {
    const timelines = await store(log(900));
    await timelines.open(ROOM);
    expect(await timelines.around(ROOM, 400)).toBe(`${ben.id}/m-400`);
    expect([span(timelines), timelines.of(ROOM)]).toMatchObject([[350, 449], { newest: false, more: true, atEnd: false }]);
    await timelines.older(ROOM);
    for (let page = 0; page < 5; page += 1) await timelines.newer(ROOM);
    expect([span(timelines), gapless(timelines), timelines.of(ROOM).newest]).toEqual([[250, 900], true, true]);
    api.arrive(ROOM, entry(901, ben, 'live'));
    expect(span(timelines)).toEqual([250, 901]);
    // What is held is not loaded again.
    const calls = api.callsOf('loadHistory').length;
    expect(await timelines.around(ROOM, 300)).toBe(`${ben.id}/m-300`);
    expect(api.callsOf('loadHistory')).toHaveLength(calls);
  });

  it('opens around a message of a room that was not opened, with what waits there, and near its ends', async () => {
    const timelines = await store(log(120));
    api.outboxes.set(ROOM, [{ id: 'p', room: ROOM, kind: 'message', text: 'waits', at: 1, state: 'queued' }]);
    expect(await timelines.around(ROOM, 2)).toBe(`${ben.id}/m-2`);
    expect([span(timelines), timelines.of(ROOM).newest, timelines.of(ROOM).pending.length]).toEqual([[1, 51], false, 1]);
    await timelines.open(ROOM);
    expect(span(timelines)).toEqual([1, 51]);
    expect(await timelines.around(ROOM, 119)).toBe(`${ben.id}/m-119`);
    expect([span(timelines), timelines.of(ROOM).newest]).toEqual([[21, 120], true]);
    expect(await timelines.around(ROOM, 500)).toBeNull();
  });

  it('drops a page that a jump overtook', async () => {
    const timelines = await store(log(900));
    await timelines.open(ROOM);
    let answer = (): void => undefined;
    const page = { entries: log(20), about: [], more: false };
    api.answers.loadHistory = () => new Promise((resolve) => (answer = () => resolve({ ok: true, value: page })));
    const older = timelines.older(ROOM);
    delete api.answers.loadHistory;
    await timelines.around(ROOM, 100);
    answer();
    await older;
    expect([span(timelines), gapless(timelines), timelines.of(ROOM).loading]).toEqual([[50, 149], true, false]);
  });

  it('misses and doubles nothing that arrives while a page is on its way', async () => {
    const timelines = await store(log(10));
    let answer = (): void => undefined;
    const page = { entries: log(10), about: [], more: false };
    api.answers.loadHistory = () => new Promise((resolve) => (answer = () => resolve({ ok: true, value: page })));
    const opening = timelines.open(ROOM);
    await Promise.resolve();
    await Promise.resolve();
    api.arrive(ROOM, entry(11, ben, 'meanwhile'));
    answer();
    await opening;
    expect(span(timelines)).toEqual([1, 11]);
    expect(gapless(timelines)).toBe(true);
  });

  it('reads on below what was let go, without a gap', async () => {
    const timelines = await store(log(1_500));
    await timelines.open(ROOM);
    timelines.setAtEnd(ROOM, false);
    while (timelines.of(ROOM).more) await timelines.older(ROOM);
    timelines.letGo(ROOM, 'end');
    expect(span(timelines)).toEqual([1, MOST_HELD]);
    expect(timelines.of(ROOM).newest).toBe(false);
    api.arrive(ROOM, entry(1_501, ben, 'far below'));
    expect(span(timelines)).toEqual([1, MOST_HELD]);
    while (!timelines.of(ROOM).newest) {
      await timelines.newer(ROOM);
      timelines.letGo(ROOM, 'start');
    }
    expect(span(timelines)).toEqual([502, 1_501]);
    expect(gapless(timelines)).toBe(true);
  });

  it('says what went wrong and tries again when asked', async () => {
    const timelines = await store(log(250));
    await timelines.open(ROOM);
    api.answers.loadHistory = () => Promise.resolve({ ok: false, problem: { code: 'storage_failed' } });
    await timelines.older(ROOM);
    expect(timelines.of(ROOM)).toMatchObject({ problem: { code: 'storage_failed' }, loading: false });
    delete api.answers.loadHistory;
    await timelines.older(ROOM);
    expect(timelines.of(ROOM).problem).toBeNull();
    expect(span(timelines)).toEqual([51, 250]);
  });

  it('knows that older ones are on a hub that is away', async () => {
    const timelines = await store(log(250));
    await timelines.open(ROOM);
    api.answers.loadHistory = () => Promise.resolve({ ok: true, value: { entries: [], about: [], more: true } });
    await timelines.older(ROOM);
    expect(timelines.of(ROOM).problem).toEqual({ code: 'not_connected' });
  });

  it('does not mix hubs whose rooms have the same id', async () => {
    const timelines = await store(log(5));
    await timelines.open(ROOM);
    api.hub({ id: 'z'.repeat(43) });
    api.logs.set(ROOM, [entry(1, ben, 'elsewhere')]);
    await timelines.open(ROOM);
    expect(timelines.of(ROOM).entries.map(({ text }) => text)).toEqual(['elsewhere']);
  });

  it('holds nothing of rooms that were not opened', async () => {
    const timelines = await store([]);
    api.arrive('r-other', entry(1, ben, 'unseen'));
    expect(timelines.of('r-other').entries).toEqual([]);
  });

  it('keeps what is about messages that are shown, also from below what is held', async () => {
    const react = (seq: number, target: number): Entry => ({
      ...{ seq, id: `a-${String(seq)}`, author: ben, at: 0, kind: 'reaction', emoji: '👍', on: true },
      target,
    });
    const timelines = await store(log(900));
    api.about.set(ROOM, [react(880, 400), react(881, 10)]);
    await timelines.around(ROOM, 400);
    expect(timelines.of(ROOM).newest).toBe(false);
    api.arrive(ROOM, react(901, 401), react(902, 899));
    expect(timelines.of(ROOM).about.map(({ seq }) => seq)).toEqual([880, 901]);
    // While a page is on its way nobody knows yet what it holds.
    const loading = timelines.toNewest(ROOM);
    api.arrive(ROOM, react(903, 899));
    await loading;
    expect(timelines.of(ROOM).about.map(({ target }) => target)).toContain(899);
  });
});
