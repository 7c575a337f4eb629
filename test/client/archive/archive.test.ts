/** History that is found, taken out, taken in again and removed, by a device with a hub and without one. */
import { afterEach, describe, expect, it } from 'vitest';
import { Chat } from '../../../src/client/chat';
import type { TimelineEvent } from '../../../src/shared/ipc/talk-api';
import { settle } from '../../helpers/fake-clock';
import { HUB_ID, MemoryHub } from '../../helpers/memory-hub';
import { memoryPorts } from '../../helpers/memory-ports';

const LOBBY = 'lobby-id';
const DAY = 86_400_000;
const chats: Chat[] = [];
afterEach(() => Promise.all(chats.splice(0).map((chat) => chat.close())));

async function visit(hub = new MemoryHub(), ports = memoryPorts(hub.dial)) {
  const chat = new Chat(ports);
  chats.push(chat);
  const told: TimelineEvent[] = [];
  chat.onTimeline((event) => told.push(event));
  await chat.start();
  void (chat.state().hubs.length > 0 ? chat.openHub(HUB_ID) : chat.join('10.0.0.5'));
  await settle();
  const { archive } = chat;
  return {
    ...{ chat, hub, ports, told, archive },
    write: async (...texts: string[]) => {
      for (const text of texts) hub.write(LOBBY, text);
      await settle();
    },
    kept: () => (ports.history.logs.get(`${HUB_ID}/${LOBBY}`) ?? []).map(({ text }) => text),
    texts: async () => {
      const page = await chat.loadHistory(LOBBY, null);
      return page.ok ? { texts: page.value.entries.map(({ text }) => text), more: page.value.more } : page.problem.code;
    },
    found: async (text: string) => {
      const page = await archive.search({ text, room: null });
      return page.ok ? page.value.hits.map((hit) => hit.text) : page.problem.code;
    },
    remove: (before: number | null = null, room: string | null = LOBBY) => archive.removeHistory({ hub: HUB_ID, room, before }),
    exported: async () => {
      await archive.exportRoom(LOBBY, 'json');
      return [...ports.files.saved.values()].at(-1) ?? '';
    },
    takeIn: (file: string) => {
      ports.files.chosen = file;
      return archive.importRoom(LOBBY);
    },
    next: async () => {
      await chat.close();
      return visit(hub, ports);
    },
  };
}

const ok = (value: unknown): object => ({ ok: true, value });
const problem = (code: string, params?: object): object => ({ ok: false, problem: { code, ...(params ? { params } : {}) } });

describe('search', () => {
  it('finds what was just said, also while the hub is away, and nothing that was deleted', async () => {
    const { write, found, hub } = await visit();
    await write('Grüße', 'Rechnung', 'Quittung');
    hub.erase(LOBBY, 3);
    await settle();
    expect(await found('quittung')).toEqual([]);
    expect(await found('GRUSS')).toEqual(['Grüße']);
    hub.up = false;
    expect(await found('rechnung')).toEqual(['Rechnung']);
  });

  it('says what is wrong', async () => {
    const chat = new Chat(memoryPorts(new MemoryHub().dial));
    expect(await chat.archive.search({ text: 'x', room: null })).toEqual(problem('not_connected'));
    const { archive, ports } = await visit();
    expect(await archive.search({ text: 'x', room: 'none' })).toEqual(problem('room_unknown'));
    ports.history.range = () => Promise.reject(new Error('disk'));
    expect(await archive.search({ text: 'x', room: null })).toEqual(problem('storage_failed'));
  });
});

describe('removing', () => {
  it('removes a conversation for good: not on the screen, not on the disk, and the hub does not bring it back', async () => {
    const first = await visit();
    await first.write('one', 'two', 'three');
    expect(await first.archive.sumHistory({ hub: HUB_ID, room: LOBBY, before: null })).toEqual(ok({ entries: 3, rooms: 1 }));
    expect(await first.found('two')).toEqual(['two']);
    expect(await first.remove()).toEqual(ok(null));
    expect(first.told.at(-1)).toEqual({ room: LOBBY, entries: [], reset: true });
    expect([first.kept(), await first.texts(), await first.found('two')]).toEqual([[], { texts: [], more: false }, []]);
    await first.write('four');
    const second = await first.next();
    await second.write('five');
    expect(second.kept()).toEqual(['four', 'five']);
    expect(await second.texts()).toEqual({ texts: ['four', 'five'], more: false });
  });

  it('does not come back where nothing follows, nor after a crash between the mark and the file', async () => {
    const first = await visit();
    await first.write('one', 'two');
    await first.remove();
    const second = await first.next();
    expect([second.kept(), await second.texts()]).toEqual([[], { texts: [], more: false }]);
    await second.write('three');
    expect(second.kept()).toEqual(['three']);
    // The mark is there and the file too: it is shown as it is, and goes with the next attempt.
    const [room] = second.ports.store.hubs[0]?.rooms ?? [];
    if (room) room.cleared = 3;
    const third = await visit(
      second.hub,
      memoryPorts(second.hub.dial, { history: second.ports.history, store: second.ports.store }),
    );
    expect(await third.texts()).toEqual({ texts: ['three'], more: false });
    await third.write('four');
    expect(third.kept()).toEqual(['three', 'four']);
  });

  it('shows all that is there where a crash came between the mark and the file', async () => {
    const first = await visit();
    await first.write(...Array.from({ length: 150 }, (_, i) => `message ${String(i + 1)}`));
    const [room] = first.ports.store.hubs[0]?.rooms ?? [];
    if (room) room.cleared = 150;
    const { history, store } = first.ports;
    const second = await visit(first.hub, memoryPorts(first.hub.dial, { history, store }));
    expect(await second.texts()).toMatchObject({ more: true });
    expect(await second.chat.loadHistory(LOBBY, 51)).toMatchObject({ value: { entries: { length: 50 } } });
  });

  it('is as before where the disk refuses', async () => {
    const first = await visit();
    await first.write('one', 'two');
    const drop = first.ports.history.drop.bind(first.ports.history);
    first.ports.history.drop = () => Promise.reject(new Error('disk'));
    expect(await first.remove()).toEqual(problem('storage_failed'));
    expect([first.kept(), (await first.texts()) as object]).toEqual([['one', 'two'], { texts: ['one', 'two'], more: false }]);
    expect(first.ports.store.hubs[0]?.rooms[0]?.cleared).toBeUndefined();
    first.ports.history.drop = drop;
    expect(await first.remove()).toEqual(ok(null));
    expect(first.kept()).toEqual([]);
  });

  it('removes what is older than a day, shows no more of it from the hub, and goes on', async () => {
    const first = await visit();
    await first.write('one', 'two');
    const at = (index: number): number => first.ports.history.logs.get(`${HUB_ID}/${LOBBY}`)?.[index]?.at ?? 0;
    for (const entry of first.ports.history.logs.get(`${HUB_ID}/${LOBBY}`) ?? []) entry.at -= 3 * DAY;
    await first.write('three', 'four');
    const edge = at(2);
    expect(await first.archive.sumHistory({ hub: HUB_ID, room: null, before: edge })).toEqual(ok({ entries: 2, rooms: 1 }));
    expect(await first.remove(edge, null)).toEqual(ok(null));
    expect([first.kept(), await first.texts()]).toEqual([['three', 'four'], { texts: ['three', 'four'], more: false }]);
    const second = await first.next();
    await second.write('five');
    expect(await second.texts()).toEqual({ texts: ['three', 'four', 'five'], more: false });
  });

  it('removes all of a place that is not open, which stays so when it is opened', async () => {
    const first = await visit();
    await first.write('one', 'two');
    await first.chat.leaveHub();
    expect(await first.remove(null, null)).toEqual(ok(null));
    expect(first.kept()).toEqual([]);
    const second = await first.next();
    expect([second.kept(), await second.texts()]).toEqual([[], { texts: [], more: false }]);
    await second.write('three');
    expect(second.kept()).toEqual(['three']);
  });

  it('begins again with a hub whose log is another one', async () => {
    const first = await visit();
    await first.write('one', 'two');
    await first.remove();
    await first.chat.close();
    const other = new MemoryHub();
    const second = await visit(other, memoryPorts(other.dial, { history: first.ports.history, store: first.ports.store }));
    await second.write('new');
    expect(second.kept()).toEqual(['new']);
  });
});

describe('a conversation in a file', () => {
  it('comes back after it was removed, as it was', async () => {
    const first = await visit();
    await first.write('one "quoted"', 'zwei\nZeilen', 'three');
    const file = await first.exported();
    expect([...first.ports.files.saved.keys()][0]).toMatch(/^Workshop – lobby \d{4}-\d\d-\d\d\.json$/);
    const parsed = JSON.parse(file) as { hearth: number; hub: object; room: object; entries: { text: string }[] };
    expect(parsed).toMatchObject({ hearth: 1, hub: { id: HUB_ID, name: 'Workshop' }, room: { id: LOBBY, name: 'lobby' } });
    expect(parsed.entries).toEqual(first.ports.history.logs.get(`${HUB_ID}/${LOBBY}`));
    const all = first.kept();
    await first.remove();
    await first.write('four');
    expect(await first.takeIn(file)).toEqual(ok(3));
    expect(first.told.at(-1)?.reset).toBe(true);
    expect(first.kept()).toEqual([...all, 'four']);
    expect(await first.found('zeilen')).toEqual(['zwei\nZeilen']);
    expect(await first.takeIn(file)).toEqual(ok(0));
    const second = await first.next();
    await second.write('five');
    expect(await second.texts()).toEqual({ texts: [...all, 'four', 'five'], more: false });
  });

  it('brings back what was said about messages, and only where it says the same', async () => {
    const first = await visit();
    await first.write('one', 'two');
    first.hub.say(LOBBY, { kind: 'edit', target: 1, text: 'uno' });
    first.hub.say(LOBBY, { kind: 'reaction', target: 2, emoji: '👍', on: true });
    await settle();
    const file = await first.exported();
    expect(await first.takeIn(file.replace('"uno"', '"due"'))).toEqual(problem('import_differs'));
    expect(await first.takeIn(file.replace('"on":true', '"on":false'))).toEqual(problem('import_differs'));
    await first.remove();
    expect(await first.takeIn(file)).toEqual(ok(4));
    const page = await first.chat.talk.loadHistory(LOBBY, 3);
    expect(page.ok && page.value.about.map(({ seq }) => seq)).toEqual([3, 4]);
    expect(await first.found('uno')).toEqual(['uno']);
    expect(await first.found('one')).toEqual([]);
  });

  it('does not bring back what was deleted since, nor export it', async () => {
    const first = await visit();
    await first.write('secret', 'two');
    const file = await first.exported();
    first.hub.erase(LOBBY, 1);
    await settle();
    expect(await first.exported()).not.toContain('secret');
    await first.write('four');
    const { history } = first.ports;
    const log = history.logs.get(`${HUB_ID}/${LOBBY}`) ?? [];
    await first.remove(log[1]?.at);
    log.splice(
      0,
      log.findIndex(({ kind }) => kind === 'deletion'),
    );
    expect(await first.takeIn(file)).toEqual(ok(2));
    expect(first.kept()).toEqual(['', 'two', '', 'four']);
  });

  it('is refused as a whole where it is not of this conversation, not whole, or says something else', async () => {
    const first = await visit();
    await first.write('one', 'two', 'three', 'four');
    const file = await first.exported();
    const lines = file.split('\n');
    const log = first.ports.history.logs.get(`${HUB_ID}/${LOBBY}`) ?? [];
    log.splice(0, 2);
    const without = (...numbers: number[]): string => lines.filter((_, i) => !numbers.includes(i)).join('\n');
    for (const [bad, code, params] of [
      [file.replace(HUB_ID, 'i'.repeat(43)), 'import_elsewhere'],
      [file.replace(`"${LOBBY}"`, '"other"'), 'import_elsewhere'],
      [file.replace('"hearth":1', '"hearth":2'), 'import_damaged', { line: 1 }],
      [without(2), 'import_gap', { line: 3 }],
      [without(2, 3, 4), 'import_gap'],
      [file.replace('"three"', '"3"'), 'import_differs'],
      [file.replace('"seq":2', '"seq":"2"'), 'import_damaged', { line: 3 }],
      [lines.slice(0, 3).join('\n'), 'import_damaged', { line: 3 }],
      [`${file}more`, 'import_damaged', { line: 7 }],
      ['', 'import_damaged', { line: 1 }],
      [JSON.stringify(log), 'import_damaged', { line: 1 }],
    ] as const)
      expect(await first.takeIn(bad), bad).toEqual(problem(code, params));
    expect(first.kept()).toEqual(['three', 'four']);
    expect(await first.takeIn(file)).toEqual(ok(2));
    expect(first.kept()).toEqual(['one', 'two', 'three', 'four']);
  });

  it('is left alone where the person thinks better of it, and says where it could not be written or read', async () => {
    const first = await visit();
    await first.write('one');
    first.ports.files.cancelled = true;
    expect(await first.archive.exportRoom(LOBBY, 'json')).toEqual(ok(false));
    expect(await first.archive.importRoom(LOBBY)).toEqual(ok(null));
    first.ports.files.save = () => Promise.reject(new Error('disk'));
    first.ports.files.open = () => Promise.reject(new Error('disk'));
    expect(await first.archive.exportRoom(LOBBY, 'html')).toEqual(problem('export_failed'));
    expect(await first.archive.importRoom(LOBBY)).toEqual(problem('import_failed'));
    expect(await first.archive.importRoom('none')).toEqual(problem('room_unknown'));
  });
});
