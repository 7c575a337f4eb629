import { beforeEach, describe, expect, it, vi } from 'vitest';
import type { ConnectionState, HubView } from '../../../src/shared/ipc/chat-api';
import type { Problem } from '../../../src/shared/ipc/outcome';
import { chatState, FakeChatApi, hubView, ok, roomView } from '../../helpers/fake-chat-api';
import { show, type Screen } from '../screen';

vi.mock('virtua/vue', () => import('../plain-virtualizer'));

type Admission = Extract<ConnectionState, { phase: 'admission' }>;
const nobody = { rooms: [], me: null, role: null, words: null, access: null } satisfies Partial<HubView>;
const asks = (ways: Admission['ways'], problem?: Problem): FakeChatApi =>
  new FakeChatApi(
    chatState({
      hub: hubView({ ...nobody, connection: { phase: 'admission', ways, busy: false, ...(problem ? { problem } : {}) } }),
    }),
  );
const form = (screen: Screen): Element | null => document.querySelector('main form') ?? screen.get('heading');

beforeEach(() => {
  vi.spyOn(document, 'hasFocus').mockReturnValue(true);
});

describe('a hub that asks for a password', () => {
  it('is given it once, with the field ready to type', async () => {
    const api = asks(['invite', 'password']);
    const screen = await show(api);
    expect(screen.get('heading').textContent).toBe('Workshop asks for its password');
    const field = screen.get('textbox', 'Password') as HTMLInputElement;
    expect(document.activeElement).toBe(field);
    expect(field.type).toBe('password');
    await screen.submit(form(screen));
    expect(screen.text).toContain('Enter the password.');
    await screen.type('Password', 'correct horse');
    await screen.submit(form(screen));
    expect(api.callsOf('enter')).toEqual([[{ way: 'password', password: 'correct horse' }]]);
  });

  it('says that it was wrong, and has it chosen to be typed anew', async () => {
    const api = asks(['password']);
    api.answers.enter = () => Promise.resolve({ ok: false, problem: { code: 'login_failed' } });
    const screen = await show(api);
    await screen.type('Password', 'wrong');
    await screen.submit(form(screen));
    const field = screen.get('textbox', 'Password') as HTMLInputElement;
    expect(screen.text).toContain('That was not the right password');
    expect(field.getAttribute('aria-invalid')).toBe('true');
    expect([document.activeElement, field.selectionStart, field.selectionEnd]).toEqual([field, 0, 5]);
  });

  it('counts down where there were too many tries, and takes none meanwhile', async () => {
    vi.useFakeTimers({ toFake: ['Date', 'setInterval', 'clearInterval'] });
    try {
      const api = asks(['password']);
      api.answers.enter = () =>
        Promise.resolve({ ok: false, problem: { code: 'too_many_tries', params: { retryAfter: 3_000 } } });
      const screen = await show(api);
      await screen.type('Password', 'wrong');
      await screen.submit(form(screen));
      expect(screen.get('button', /Try again in/).textContent?.trim()).toBe('Try again in 3 seconds');
      await screen.submit(form(screen));
      expect(api.callsOf('enter')).toHaveLength(1);
      vi.advanceTimersByTime(2_000);
      await screen.settle();
      expect(screen.get('button', /Try again in/).textContent?.trim()).toBe('Try again in 1 second');
      vi.advanceTimersByTime(1_000);
      await screen.settle();
      await screen.submit(form(screen));
      expect(api.callsOf('enter')).toHaveLength(2);
    } finally {
      vi.useRealTimers();
    }
  });

  it('shows that it is being asked, takes nothing twice, and can always be called off', async () => {
    const api = asks(['password']);
    api.answers.enter = () => new Promise(() => undefined);
    const screen = await show(api);
    await screen.type('Password', 'secret');
    await screen.submit(form(screen));
    expect(screen.get('button', 'Asking Workshop…').getAttribute('aria-disabled')).toBe('true');
    await screen.submit(form(screen));
    expect(api.callsOf('enter')).toHaveLength(1);
    await screen.click('button', 'Cancel');
    expect(api.callsOf('leaveHub')).toHaveLength(1);
    expect(screen.get('button', 'Host a room')).toBeTruthy();
  });

  it('shows the password on demand', async () => {
    const screen = await show(asks(['password']));
    await screen.click('button', 'Show the password');
    expect((screen.get('textbox', 'Password') as HTMLInputElement).type).toBe('text');
    await screen.click('button', 'Hide the password');
    expect((screen.get('textbox', 'Password') as HTMLInputElement).type).toBe('password');
  });
});

describe('other ways in', () => {
  it('are an account: name and password, each asked for where it is missing', async () => {
    const api = asks(['account', 'invite']);
    const screen = await show(api);
    await screen.submit(form(screen));
    expect(screen.text).toContain('Enter your user name.');
    expect(document.activeElement).toBe(screen.get('textbox', 'User name'));
    await screen.type('User name', 'frieda');
    await screen.type('Password', 'secret');
    await screen.submit(form(screen));
    expect(api.callsOf('enter')).toEqual([[{ way: 'account', user: 'frieda', password: 'secret' }]]);
  });

  it.each([
    ['unverified', true],
    ['page', true],
    ['verified', false],
    ['local', false],
  ] as const)('explain where a bare secret would go, unless the key is known: %s', async (trust, explained) => {
    // Beside why the last one was not it.
    const api = asks(['invite'], { code: 'invite_expired' });
    api.hub({ trust });
    const screen = await show(api);
    await screen.type('Invite link', 's'.repeat(22));
    expect(screen.text.includes('the secret of an invite without its link')).toBe(explained);
    await screen.type('Invite link', `https://10.0.0.5/#k=${'h'.repeat(43)}&s=${'s'.repeat(22)}`);
    expect(screen.text).not.toContain('the secret of an invite without its link');
  });

  it('are an invite, shown as the second way, with the reason why the last one was not it', async () => {
    const api = asks(['invite', 'password'], { code: 'invite_expired' });
    const screen = await show(api);
    expect(screen.text).toContain('This invite has expired.');
    await screen.click('button', 'Use an invite instead');
    await screen.submit(form(screen));
    expect(screen.text).toContain('Paste the invite link.');
    await screen.type('Invite link', ' hearth://192.168.1.20:8080/#s=x ');
    await screen.submit(form(screen));
    expect(api.callsOf('enter')).toEqual([[{ way: 'invite', link: 'hearth://192.168.1.20:8080/#s=x' }]]);
  });

  it('are to knock, with key words to tell and the way back', async () => {
    const api = asks(['invite', 'knock']);
    api.answers.enter = () => {
      api.hub({ connection: { phase: 'knocking', words: 'fire lamp river stone', since: Date.now() } });
      return Promise.resolve(ok);
    };
    const screen = await show(api);
    expect(document.activeElement).toBe(screen.get('button', 'Knock'));
    await screen.submit(form(screen));
    expect(api.callsOf('enter')).toEqual([[{ way: 'knock' }]]);
    expect(screen.get('heading').textContent).toBe('You knocked at Workshop');
    expect(document.activeElement).toBe(screen.get('heading'));
    expect(screen.text).toContain('fire lamp river stone');
    await screen.click('button', 'Withdraw');
    expect(api.callsOf('leaveHub')).toHaveLength(1);
  });

  it('are none where the hub is too new, which is said', async () => {
    const screen = await show(asks([]));
    expect(screen.text).toContain('Update Hearth here, or ask its host.');
    expect(document.activeElement).toBe(screen.get('button', 'Cancel'));
  });

  it('lead to the chat as soon as the hub is ready, and back to the first screen with the reason where not', async () => {
    const api = new FakeChatApi(chatState());
    let refuse = (): void => undefined;
    api.answers.join = () => {
      api.become({ hub: hubView({ ...nobody, connection: { phase: 'knocking', words: 'a b c d', since: 0 } }) });
      return new Promise((resolve) => {
        refuse = () => {
          api.become({ hub: null });
          resolve({ ok: false, problem: { code: 'not_admitted', params: { hub: 'Workshop' } } });
        };
      });
    };
    const screen = await show(api);
    const field = await screen.type('Address or invite link', '192.168.1.20');
    await screen.submit(field.closest('form'));
    expect(screen.get('heading').textContent).toBe('You knocked at Workshop');
    refuse();
    await screen.settle();
    expect(screen.text).toContain('The host of Workshop did not let you in.');
    api.become({ hub: hubView({ rooms: [roomView()] }) });
    await screen.settle();
    expect(screen.get('heading', '#lobby')).toBeTruthy();
  });
});

describe('hosting', () => {
  it('takes a password of some length, which goes to the hub once it is there', async () => {
    const api = new FakeChatApi(chatState());
    const screen = await show(api);
    await screen.click('button', 'Host a room');
    await screen.click('radio', 'People who know the password');
    const field = await screen.type('Password of the place', 'short');
    await screen.submit(field.closest('form'));
    expect(screen.text).toContain('A password needs at least 8 characters.');
    expect(document.activeElement).toBe(field);
    expect(api.callsOf('host')).toEqual([]);
    await screen.type('Password of the place', 'long enough');
    await screen.submit(field.closest('form'));
    expect(api.callsOf('host')[0]).toEqual([expect.objectContaining({ access: 'password' })]);
    expect(JSON.stringify(api.callsOf('host'))).not.toContain('long enough');
    expect(api.callsOf('access')).toEqual([[{ do: 'set-password', password: 'long enough' }]]);
  });

  it('says what comes of asking for a password without encryption', async () => {
    const screen = await show(new FakeChatApi(chatState()));
    await screen.click('button', 'Host a room');
    await screen.click('radio', 'Everybody, also without encryption');
    expect(screen.text).not.toContain('over encrypted connections only');
    await screen.click('radio', 'People with an account');
    expect(screen.text).toContain('over encrypted connections only');
  });
});

describe('a room with a password', () => {
  const locked = (): FakeChatApi => {
    const rooms = [roomView(), roomView({ id: 'r-cnc', name: 'cnc', joined: false, password: true })];
    const api = new FakeChatApi(chatState({ hub: hubView({ rooms }) }));
    api.answers.joinRoom = () => Promise.resolve({ ok: false, problem: { code: 'password_required' } });
    return api;
  };

  it('asks for it, says that it was wrong, and is entered', async () => {
    const api = locked();
    api.answers.enter = () => Promise.resolve({ ok: false, problem: { code: 'login_failed' } });
    const screen = await show(api);
    await screen.click('button', 'Join #cnc');
    expect(screen.get('dialog').textContent).toContain('#cnc asks for a password');
    const field = await screen.type('Password', 'wrong');
    await screen.submit(field.closest('form'));
    expect(screen.get('dialog').textContent).toContain('That was not the right password');
    api.answers.enter = (how) => {
      api.room('r-cnc', { joined: true });
      return Promise.resolve(how.way === 'room' ? ok : { ok: false, problem: { code: 'internal' } });
    };
    await screen.type('Password', 'right');
    await screen.submit(field.closest('form'));
    expect(api.callsOf('enter').at(-1)).toEqual([{ way: 'room', room: 'r-cnc', password: 'right' }]);
    expect(screen.all('dialog')).toEqual([]);
    expect(screen.get('heading', '#cnc')).toBeTruthy();
  });

  it('asks again by itself when the password was changed, and whenever somebody goes there', async () => {
    const rooms = [roomView({ password: true }), roomView({ id: 'r-cnc', name: 'cnc' })];
    const api = new FakeChatApi(chatState({ hub: hubView({ rooms }) }));
    api.answers.enter = () => {
      api.hub({ rooms });
      return Promise.resolve(ok);
    };
    const screen = await show(api);
    expect(screen.all('dialog')).toEqual([]);
    api.room('r-lobby', { password: true, asks: true });
    await screen.settle();
    expect(screen.get('dialog').textContent).toContain('A host gave this room another password.');
    await screen.click('button', 'Cancel');
    expect(screen.all('dialog')).toEqual([]);
    await screen.click('button', '#lobby, Asks for a password');
    expect(screen.get('dialog').textContent).toContain('A host gave this room another password.');
    const field = await screen.type('Password', 'new words');
    await screen.submit(field.closest('form'));
    expect(api.callsOf('enter')).toEqual([[{ way: 'room', room: 'r-lobby', password: 'new words' }]]);
    expect(screen.all('dialog')).toEqual([]);
    await screen.click('button', '#lobby, Asks for a password');
    expect(screen.all('dialog')).toEqual([]);
  });
});
