import { beforeEach, describe, expect, it, vi } from 'vitest';
import type { HubView, RoomView } from '../../../src/shared/ipc/chat-api';
import { FOREVER, noWishes } from '../../../src/shared/ipc/places-api';
import { ada, ben, chatState, cleo, entry, FakeChatApi, hubView, roomView } from '../../helpers/fake-chat-api';
import { nameOf, show, type Screen } from '../screen';

vi.mock('virtua/vue', () => import('../plain-virtualizer'));

const lobby = roomView({ seq: 1, readSeq: 1, lastAt: 1 });
const withBen = roomView({ id: 'd-ben', name: 'Ben', kind: 'direct', with: ben, there: true, unread: 2, lastAt: 5 });
const plans = roomView({ id: 'r-plans', name: 'plans', private: true, mine: true, lastAt: 9 });
const tea = roomView({ id: 'r-tea', name: 'Tea', lastAt: 3, mine: true });

function apiOf(rooms: RoomView[], over: Partial<HubView> = {}): FakeChatApi {
  const api = new FakeChatApi(chatState({ hub: hubView({ rooms, ...over }) }));
  api.logs.set('r-lobby', [entry(1, ben, 'Hello')]);
  api.members.set('r-lobby', [ada, ben, cleo]);
  api.directory = [ada, ben, cleo].map(({ id, name }) => ({ id, name, online: id !== cleo.id }));
  return api;
}

/** Headings of the list, each with what stands below it. */
function list(screen: Screen): Record<string, string[]> {
  const nav = screen.get('navigation');
  return Object.fromEntries(
    [...nav.querySelectorAll('h2')].map((head) => {
      const names = head.parentElement?.nextElementSibling?.querySelectorAll('li .name') ?? [];
      return [nameOf(head), [...names].map((name) => name.textContent?.trim() ?? '')];
    }),
  );
}

const open = (screen: Screen, menu: string | RegExp): Promise<void> => screen.click('button', menu);
const items = (screen: Screen): string[] => screen.all('menuitem').map(nameOf);

beforeEach(() => {
  vi.spyOn(document, 'hasFocus').mockReturnValue(true);
});

describe('the list', () => {
  it('has pinned ones first, rooms and direct ones by activity, and what is over folded away', async () => {
    const pinned = { ...tea, wishes: { ...noWishes, pinned: true } };
    const old = roomView({ id: 'r-old', name: 'old', archived: true });
    const screen = await show(apiOf([lobby, withBen, plans, pinned, old, roomView({ id: 'r-x', name: 'music', joined: false })]));
    expect(list(screen)).toEqual({
      Pinned: ['#Tea'],
      Rooms: ['plans', '#lobby'],
      'Direct messages': ['Ben'],
      'Archived (1)': ['#old'],
      'Other rooms': ['#music'],
    });
    const fold = screen.get('button', 'Archived (1)');
    expect(fold.getAttribute('aria-expanded')).toBe('false');
    await screen.click('button', 'Archived (1)');
    expect(fold.getAttribute('aria-expanded')).toBe('true');
    // Something is said where nothing was for long.
    screen.api.room('r-lobby', { lastAt: 20, unread: 1 });
    await screen.settle();
    expect(list(screen)['Rooms']).toEqual(['#lobby', 'plans']);
  });

  it('says in words what its signs show', async () => {
    const muted = { ...withBen, mentions: 1, wishes: { ...noWishes, pinned: true, mutedUntil: FOREVER } };
    const screen = await show(apiOf([lobby, muted, { ...plans, locked: true }]));
    expect(nameOf(screen.get('button', /^Ben/))).toBe('Ben2, 2 new messages, 1 mentions you, Online, pinned, muted');
    expect(nameOf(screen.get('button', /^plans/))).toContain('only for those who are invited, Locked');
    expect(screen.get('button', /^Ben/).closest('li')?.classList).toContain('quiet');
  });

  it('steps through the conversations in the order in which they are shown', async () => {
    const screen = await show(apiOf([lobby, withBen, plans]));
    await screen.press('ArrowDown', { altKey: true });
    expect(screen.get('button', /^Ben/).getAttribute('aria-current')).toBe('page');
    await screen.press('ArrowDown', { altKey: true });
    expect(screen.get('button', /^plans/).getAttribute('aria-current')).toBe('page');
  });
});

describe('a conversation’s menu', () => {
  it.each([
    ['its button', (screen: Screen) => open(screen, 'Menu of #Tea')],
    [
      'the right button',
      async (screen: Screen) => {
        const event = new MouseEvent('contextmenu', { bubbles: true, cancelable: true });
        screen.get('button', /^#Tea/).dispatchEvent(event);
        expect(event.defaultPrevented).toBe(true);
        await screen.settle();
      },
    ],
  ])('offers the same by %s', async (_, ask) => {
    const screen = await show(apiOf([lobby, tea]));
    await ask(screen);
    expect(items(screen)).toEqual(
      expect.arrayContaining(['Pin to the top', 'Mute', 'Notify me', 'Set a topic', 'Rename', 'Archive', 'Leave #Tea']),
    );
  });

  it('pins, and takes it back', async () => {
    const screen = await show(apiOf([lobby, tea]));
    await open(screen, 'Menu of #Tea');
    await screen.click('menuitem', 'Pin to the top');
    expect(list(screen)).toMatchObject({ Pinned: ['#Tea'], Rooms: ['#lobby'] });
    await open(screen, 'Menu of #Tea');
    await screen.click('menuitem', 'Unpin');
    expect(screen.api.callsOf('setRoomWishes')).toEqual([
      ['r-tea', { pinned: true }],
      ['r-tea', { pinned: false }],
    ]);
  });

  it('mutes for a while, and ends it', async () => {
    const screen = await show(apiOf([lobby, tea]));
    await open(screen, 'Menu of #Tea');
    screen.get('menuitem', 'Mute').focus();
    await screen.press('Enter', {}, screen.get('menuitem', 'Mute'));
    await vi.waitFor(() => screen.get('menuitem', 'For 1 hour'));
    expect(items(screen)).toEqual(expect.arrayContaining(['For 1 hour', 'Until tomorrow morning', 'Until I unmute it']));
    await screen.click('menuitem', 'Until I unmute it');
    expect(screen.api.callsOf('setRoomWishes')).toEqual([['r-tea', { mutedUntil: FOREVER }]]);
    await open(screen, 'Menu of #Tea');
    await screen.click('menuitem', /^Unmute/);
    expect(screen.api.callsOf('setRoomWishes').at(-1)).toEqual(['r-tea', { mutedUntil: null }]);
  });

  it.each([
    ['a member', 'member', false, []],
    ['who made it', 'member', true, ['Rename', 'Archive']],
    ['a moderator', 'moderator', false, ['Rename', 'Archive']],
  ] as const)('has of what ends a room only what one may do: %s', async (_, role, mine, offered) => {
    const screen = await show(apiOf([lobby, { ...tea, mine }], { role }));
    await open(screen, 'Menu of #Tea');
    expect(items(screen).filter((item) => /Rename|Archive|Remove for/.test(item))).toEqual(offered);
  });

  it('removes an archived room by a host, asked once and named', async () => {
    const screen = await show(apiOf([lobby, { ...tea, archived: true }], { role: 'host' }));
    await screen.click('button', 'Archived (1)');
    await open(screen, 'Menu of #Tea');
    await screen.click('menuitem', 'Remove for everybody');
    expect(screen.get('dialog').textContent).toContain('Remove #Tea for everybody?');
    expect(screen.api.callsOf('removeRoom')).toEqual([]);
    await screen.click('button', 'Remove');
    expect(screen.api.callsOf('removeRoom')).toEqual([['r-tea']]);
    expect(screen.text).toContain('#Tea was removed.');
  });

  it('archives with a way back', async () => {
    const screen = await show(apiOf([lobby, tea]));
    await open(screen, 'Menu of #Tea');
    await screen.click('menuitem', 'Archive');
    expect(list(screen)['Archived (1)']).toEqual(['#Tea']);
    await screen.click('button', 'Undo');
    expect(screen.api.callsOf('archiveRoom')).toEqual([
      ['r-tea', true],
      ['r-tea', false],
    ]);
  });

  it('asks before one leaves a private room, and closes a direct one at once', async () => {
    const screen = await show(apiOf([lobby, plans, withBen]));
    await open(screen, 'Menu of #plans');
    await screen.click('menuitem', 'Leave #plans');
    expect(screen.api.callsOf('leaveRoom')).toEqual([]);
    await screen.click('button', 'Leave');
    await open(screen, 'Menu of the conversation with Ben');
    await screen.click('menuitem', 'Close the conversation with Ben');
    expect(screen.api.callsOf('leaveRoom')).toEqual([['r-plans'], ['d-ben']]);
  });
});

describe('a private room', () => {
  it('is made by a switch, and asks at once whom to invite', async () => {
    const screen = await show(apiOf([lobby]));
    await screen.click('button', 'Create a room');
    await screen.type('Name of the room', 'plans');
    await screen.type('What it is about (optional)', '  next year ');
    const box = document.querySelector<HTMLInputElement>('[role=dialog] input[type=checkbox]');
    expect(document.querySelector(`label[for="${box?.id ?? ''}"]`)?.textContent).toBe('Only people who are invited');
    expect(screen.get('dialog').textContent).toContain('Whoever runs the computer that hosts can read it all the same.');
    box?.click();
    await screen.settle();
    await screen.submit(document.querySelector('[role=dialog] form'));
    expect(screen.api.callsOf('createRoom')).toEqual([['plans', { private: true, topic: 'next year' }]]);
    await vi.waitFor(() => expect(screen.get('dialog').textContent).toContain('Invite people to #plans'));
  });

  it('invites those who are not in it, found by typing', async () => {
    const api = apiOf([lobby, plans]);
    api.roomPeople = [{ id: ada.id, name: 'Ada', online: true }];
    const screen = await show(api);
    await open(screen, 'Menu of #plans');
    await screen.click('menuitem', 'Invite people');
    await vi.waitFor(() => expect(screen.get('dialog').textContent).toContain('Cleo'));
    expect(screen.get('dialog').querySelectorAll('.person')).toHaveLength(2);
    await screen.type('Search by name', 'cle');
    expect(screen.get('dialog').querySelectorAll('.person')).toHaveLength(1);
    screen.get('dialog').querySelector<HTMLInputElement>('.person input')?.click();
    await screen.settle();
    await screen.click('button', 'Invite');
    expect(api.callsOf('invitePeople')).toEqual([['r-plans', [cleo.id]]]);
  });

  it('says who is in it, and takes somebody out after asking', async () => {
    const api = apiOf([lobby, plans]);
    api.roomPeople = [ada, ben].map(({ id, name }) => ({ id, name, online: true }));
    const screen = await show(api);
    await open(screen, 'Menu of #plans');
    await screen.click('menuitem', 'People in it');
    await vi.waitFor(() => screen.get('button', 'Take Ben out'));
    expect(screen.all('button', 'Take Ada out')).toEqual([]);
    await screen.click('button', 'Take Ben out');
    expect(screen.text).toContain('Take Ben out of #plans?');
    await screen.click('button', 'Take out');
    expect(api.callsOf('removePerson')).toEqual([['r-plans', ben.id]]);
  });
});

describe('writing to somebody', () => {
  it('begins with their card', async () => {
    const screen = await show(apiOf([lobby]));
    await screen.click('button', 'Show people');
    await screen.click('button', /^Cleo/);
    await screen.click('button', 'Message Cleo');
    expect(screen.api.callsOf('openDirect')).toEqual([[cleo.id]]);
    await vi.waitFor(() => screen.get('textbox', 'Message Cleo'));
    expect(nameOf(screen.get('heading', /Cleo/))).toBe('Cleo');
  });

  it('begins with the list of people, by Enter where one is left', async () => {
    const screen = await show(apiOf([lobby]));
    await screen.click('button', 'Write to somebody');
    await vi.waitFor(() => expect(screen.get('dialog').textContent).toContain('Cleo'));
    expect(screen.get('dialog').textContent).toContain('notes to yourself');
    const field = await screen.type('Search by name', 'ben');
    await screen.press('Enter', {}, field);
    expect(screen.api.callsOf('openDirect')).toEqual([[ben.id]]);
  });

  it('is nothing for guests who only read', async () => {
    const screen = await show(apiOf([lobby, withBen], { role: 'guest' }));
    expect(screen.all('button', 'Write to somebody')).toEqual([]);
    await screen.click('button', 'Show people');
    await screen.click('button', /^Cleo/);
    expect(screen.all('button', 'Message Cleo')).toEqual([]);
  });
});

describe('the header', () => {
  it('shows the topic, all of it on demand, and lets those change it who may write', async () => {
    const topic = 'What we build, and what it is good for';
    const screen = await show(apiOf([{ ...lobby, topic }]));
    const shown = screen.get('button', `Change the topic: ${topic}`);
    expect(shown.title).toBe(topic);
    await screen.click('button', `Change the topic: ${topic}`);
    const field = await screen.type('What the room is about', 'Something else');
    await screen.submit(field.form);
    expect(screen.api.callsOf('setTopic')).toEqual([['r-lobby', 'Something else']]);
    screen.api.room('r-lobby', { locked: true });
    await screen.settle();
    expect(screen.all('button', /^Change the topic/)).toEqual([]);
    expect(screen.text).toContain('Something else');
  });

  it.each([
    ['archived', { archived: true }, 'This room is archived: nobody writes in it any more.'],
    ['gone', { gone: true }, 'This room is no longer there for you. What was said in it stays on this device.'],
  ])('and the composer say that a room is over: %s', async (_, over, sentence) => {
    const screen = await show(apiOf([{ ...lobby, ...over }]));
    expect(screen.text).toContain(sentence);
  });
});

it('a topic that was given is told between the messages', async () => {
  const api = apiOf([lobby]);
  const told = { id: 't', author: ben, at: 1_700_000_000_000 };
  api.logs.set('r-lobby', [
    { ...told, seq: 1, kind: 'topic', text: 'What we build' },
    { ...told, seq: 2, id: 'u', kind: 'topic', text: '' },
  ]);
  const screen = await show(api);
  expect(screen.get('log').textContent).toContain('Ben changed the topic: What we build');
  expect(screen.get('log').textContent).toContain('Ben removed the topic');
});
