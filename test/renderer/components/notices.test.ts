import { beforeEach, describe, expect, it, vi } from 'vitest';
import { FOREVER } from '../../../src/shared/ipc/places-api';
import { defaultSettings } from '../../../src/shared/ipc/settings-api';
import { ben, chatState, entry, FakeChatApi, hubView, roomView } from '../../helpers/fake-chat-api';
import { show, type Screen } from '../screen';

vi.mock('virtua/vue', () => import('../plain-virtualizer'));

const DAY = 24 * 60 * 60_000;
const FIRST = new Date(2026, 5, 1, 12).getTime();

/** A room of `length` messages, one a day, of which the last `unread` are new; and one that is read. */
function workshop(length = 4, unread = 2): FakeChatApi {
  const rooms = [
    roomView({ id: 'r-lobby', seq: 1, readSeq: 1, count: 2 }),
    roomView({ id: 'r-cnc', name: 'cnc', count: 2, seq: length, readSeq: length - unread, unread }),
  ];
  const api = new FakeChatApi(chatState({ hub: hubView({ rooms }) }));
  api.logs.set('r-lobby', [entry(1, ben, 'Who has the key?', FIRST)]);
  api.logs.set(
    'r-cnc',
    Array.from({ length }, (_, index) => entry(index + 1, ben, `cut ${String(index + 1)}`, FIRST + index * DAY)),
  );
  return api;
}
const log = (screen: Screen): string => screen.get('log').textContent?.replace(/\s+/g, ' ') ?? '';
const LINE = /\d+ new while you were away/;

beforeEach(() => {
  vi.spyOn(document, 'hasFocus').mockReturnValue(true);
});

describe('the line above what is new', () => {
  it('says how much it is, and goes when it is marked as read', async () => {
    const screen = await show(workshop());
    await screen.click('button', /^#cnc/);
    expect(log(screen)).toMatch(/cut 2.*2 new while you were away.*cut 3/);
    await screen.click('button', 'Mark as read');
    expect(screen.api.callsOf('markRead')).toEqual([['r-cnc']]);
    expect(screen.text).not.toMatch(LINE);
  });

  it('goes by Escape, which closes the panel first', async () => {
    const screen = await show(workshop());
    await screen.click('button', /^#cnc/);
    await screen.click('button', 'Show people');
    await screen.press('Escape', {}, document.body);
    expect(screen.api.callsOf('markRead')).toEqual([]);
    await screen.press('Escape', {}, document.body);
    expect(screen.api.callsOf('markRead')).toEqual([['r-cnc']]);
    expect(screen.text).not.toMatch(LINE);
  });

  it('is where one left off, however far that is from the end', async () => {
    const api = workshop(400, 250);
    const screen = await show(api);
    await screen.click('button', /^#cnc/);
    expect(log(screen)).toMatch(/cut 150\D.*250 new while you were away.*cut 151\D/);
    expect(log(screen)).not.toContain('cut 400');
    // Nobody has seen the end.
    expect(api.callsOf('viewRoom').at(-1)).not.toEqual(['r-cnc']);
  });

  it('counts on while somebody looks elsewhere', async () => {
    const api = workshop();
    const focus = vi.spyOn(document, 'hasFocus').mockReturnValue(false);
    const screen = await show(api);
    window.dispatchEvent(new Event('blur'));
    api.arrive('r-lobby', entry(2, ben, 'one'));
    api.room('r-lobby', { unread: 1 });
    await screen.settle();
    api.arrive('r-lobby', entry(3, ben, 'two'));
    api.room('r-lobby', { unread: 2 });
    await screen.settle();
    expect(log(screen)).toMatch(/key\?.*2 new while you were away.*one.*two/);
    focus.mockRestore();
  });
});

describe('a notification', () => {
  it('that is clicked opens its message, in the room where it was said', async () => {
    const screen = await show(workshop());
    screen.api.openMessages.emit({ hub: screen.api.state.hub?.id ?? '', room: 'r-cnc', seq: 3 });
    await screen.settled();
    expect(screen.get('heading', '#cnc')).toBeTruthy();
    expect(document.querySelector('.found')?.textContent).toContain('cut 3');
  });

  it('of a place that is not open opens that place first', async () => {
    const api = workshop();
    const { hub } = api.state;
    api.become({ hub: null });
    const screen = await show(api);
    api.openMessages.emit({ hub: hub?.id ?? '', room: 'r-cnc', seq: 3 });
    await screen.settle();
    expect(api.callsOf('openHub')).toEqual([[hub?.id]]);
    api.become({ hub });
    await screen.settled();
    expect(document.querySelector('.found')?.textContent).toContain('cut 3');
  });
});

describe('a day', () => {
  it('is asked for by a key, and shows its first message', async () => {
    const screen = await show(workshop(30, 0));
    await screen.click('button', /^#cnc/);
    await screen.press('g', { ctrlKey: true }, document.body);
    await screen.settle();
    const field = document.querySelector<HTMLInputElement>('#go-date');
    if (!field) throw new Error('nothing asks for a day');
    field.value = '2026-06-11';
    field.dispatchEvent(new Event('input', { bubbles: true }));
    await screen.click('button', 'Go');
    await screen.settled();
    expect(screen.api.callsOf('findDate')).toEqual([['r-cnc', new Date(2026, 5, 11).getTime()]]);
    expect(document.querySelector('.found')?.textContent).toContain('cut 11');
    expect(screen.all('dialog')).toEqual([]);
  });
});

describe('what is announced', () => {
  const notices = (screen: Screen) => screen.api.settings.notices;

  it('is set on a page of the settings, each thing by itself', async () => {
    const screen = await show(workshop());
    await screen.press(',', { ctrlKey: true }, document.body);
    await screen.settled();
    await screen.toTab('Notifications');
    await screen.click('radio', 'Of direct messages and mentions');
    await screen.click('radio', 'Only that there is something new');
    expect(notices(screen)).toEqual({ ...defaultSettings.notices, rule: 'mentions', preview: 'none' });
    const pick = async (id: string, value: string): Promise<void> => {
      const field = document.querySelector<HTMLSelectElement>(`#${id}`);
      if (!field) throw new Error(id);
      field.value = value;
      field.dispatchEvent(new Event('change', { bubbles: true }));
      await screen.settle();
    };
    await pick('notice-sound', 'drop');
    await pick('notice-quiet', 'forever');
    expect(notices(screen)).toMatchObject({ sound: 'drop', quietUntil: FOREVER });
    await pick('notice-quiet', 'off');
    document.querySelector<HTMLInputElement>('.hours input[type=checkbox]')?.click();
    await screen.settle();
    const [from] = [...document.querySelectorAll<HTMLInputElement>('input[type=time]')];
    if (!from) throw new Error('no hours');
    from.value = '21:30';
    from.dispatchEvent(new Event('change', { bubbles: true }));
    await screen.settle();
    expect(notices(screen)).toMatchObject({ quietUntil: null, hours: { on: true, from: 21 * 60 + 30, to: 420 } });
  });

  it.each([
    ['granted', 'Notifications can be shown.', 'Show me one'],
    ['ask', 'This browser has not been asked yet.', 'Allow notifications'],
    ['denied', 'This browser blocks notifications of this page.', null],
    ['unavailable', 'Nothing can show notifications here', null],
  ] as const)('says whether it can be seen, and what to do: %s', async (can, words, action) => {
    const api = workshop();
    api.become({ capabilities: { kind: 'browser', host: false, fixedHub: true, notifications: can } });
    const screen = await show(api);
    await screen.press(',', { ctrlKey: true }, document.body);
    await screen.settled();
    await screen.toTab('Notifications');
    expect(screen.get('dialog').textContent).toContain(words);
    if (action === null) return expect(screen.all('button', 'Show me one')).toEqual([]);
    await screen.click('button', action);
    expect(api.calls.at(-1)).toEqual([can === 'ask' ? 'askNotifications' : 'tryNotification']);
  });
});
