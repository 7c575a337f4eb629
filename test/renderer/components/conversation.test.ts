import { beforeEach, describe, expect, it, vi } from 'vitest';
import type { PendingText } from '../../../src/shared/ipc/talk-api';
import { ben, chatState, cleo, entry, FakeChatApi, hubView, roomView } from '../../helpers/fake-chat-api';
import { show, type Screen } from '../screen';

vi.mock('virtua/vue', () => import('../plain-virtualizer'));

const rooms = () => [
  roomView({ seq: 2, readSeq: 2, count: 3 }),
  roomView({ id: 'r-cnc', name: 'cnc', unread: 2, seq: 2 }),
  roomView({ id: 'r-music', name: 'music', joined: false }),
];

function workshop(): FakeChatApi {
  const api = new FakeChatApi(chatState({ hub: hubView({ rooms: rooms() }) }));
  api.logs.set('r-lobby', [entry(1, ben, 'Who has the key?'), entry(2, cleo, 'On the hook.')]);
  api.logs.set('r-cnc', [entry(1, ben, 'Spindle is hot'), entry(2, ben, 'Careful')]);
  return api;
}

const queued = (over: Partial<PendingText> = {}): PendingText => ({
  id: 'p-1',
  room: 'r-lobby',
  kind: 'message',
  text: 'hello?',
  at: Date.now(),
  state: 'queued',
  ...over,
});
const composer = (screen: Screen): HTMLTextAreaElement => screen.get('textbox', /^Message #/) as HTMLTextAreaElement;
const log = (screen: Screen): string => screen.get('log').textContent?.replace(/\s+/g, ' ') ?? '';

beforeEach(() => {
  vi.spyOn(document, 'hasFocus').mockReturnValue(true);
});

describe('a conversation', () => {
  it('shows who said what, a welcome, and where one is', async () => {
    const screen = await show(workshop());
    expect(log(screen)).toMatch(/This is the beginning of #lobby.*Ben.*Who has the key\?.*Cleo.*On the hook\./);
    expect(log(screen)).toContain('Welcome to #lobby, Ada. 2 others are here.');
    expect(screen.get('heading', '#lobby')).toBeTruthy();
    expect(screen.text).toContain('3 people');
    expect(document.title).toBe('(2) Workshop – Hearth');
  });

  it('B19, B20: asks before it follows a link, and says where it leads', async () => {
    const api = workshop();
    api.logs.set('r-lobby', [entry(1, ben, 'see https://аррӏе.com/a and <img onerror=alert(1)>')]);
    const screen = await show(api);
    expect(log(screen)).toContain('<img onerror=alert(1)>');
    const link = screen.get('link', 'https://аррӏе.com/a');
    const click = new MouseEvent('click', { bubbles: true, cancelable: true });
    link.dispatchEvent(click);
    await screen.settle();
    expect(click.defaultPrevented).toBe(true);
    expect(screen.get('alertdialog').textContent).toContain('Open xn--80ak6aa92e.com?');
    expect(screen.get('alertdialog').textContent).toContain('letters of other alphabets');
    await screen.click('button', 'Cancel');
    expect(api.callsOf('openLink')).toEqual([]);
    await screen.click('link', 'https://аррӏе.com/a');
    await screen.click('button', 'Open');
    expect(api.callsOf('openLink')).toEqual([['https://xn--80ak6aa92e.com/a']]);
  });

  it('counts a room as read only while somebody looks at its end', async () => {
    const focus = vi.mocked(document.hasFocus);
    const screen = await show(workshop());
    expect(screen.api.callsOf('viewRoom').at(-1)).toEqual(['r-lobby']);
    focus.mockReturnValue(false);
    window.dispatchEvent(new Event('blur'));
    await screen.settle();
    expect(screen.api.callsOf('viewRoom').at(-1)).toEqual([null]);
    focus.mockReturnValue(true);
    window.dispatchEvent(new Event('focus'));
    await screen.settle();
    expect(screen.api.callsOf('viewRoom').at(-1)).toEqual(['r-lobby']);
  });

  it('sends on Enter, breaks the line on Shift+Enter, and leaves Enter to an input method', async () => {
    const screen = await show(workshop());
    const field = await screen.type('Message #lobby', 'first');
    expect(await screen.press('Enter', { shiftKey: true }, field)).toBe(false);
    expect(await screen.press('Enter', { isComposing: true }, field)).toBe(false);
    expect(screen.api.callsOf('send')).toEqual([]);
    expect(await screen.press('Enter', {}, field)).toBe(true);
    expect(screen.api.callsOf('send')).toEqual([['r-lobby', 'first']]);
    expect(field.value).toBe('');
    expect(log(screen)).toContain('first');
  });

  it('sends nothing that is empty', async () => {
    const screen = await show(workshop());
    const field = await screen.type('Message #lobby', ' \n ');
    await screen.press('Enter', {}, field);
    expect(screen.api.callsOf('send')).toEqual([]);
  });

  it('puts a refused message back before what was typed meanwhile, and says why', async () => {
    const api = workshop();
    let refuse = (): void => undefined;
    api.answers.send = () =>
      new Promise((resolve) => (refuse = () => resolve({ ok: false, problem: { code: 'outbox_full', params: { most: 1 } } })));
    const screen = await show(api);
    const field = await screen.type('Message #lobby', 'mine');
    await screen.press('Enter', {}, field);
    await screen.type('Message #lobby', 'next');
    refuse();
    await screen.settle();
    expect(field.value).toBe('mine\nnext');
    expect(screen.text).toContain('Too many messages wait to be sent already.');
  });

  it('counts near the limit and refuses in words above it', async () => {
    const screen = await show(workshop());
    const field = await screen.type('Message #lobby', 'x'.repeat(7_999));
    expect(screen.text).toContain('1 character left');
    await screen.type('Message #lobby', 'x'.repeat(8_002));
    expect(screen.text).toContain('2 characters too many: a message has at most 8,000 characters.');
    expect(field.disabled).toBe(false);
    await screen.press('Enter', {}, field);
    expect(screen.api.callsOf('send')).toEqual([]);
  });

  it('keeps a draft for each room', async () => {
    const screen = await show(workshop());
    await screen.type('Message #lobby', 'half a thought');
    await screen.click('button', /^#cnc/);
    expect(composer(screen).value).toBe('');
    await screen.click('button', /^#lobby/);
    expect(composer(screen).value).toBe('half a thought');
  });

  it('gives the composer what is typed when nothing else wants it', async () => {
    const screen = await show(workshop());
    (document.activeElement as HTMLElement | null)?.blur();
    await screen.press('h', {}, document.body);
    expect(document.activeElement).toBe(composer(screen));
    composer(screen).blur();
    await screen.press('h', { ctrlKey: true }, document.body);
    await screen.press(' ', {}, document.body);
    await screen.press('Escape', {}, document.body);
    expect(document.activeElement).not.toBe(composer(screen));
  });

  it('draws the New line where one left off, in the room that is opened', async () => {
    const api = workshop();
    api.room('r-cnc', { readSeq: 1, unread: 1 });
    const screen = await show(api);
    await screen.click('button', /^#cnc/);
    expect(log(screen)).toMatch(/Spindle is hot.*1 new while you were away.*Careful/);
  });

  it('goes through the rooms by Alt and arrows, around the ends', async () => {
    const screen = await show(workshop());
    await screen.press('ArrowDown', { altKey: true }, document.body);
    expect(composer(screen).placeholder).toBe('Message #cnc');
    await screen.press('ArrowDown', { altKey: true }, document.body);
    expect(composer(screen).placeholder).toBe('Message #lobby');
    await screen.press('ArrowUp', { altKey: true }, document.body);
    expect(composer(screen).placeholder).toBe('Message #cnc');
  });

  it('opens the room of a notification', async () => {
    const screen = await show(workshop());
    screen.api.openMessages.emit({ hub: screen.api.state.hub?.id ?? '', room: 'r-cnc', seq: 0 });
    await screen.settle();
    expect(composer(screen).placeholder).toBe('Message #cnc');
  });

  it('reads a new message of somebody else out once, and one’s own never', async () => {
    const screen = await show(workshop());
    screen.api.arrive('r-lobby', entry(3, ben, 'Found it'));
    await screen.settle();
    const status = (): string =>
      screen
        .all('status')
        .map(({ textContent }) => textContent)
        .join();
    expect(status()).toBe('Ben: Found it');
    screen.api.arrive('r-lobby', entry(4, { id: 'k-ada-1815', name: 'Ada' }, 'Thanks'));
    await screen.settle();
    expect(status()).toBe('Ben: Found it');
  });

  it('merges comings and goings into one line', async () => {
    const screen = await show(workshop());
    const at = Date.now();
    screen.api.presences.emit({ room: 'r-lobby', joined: [ben, cleo], left: [], at });
    screen.api.presences.emit({
      room: 'r-lobby',
      joined: [
        { id: 'k-d', name: 'Dan' },
        { id: 'k-e', name: 'Eve' },
      ],
      left: [],
      at,
    });
    await screen.settle();
    expect(log(screen)).toContain('Ben, Cleo, and 2 others joined');
  });

  it('drops what was loaded when the log of the hub is another one', async () => {
    const screen = await show(workshop());
    screen.api.logs.set('r-lobby', [entry(1, cleo, 'A new beginning')]);
    screen.api.timelines.emit({ room: 'r-lobby', entries: [], reset: true });
    await screen.settle();
    expect(log(screen)).toContain('A new beginning');
    expect(log(screen)).not.toContain('Who has the key?');
  });
});

describe('a message of one’s own', () => {
  it('waits in words, and is replaced in place when it is confirmed', async () => {
    const screen = await show(workshop());
    screen.api.pending('r-lobby', [queued()]);
    await screen.settle();
    const row = [...document.querySelectorAll('article')].at(-1);
    expect(row?.textContent).toContain('Waiting to be sent');
    screen.api.arrive('r-lobby', { ...entry(3, { id: 'k-ada-1815', name: 'Ada' }, 'hello?'), id: 'p-1' });
    screen.api.pending('r-lobby', []);
    await screen.settle();
    const confirmed = [...document.querySelectorAll('article')].at(-1);
    expect(confirmed?.textContent).toContain('Saved on Workshop');
    expect(document.querySelectorAll('article')).toHaveLength(3);
  });

  it('says why it failed, and is tried again or discarded after asking once', async () => {
    const screen = await show(workshop());
    screen.api.pending('r-lobby', [queued({ state: 'failed', problem: { code: 'storage_full' } })]);
    await screen.settle();
    expect(log(screen)).toContain('Not sent. The disk of Workshop is full');
    await screen.click('button', 'Retry');
    expect(screen.api.callsOf('retrySend')).toEqual([['r-lobby', 'p-1']]);
    await screen.click('button', 'Discard');
    expect(screen.get('alertdialog').textContent).toContain('“hello?” was not sent');
    expect(screen.api.callsOf('discardSend')).toEqual([]);
    const [dialogButton] = screen.all('button', 'Discard').slice(-1);
    dialogButton?.click();
    await screen.settle();
    expect(screen.api.callsOf('discardSend')).toEqual([['r-lobby', 'p-1']]);
  });
});

describe('rooms', () => {
  it('are listed with what is new in them, in words too', async () => {
    const screen = await show(workshop());
    expect(screen.get('button', /^#cnc/).textContent).toMatch(/2.*, 2 new messages/s);
    expect(screen.get('button', /^#lobby/).getAttribute('aria-current')).toBe('page');
  });

  it('are joined and left', async () => {
    const screen = await show(workshop());
    await screen.click('button', 'Join #music');
    expect(screen.api.callsOf('joinRoom')).toEqual([['r-music']]);
    expect(composer(screen).placeholder).toBe('Message #music');
    await screen.click('button', 'Menu of #music');
    await screen.click('menuitem', 'Leave #music');
    expect(screen.api.callsOf('leaveRoom')).toEqual([['r-music']]);
    expect(composer(screen).placeholder).toBe('Message #lobby');
  });

  it('are created, and the dialog stays and says why when they cannot be', async () => {
    const api = workshop();
    api.answers.createRoom = () => Promise.resolve({ ok: false, problem: { code: 'room_exists' } });
    const screen = await show(api);
    await screen.click('button', 'Create a room');
    const field = await screen.type('Name of the room', 'cnc');
    await screen.submit(field.closest('form'));
    expect(screen.get('dialog').textContent).toContain('A room of this name exists already.');
    delete api.answers.createRoom;
    await screen.type('Name of the room', 'paint');
    await screen.submit(field.closest('form'));
    expect(composer(screen).placeholder).toBe('Message #paint');
  });

  it('are left alone with the hub by one click in its menu', async () => {
    const screen = await show(workshop());
    await screen.click('button', /^Workshop/);
    await screen.click('menuitem', 'Leave Workshop');
    expect(screen.api.callsOf('leaveHub')).toHaveLength(1);
    expect(screen.get('button', 'Host a room')).toBeTruthy();
  });
});

describe('an invite', () => {
  it('is asked about before anything is joined', async () => {
    const screen = await show(workshop());
    screen.api.invites.emit('hearth://192.168.1.77:9000/');
    await screen.settle();
    expect(screen.get('dialog').textContent).toContain('Join 192.168.1.77:9000?');
    expect(screen.get('dialog').textContent).toContain('You leave Workshop for it');
    expect(screen.api.callsOf('join')).toEqual([]);
    await screen.click('button', 'Join');
    expect(screen.api.callsOf('join')).toEqual([['hearth://192.168.1.77:9000/']]);
  });
});
