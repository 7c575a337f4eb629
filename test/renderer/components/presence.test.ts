import { describe, expect, it, vi } from 'vitest';
import { flushPromises } from '@vue/test-utils';
import { ada, ben, chatState, cleo, entry, FakeChatApi, hubView, roomView } from '../../helpers/fake-chat-api';
import { show, type Screen } from '../screen';

vi.mock('virtua/vue', () => import('../plain-virtualizer'));

const ROOM = 'r-lobby';

async function inRoom(set: (api: FakeChatApi) => void = () => undefined): Promise<{ api: FakeChatApi; screen: Screen }> {
  const api = new FakeChatApi(chatState({ hub: hubView({ rooms: [roomView({ seq: 2, readSeq: 2, count: 3 })] }) }));
  api.logs.set(ROOM, [entry(1, ben, 'Morning'), entry(2, ada, 'Tea is ready')]);
  api.members.set(ROOM, [ada, ben, cleo]);
  set(api);
  const screen = await show(api);
  await screen.settle();
  return { api, screen };
}

describe('typing', () => {
  it.each([
    [[ben], 1, 'Ben is typing'],
    [[ben, cleo], 2, 'Ben and Cleo are typing'],
    [[ben, cleo, { id: 'k-dan', name: 'Dan' }], 3, '3 people are typing'],
    [[], 7, '7 people are typing'],
  ])('says who types: %j of %i', async (members, count, said) => {
    const { api, screen } = await inRoom();
    expect(screen.text).not.toContain('typing');
    api.typings.emit({ room: ROOM, members, count });
    await screen.settle();
    expect(screen.text).toContain(said);
    api.typings.emit({ room: ROOM, members: [], count: 0 });
    await screen.settle();
    expect(screen.text).not.toContain('typing');
  });

  it('is nobody’s in another room', async () => {
    const { api, screen } = await inRoom();
    api.typings.emit({ room: 'elsewhere', members: [ben], count: 1 });
    await screen.settle();
    expect(screen.text).not.toContain('typing');
  });

  it('is told with what is written, and not for a draft that was there', async () => {
    const { api, screen } = await inRoom();
    expect(api.callsOf('typing')).toEqual([]);
    await screen.type(/^Message #lobby/, 'Hel');
    expect(api.callsOf('typing').at(-1)).toEqual([ROOM, true]);
    await screen.type(/^Message #lobby/, '');
    expect(api.callsOf('typing').at(-1)).toEqual([ROOM, false]);
  });

  it('is never told by those who may not write', async () => {
    const { api, screen } = await inRoom((given) => given.hub({ role: 'guest' }));
    await screen.type(/^Message #lobby/, 'Hello');
    expect(api.callsOf('typing')).toEqual([]);
  });
});

describe('receipts', () => {
  it('say under the newest own message how far it got, and keep up', async () => {
    const { api, screen } = await inRoom();
    const said = (): string => document.querySelector('.receipt')?.textContent?.trim() ?? '';
    expect(document.querySelectorAll('.receipt')).toHaveLength(1);
    expect(said()).toBe('Saved on Workshop');
    const reads = async (...cursors: [string, number, number | null][]): Promise<string> => {
      api.readsEvents.emit({ room: ROOM, cursors: cursors.map(([id, received, read]) => ({ id, received, read })) });
      await screen.settle();
      return said();
    };
    expect(await reads(['k-b', 2, 1], ['k-c', 1, 1])).toBe('Received by 1 of 2');
    expect(await reads(['k-b', 2, 1], ['k-c', 2, 1])).toBe('Received by all 2');
    expect(await reads(['k-b', 2, 2], ['k-c', 2, 1])).toBe('Read by 1 of 2');
    expect(await reads(['k-b', 2, 2], ['k-c', 2, 2])).toBe('Read by all 2');
    expect(await reads(['k-b', 2, 2])).toBe('Read');
    api.arrive(ROOM, entry(3, ada, 'And cake'));
    await screen.settle();
    expect(document.querySelectorAll('.receipt')).toHaveLength(1);
    expect(said()).toBe('Saved on Workshop');
  });

  it('name on demand who read, who received, and who not yet', async () => {
    const { api, screen } = await inRoom((given) => {
      given.readers = {
        ...{ of: 3, received: 2, read: 1 },
        people: [
          { id: cleo.id, name: 'Cleo', state: 'none' },
          { id: ben.id, name: 'Ben', state: 'read' },
          { id: 'k-dan', name: 'Dan', state: 'received' },
        ],
      };
    });
    document.querySelector<HTMLElement>('.receipt button')?.click();
    await screen.settle();
    expect(api.callsOf('loadReads')).toEqual([[ROOM, 2]]);
    const dialog = screen.get('dialog', 'Who has seen this message');
    expect(dialog.textContent).toContain('Tea is ready');
    expect(dialog.textContent).toContain('Read by 1 of 3. Received by 2 of 3.');
    expect([...dialog.querySelectorAll('h3')].map((heading) => heading.textContent)).toEqual([
      'Read (1)',
      'Received (1)',
      'Not yet (1)',
    ]);
    expect([...dialog.querySelectorAll('section')].map((part) => part.querySelector('bdi')?.textContent)).toEqual([
      'Ben',
      'Dan',
      'Cleo',
    ]);
    // Somebody is further: it asks again.
    api.readers = { of: 3, received: 3, read: 3, people: [] };
    api.readsEvents.emit({ room: ROOM, cursors: [] });
    await screen.settle();
    expect(dialog.textContent).toContain('Read by 3 of 3.');
  });

  it('count only where there are too many, and say why reading is not shown', async () => {
    const { screen } = await inRoom((given) => {
      given.readers = { of: 900, received: 812, read: null };
    });
    document.querySelector<HTMLElement>('.receipt button')?.click();
    await screen.settle();
    const dialog = screen.get('dialog', 'Who has seen this message');
    expect(dialog.textContent).toContain('Received by 812 of 900.');
    expect(dialog.textContent).toContain('You do not let others see what you have read');
    expect(dialog.textContent).toContain('too many people');
  });

  it('say why nothing is known', async () => {
    const { api, screen } = await inRoom();
    api.answers.loadReads = () => Promise.resolve({ ok: false, problem: { code: 'not_connected' } });
    document.querySelector<HTMLElement>('.receipt button')?.click();
    await flushPromises();
    expect(screen.get('dialog', 'Who has seen this message').querySelector('[role=status]')?.textContent).not.toBe('');
  });
});

describe('presence', () => {
  it('is said by words in the list of people, and kept up to date', async () => {
    const { api, screen } = await inRoom((given) => {
      given.around = { ...given.around, statuses: [{ id: ben.id, presence: 'away', text: 'Lunch' }] };
    });
    await screen.click('button', 'Show people');
    await screen.settle();
    expect(screen.text).toContain('Away · Lunch');
    api.statusEvents.emit({
      members: [
        { id: ben.id, presence: 'online' },
        { id: cleo.id, presence: 'busy' },
      ],
      all: false,
    });
    await screen.settle();
    expect(screen.text).not.toContain('Lunch');
    expect(screen.text).toContain('Do not disturb');
    const shapes = new Set([...document.querySelectorAll('.members .mark path')].map((path) => path.getAttribute('d')));
    expect(shapes.size).toBe(2);
  });

  it('says since when somebody is gone', async () => {
    const { screen } = await inRoom((given) => {
      given.hub({ role: 'host' });
      const person = {
        id: 'k-dan',
        name: 'Dan',
        role: 'member' as const,
        words: '',
        online: false,
        known: true,
        banned: null,
        mutedUntil: null,
      };
      given.people = [person];
      given.around = { ...given.around, statuses: [{ id: 'k-dan', presence: 'offline', at: Date.now() - 60_000 }] };
    });
    await screen.click('button', /^Manage/);
    await screen.click('button', 'Everybody known');
    await screen.settle();
    expect(screen.text).toMatch(/Offline since \d\d:\d\d/);
  });

  it('is chosen in a dialog, with a text and what others may know', async () => {
    const { api, screen } = await inRoom();
    await screen.click('button', /^Ada,? Online/);
    await screen.click('menuitem', 'Set status');
    await screen.settle();
    const busy = screen.get('radio', 'Do not disturb') as HTMLInputElement;
    busy.click();
    await screen.type('In your words', 'In a meeting');
    const tells = [...document.querySelectorAll<HTMLInputElement>('input[type=checkbox]')].at(-1);
    tells?.click();
    await screen.submit(document.querySelector('[role=dialog] form'));
    await screen.settle();
    expect(api.callsOf('setStatus')).toEqual([[{ presence: 'busy', text: 'In a meeting' }]]);
    expect(api.callsOf('setTellsReads')).toEqual([[false]]);
    expect(screen.all('dialog')).toEqual([]);
    expect(screen.get('button', /^Ada,? Do not disturb · In a meeting/)).toBeTruthy();
  });

  it('says why a text cannot be shown, and keeps it', async () => {
    const { api, screen } = await inRoom();
    api.answers.setStatus = () => Promise.resolve({ ok: false, problem: { code: 'bad_name' } });
    await screen.click('button', /^Ada,? Online/);
    await screen.click('menuitem', 'Set status');
    await screen.type('In your words', 'a\u202Eb');
    await screen.submit(document.querySelector('[role=dialog] form'));
    expect(screen.get('dialog', 'Your status').textContent).toContain('This text cannot be shown');
    expect((screen.get('textbox', 'In your words') as HTMLInputElement).value).toBe('a\u202Eb');
  });

  it('is nobody’s while the hub is away', async () => {
    const { api, screen } = await inRoom((given) => {
      given.around = { ...given.around, statuses: [{ id: ben.id, presence: 'busy' }] };
    });
    api.statusEvents.emit({ members: [], all: true });
    await screen.click('button', 'Show people');
    await screen.settle();
    expect(screen.text).not.toContain('Do not disturb');
  });
});
