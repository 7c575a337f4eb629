import { describe, expect, it, vi } from 'vitest';
import type { HostingState } from '../../../src/shared/ipc/chat-api';
import { ada, ben, chatState, cleo, FakeChatApi, hubView, roomView } from '../../helpers/fake-chat-api';
import { show } from '../screen';

vi.mock('virtua/vue', () => import('../plain-virtualizer'));

const address = (name: string, host: string) => ({
  name,
  host,
  url: `http://${host}:8081/`,
  invite: `http://${host}:8081/#k=${'k'.repeat(43)}`,
});
const live = (over: Partial<Extract<HostingState, { phase: 'live' }>> = {}): HostingState => ({
  phase: 'live',
  name: 'Workshop',
  port: 8081,
  wantedPort: 8080,
  guests: 'encrypted',
  fingerprint: { certificate: 'ab12'.repeat(16), publicKey: 'cd34'.repeat(16) },
  addresses: [address('eth0', '192.168.1.20'), address('lo', '127.0.0.1')],
  members: [ada, ben, cleo],
  ...over,
});
const host = (over = {}): FakeChatApi => new FakeChatApi(chatState({ hub: hubView(), hosting: live(over) }));

describe('hosting', () => {
  it('shows how others get in: address, code, link, who did', async () => {
    const screen = await show(host());
    expect(screen.text).toContain('Live at 192.168.1.20:8081');
    expect(screen.text).toContain('Port 8080 was taken, so 8081 is used.');
    expect(document.querySelector('svg[role=img][aria-label="QR code of the invite link"] path')?.getAttribute('d')).toMatch(
      /^M4 4h7/,
    );
    expect(screen.text).toContain('3 people are connected');
    expect(screen.text).toContain('The host can read everything that is written.');
    await screen.click('button', 'Copy invite link');
    await screen.click('button', 'Copy address 127.0.0.1:8081');
    await screen.click('button', 'Copy link for 127.0.0.1:8081');
    expect(screen.api.callsOf('copyText').map(([text]) => text)).toEqual([
      `http://192.168.1.20:8081/#k=${'k'.repeat(43)}`,
      '127.0.0.1:8081',
      `http://127.0.0.1:8081/#k=${'k'.repeat(43)}`,
    ]);
    expect(screen.text).toContain('Copied');
  });

  it('shows what a guest’s browser must show, where browsers may come', async () => {
    const screen = await show(host());
    expect(screen.text).toContain(Array(16).fill('AB12').join(' '));
    expect(screen.text).toContain(Array(16).fill('CD34').join(' '));
  });

  it('shows nothing to compare where no browser may come', async () => {
    const screen = await show(host({ guests: 'off' }));
    expect(screen.text).toContain('Only people with Hearth may join, encrypted.');
    expect(screen.text).not.toContain('AB12');
  });

  it('says when nobody can reach it', async () => {
    const screen = await show(host({ addresses: [address('lo', '127.0.0.1')], wantedPort: null }));
    expect(screen.text).toContain('This computer has no network address at the moment');
    expect(screen.text).not.toContain('was taken');
  });

  it('asks once before it stops, and says who is affected', async () => {
    const screen = await show(host());
    await screen.click('button', 'Stop hosting');
    expect(screen.get('alertdialog').textContent).toContain('2 others are connected and will be told.');
    expect(screen.api.callsOf('stopHosting')).toEqual([]);
    const [, inDialog] = screen.all('button', 'Stop hosting');
    inDialog?.click();
    await screen.settle();
    expect(screen.api.callsOf('stopHosting')).toHaveLength(1);
  });

  it('can be put away and found again, and Escape puts it away', async () => {
    const screen = await show(host());
    await screen.click('button', 'Close');
    expect(screen.text).not.toContain('Live at');
    await screen.click('button', 'Show how others get in');
    expect(screen.text).toContain('Live at');
    await screen.press('Escape', {}, document.body);
    expect(screen.text).not.toContain('Live at');
  });
});

describe('people', () => {
  it('are listed, oneself first, and the rest is counted', async () => {
    const api = new FakeChatApi(chatState({ hub: hubView({ rooms: [roomView({ count: 5 })] }) }));
    api.members.set('r-lobby', [cleo, ben, ada]);
    const screen = await show(api);
    await screen.click('button', 'Show people');
    const names = [...document.querySelectorAll('aside li bdi')].map(({ textContent }) => textContent);
    expect(names).toEqual(['Ada', 'Ben', 'Cleo']);
    expect(screen.text).toContain('and 2 more');
  });

  it('cannot be seen while the hub is away, and it says so', async () => {
    const api = new FakeChatApi(
      chatState({ hub: hubView({ connection: { phase: 'closed', problem: { code: 'lost' }, since: 0 } }) }),
    );
    const screen = await show(api);
    await screen.click('button', 'Show people');
    expect(screen.text).toContain('Who is here can be seen once Workshop is back.');
  });
});

describe('oneself', () => {
  it('changes the name, and hears why a name will not do', async () => {
    const screen = await show(new FakeChatApi(chatState({ hub: hubView() })));
    await screen.click('button', /^Ada\b.*Your menu$/);
    await screen.click('menuitem', 'Change your name');
    const field = await screen.type('Your name', '');
    screen.api.answers.setName = () => Promise.resolve({ ok: false, problem: { code: 'bad_name' } });
    await screen.submit(field.closest('form'));
    expect(screen.get('dialog').textContent).toContain('A name needs 1 to 64 visible characters');
    delete screen.api.answers.setName;
    await screen.type('Your name', 'Countess');
    await screen.submit(field.closest('form'));
    expect(screen.all('dialog')).toEqual([]);
    expect(screen.get('button', /^Countess\b.*Your menu$/)).toBeTruthy();
  });

  it('takes a name that is free, where the one that was typed is somebody else’s', async () => {
    const screen = await show(new FakeChatApi(chatState({ hub: hubView() })));
    await screen.click('button', /^Ada\b.*Your menu$/);
    await screen.click('menuitem', 'Change your name');
    const field = await screen.type('Your name', 'Nele');
    screen.api.answers.setName = () =>
      Promise.resolve({ ok: false, problem: { code: 'name_taken', params: { suggestion: 'Nele 2' } } });
    await screen.submit(field.closest('form'));
    expect(screen.get('dialog').textContent).toContain('a name that looks like yours');
    delete screen.api.answers.setName;
    await screen.click('button', 'Use “Nele 2”');
    expect(screen.api.callsOf('setName')).toEqual([['Nele'], ['Nele 2']]);
    expect(screen.all('dialog')).toEqual([]);
    expect(screen.get('button', /^Nele 2\b.*Your menu$/)).toBeTruthy();
  });

  it('is asked about notifications by a button that says why, never on its own', async () => {
    const capabilities = { kind: 'browser', host: false, fixedHub: true, notifications: 'ask' } as const;
    const screen = await show(new FakeChatApi(chatState({ hub: hubView(), capabilities })));
    expect(screen.api.callsOf('askNotifications')).toEqual([]);
    expect(screen.text).toContain('Know when somebody writes while you look elsewhere.');
    await screen.click('button', 'Turn on');
    expect(screen.api.callsOf('askNotifications')).toHaveLength(1);
    await screen.click('button', 'Not now');
    expect(screen.text).not.toContain('Know when somebody writes');
  });
});

describe('a call that fails', () => {
  it('is said at the foot of the window and can be put away', async () => {
    const api = new FakeChatApi(
      chatState({ hub: hubView({ rooms: [roomView(), roomView({ id: 'r2', name: 'two', joined: false })] }) }),
    );
    api.answers.joinRoom = () => Promise.resolve({ ok: false, problem: { code: 'not_connected' } });
    const screen = await show(api);
    await screen.click('button', 'Join #two');
    expect(screen.text).toContain('This needs Workshop, which is not connected at the moment.');
    await screen.click('button', 'Dismiss');
    expect(screen.text).not.toContain('This needs Workshop');
  });

  it('has a sentence even for a code of tomorrow', async () => {
    const api = new FakeChatApi(
      chatState({ hub: hubView({ rooms: [roomView(), roomView({ id: 'r2', name: 'two', joined: false })] }) }),
    );
    api.answers.joinRoom = () => Promise.resolve({ ok: false, problem: { code: 'gravity' as 'lost' } });
    const screen = await show(api);
    await screen.click('button', 'Join #two');
    expect(screen.text).toContain('Something went wrong in Hearth itself.');
  });
});
