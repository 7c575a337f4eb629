import { afterEach, beforeEach, describe, expect, it, onTestFinished, vi } from 'vitest';
import { Chat } from '../../../src/client/chat';
import type { KnockNotice, Notice } from '../../../src/client/ports';
import { Emitter } from '../../../src/shared/emitter';
import type { ChatState } from '../../../src/shared/ipc/chat-api';
import { copyText } from '../../../src/renderer/src/bridge/browser/clipboard';
import { guestApi } from '../../../src/renderer/src/bridge/browser/guest-api';
import { LandingInvite } from '../../../src/renderer/src/bridge/browser/landing';
import { placeName } from '../../../src/renderer/src/bridge/browser/place';
import { openLink } from '../../../src/renderer/src/bridge/browser/open-link';
import { rememberVisit, wasVisiting } from '../../../src/renderer/src/bridge/browser/visit';
import { eventually } from '../../helpers/eventually';
import { memoryPorts } from '../../helpers/memory-ports';

// happy-dom does not know it; chats that end after their test still ask.
Object.assign(globalThis, { isSecureContext: true });

class FakeNotification extends EventTarget {
  static permission = 'default';
  static shown: FakeNotification[] = [];
  static requestPermission = (): Promise<string> => Promise.resolve((FakeNotification.permission = 'granted'));
  closed = false;

  constructor(
    readonly title: string,
    readonly options: { body: string; tag: string },
  ) {
    super();
    FakeNotification.shown.push(this);
  }

  close(): void {
    this.closed = true;
  }
}

/** A chat whose notices the test makes. */
async function guest(temporary = false, hash = '', place: Promise<string | null> = Promise.resolve(null)) {
  const chat = new Chat(memoryPorts(() => ({ send: () => undefined, close: () => undefined })));
  const notices = new Emitter<Notice>();
  const knocks = new Emitter<KnockNotice>();
  Object.assign(chat, {
    onNotice: (listener: (notice: Notice) => void) => notices.on(listener),
    onKnock: (listener: (knock: KnockNotice) => void) => knocks.on(listener),
  });
  await chat.start();
  onTestFinished(() => chat.close());
  const landing = { location: { hash, pathname: '/', search: '' }, history: { state: null, replaceState: vi.fn() } };
  const here = (): string => `wss://127.0.0.1:8080/${/#k=[\w-]+/.exec(hash)?.[0] ?? ''}`;
  const api = guestApi(chat, { temporary, invite: new LandingInvite(landing), here, place });
  return { chat, notices, knocks, api, landing };
}

beforeEach(() => {
  FakeNotification.permission = 'default';
  FakeNotification.shown = [];
  vi.stubGlobal('Notification', FakeNotification);
});
afterEach(() => {
  vi.unstubAllGlobals();
  vi.restoreAllMocks();
});

describe('a guest', () => {
  it('cannot host and talks to one hub', async () => {
    const { api } = await guest(true);
    const { capabilities, hosting } = await api.getState();
    expect(capabilities).toEqual({ kind: 'browser', host: false, fixedHub: true, notifications: 'ask', temporary: true });
    expect(hosting).toEqual({ phase: 'off' });
    expect((await api.host({ name: 'x', room: 'y', port: 1, guests: 'encrypted', access: 'open' })).ok).toBe(false);
  });

  it('learns what the place is called, as soon as the place says so', async () => {
    let say: (name: string | null) => void = () => undefined;
    const { api } = await guest(false, '', new Promise((resolve) => (say = resolve)));
    const states: ChatState[] = [];
    api.onState((state) => states.push(state));
    expect((await api.getState()).capabilities).not.toHaveProperty('place');
    say('Workshop');
    await vi.waitFor(() => expect(states.at(-1)?.capabilities.place).toBe('Workshop'));
  });

  it.each([
    [{ status: 'ok', hub: ' Work  shop ' }, 'Work shop'],
    [{ status: 'ok' }, null],
    [{ hub: '\u202e' }, null],
    ['no JSON', null],
  ])('takes only a name for one: %j', async (answer, name) => {
    const body = typeof answer === 'string' ? answer : JSON.stringify(answer);
    vi.stubGlobal('fetch', () => Promise.resolve(new Response(body)));
    expect(await placeName()).toBe(name);
  });

  it('hears of changes with its capabilities', async () => {
    const { api } = await guest();
    const states: ChatState[] = [];
    api.onState((state) => states.push(state));
    await api.setName('Cleo');
    await eventually(() => expect(states.at(-1)).toMatchObject({ name: 'Cleo', capabilities: { kind: 'browser' } }));
  });

  it('is notified once it allowed it, and a click opens the room', async () => {
    const { api, notices } = await guest();
    const focus = vi.spyOn(window, 'focus').mockImplementation(() => undefined);
    const opened: unknown[] = [];
    api.onOpenMessage((target) => opened.push(target));
    const played: string[] = [];
    api.onSound((sound) => played.push(sound));
    const notice: Notice = {
      ...{
        kind: 'message',
        hub: 'h',
        room: 'r1',
        seq: 7,
        roomName: 'lobby',
        direct: false,
        author: 'Ben',
        text: 'are\nyou there?',
      },
      ...{ count: 1, mentioned: false, preview: 'full', sound: 'drop' },
    };
    notices.emit(notice);
    expect(FakeNotification.shown).toEqual([]);
    await api.askNotifications();
    expect((await api.getState()).capabilities.notifications).toBe('granted');
    notices.emit(notice);
    notices.emit({ ...notice, count: 3 });
    expect(FakeNotification.shown.map(({ title, options }) => [title, options.body, options.tag])).toEqual([
      ['Ben · #lobby', 'are you there?', 'message r1'],
      ['3 new messages in #lobby', 'Ben: are you there?', 'message r1'],
    ]);
    FakeNotification.shown[0]?.dispatchEvent(new Event('click'));
    const target = { hub: 'h', room: 'r1', seq: 7 };
    expect([opened, focus.mock.calls.length, FakeNotification.shown[0]?.closed]).toEqual([[target], 1, true]);
    expect(played).toEqual(['drop', 'drop']);
  });

  it('hears no more of what was read on another device, and sees a sample as notifications are set', async () => {
    const { chat, api, notices } = await guest();
    await api.askNotifications();
    const notice = {
      kind: 'message',
      hub: 'h',
      room: 'r1',
      seq: 7,
      roomName: 'lobby',
      direct: false,
      author: 'Ben',
      text: 'hi',
    } as const;
    notices.emit({ ...notice, count: 1, mentioned: false, preview: 'full', sound: 'none' });
    chat.notifier.onSeen.emit('r1');
    expect(FakeNotification.shown[0]?.closed).toBe(true);
    const { notices: kept } = await api.loadSettings();
    await api.changeSettings({ notices: { ...kept, preview: 'none' } });
    chat.notifier.onNotice.on((one) => notices.emit(one));
    expect(await api.tryNotification()).toEqual({ ok: true, value: null });
    expect(FakeNotification.shown.at(-1)?.title).toBe('Hearth');
    localStorage.clear();
  });

  it('who may open is notified of a knock, in the language of the page, and a click brings it to the front', async () => {
    const { api, knocks } = await guest();
    const focus = vi.spyOn(window, 'focus').mockImplementation(() => undefined);
    const knock = { id: 'k-f', name: 'Frieda', words: 'fire lamp river stone', hub: 'Workshop' };
    knocks.emit(knock);
    await api.askNotifications();
    document.documentElement.lang = 'de';
    onTestFinished(() => void (document.documentElement.lang = ''));
    knocks.emit(knock);
    expect(FakeNotification.shown.map(({ title, options }) => [title, options.body, options.tag])).toEqual([
      ['Frieda klopft an', 'Workshop: fire lamp river stone', 'knock k-f'],
    ]);
    FakeNotification.shown[0]?.dispatchEvent(new Event('click'));
    expect(focus).toHaveBeenCalledOnce();
  });

  it('is told that there are no notifications on plain http, and where the browser only pretends', async () => {
    vi.stubGlobal('isSecureContext', false);
    expect((await (await guest()).api.getState()).capabilities.notifications).toBe('unavailable');
    vi.stubGlobal('isSecureContext', true);
    const Refusing = class {
      static permission = 'granted';
      constructor() {
        throw new TypeError('Illegal constructor');
      }
    };
    vi.stubGlobal('Notification', Refusing);
    const { api, notices } = await guest();
    expect((await api.getState()).capabilities.notifications).toBe('granted');
    notices.emit({
      ...{ kind: 'message', hub: 'h', room: 'r', seq: 1, roomName: 'r', direct: false, author: 'Ben', text: 'x' },
      ...{ count: 1, mentioned: false, preview: 'full', sound: 'none' },
    });
    expect((await api.getState()).capabilities.notifications).toBe('unavailable');
  });

  it('wakes the chat when the network or the page comes back', async () => {
    const { chat } = await guest();
    const wake = vi.spyOn(chat, 'wake');
    window.dispatchEvent(new Event('online'));
    window.dispatchEvent(new Event('pageshow'));
    document.dispatchEvent(new Event('visibilitychange'));
    expect(wake).toHaveBeenCalledTimes(3);
  });

  it('tells the chat whether anybody looks', async () => {
    const { chat } = await guest();
    const focused = vi.spyOn(chat, 'setFocused');
    const has = vi.spyOn(document, 'hasFocus').mockReturnValue(false);
    window.dispatchEvent(new Event('blur'));
    has.mockReturnValue(true);
    window.dispatchEvent(new Event('focus'));
    expect(focused.mock.calls).toEqual([[false], [true]]);
  });
});

describe('openLink', () => {
  it('opens web and mail in a tab that learns nothing of this one', () => {
    const open = vi.spyOn(window, 'open').mockReturnValue(null);
    expect(openLink('https://example.com/a').ok).toBe(true);
    expect(open.mock.calls).toEqual([['https://example.com/a', '_blank', 'noopener,noreferrer']]);
    expect(openLink('javascript:alert(1)')).toEqual({ ok: false, problem: { code: 'link_refused' } });
    expect(open).toHaveBeenCalledTimes(1);
  });
});

describe('copyText', () => {
  it('uses the clipboard where there is one', async () => {
    const written: string[] = [];
    vi.stubGlobal('navigator', { clipboard: { writeText: (text: string) => Promise.resolve(void written.push(text)) } });
    expect(await copyText('a link')).toEqual({ ok: true, value: null });
    expect(written).toEqual(['a link']);
  });

  it('copies a selection on plain http and leaves nothing behind', async () => {
    vi.stubGlobal('navigator', {});
    let copied = '';
    document.execCommand = () => {
      copied = document.querySelector('textarea')?.value ?? '';
      return true;
    };
    expect((await copyText('a link')).ok).toBe(true);
    expect([copied, document.querySelector('textarea')]).toEqual(['a link', null]);
    document.execCommand = () => false;
    expect(await copyText('a link')).toEqual({ ok: false, problem: { code: 'clipboard_failed' } });
  });
});

it('remembers a visit over a reload, and forgets it when one leaves', () => {
  rememberVisit(true);
  expect(wasVisiting()).toBe(true);
  rememberVisit(false);
  expect(wasVisiting()).toBe(false);
});

describe('a guest who comes by an invite', () => {
  const [key, secret] = ['h'.repeat(43), 'S'.repeat(22)];
  const address = `wss://127.0.0.1:8080/#k=${key}`;

  async function landed(hash: string) {
    const all = await guest(false, hash);
    const joined = vi.spyOn(all.chat, 'join').mockResolvedValue({ ok: true, value: null });
    const opened = vi.spyOn(all.chat, 'openHub').mockResolvedValue({ ok: true, value: null });
    return { ...all, joined, opened, bar: all.landing.history.replaceState };
  }

  it('shows it once, and has nothing in the address bar from then on', async () => {
    const { api, joined, bar } = await landed(`#a=10.0.0.5&k=${key}&s=${secret}`);
    expect(bar).not.toHaveBeenCalled();
    await api.join(address);
    expect(bar.mock.calls).toEqual([[null, '', `/#a=10.0.0.5&k=${key}`]]);
    await api.join(address);
    expect(joined.mock.calls).toEqual([[`${address}&s=${secret}`], [address]]);
  });

  it('shows it again where it let nobody in', async () => {
    const { api, joined } = await landed(`#k=${key}&s=${secret}`);
    joined.mockResolvedValueOnce({ ok: false, problem: { code: 'name_taken' } });
    await api.join(address);
    await api.join(address);
    expect(joined.mock.calls).toEqual([[`${address}&s=${secret}`], [`${address}&s=${secret}`]]);
  });

  it('shows it also where they were before', async () => {
    const { api, joined, opened } = await landed(`#k=${key}&s=${secret}`);
    await api.openHub(key);
    expect([joined.mock.calls, opened.mock.calls]).toEqual([[[`${address}&s=${secret}`]], []]);
    await api.openHub(key);
    expect(opened.mock.calls).toEqual([[key]]);
  });

  it.each(['', `#k=${key}`, `#k=${key}&s=short`, `#s=${secret}&k=`])('joins as ever without one: "%s"', async (hash) => {
    const { api, joined } = await landed(hash);
    await api.join('wss://127.0.0.1:8080/');
    expect(joined.mock.calls).toEqual([['wss://127.0.0.1:8080/']]);
  });
});
