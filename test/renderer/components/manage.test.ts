import { beforeEach, describe, expect, it, vi } from 'vitest';
import type { HubView } from '../../../src/shared/ipc/chat-api';
import type { AuditEvent, Invite, Knocking } from '../../../src/shared/protocol';
import { eventually } from '../../helpers/eventually';
import { ada, ben, chatState, cleo, FakeChatApi, hubView, roomView } from '../../helpers/fake-chat-api';
import { show, type Screen } from '../screen';

vi.mock('virtua/vue', () => import('../plain-virtualizer'));

const knock = (id: string, name: string, at: number): Knocking => ({
  ...{ id, name, words: 'fire lamp river stone', address: '192.168.1.77', at },
});
const hostOf = (over: Partial<HubView> = {}): FakeChatApi =>
  new FakeChatApi(chatState({ hub: hubView({ role: 'host', access: 'knock', me: { ...ada, role: 'host' }, ...over }) }));
const aloud = (screen: Screen): string =>
  screen
    .all('status')
    .map(({ textContent }) => textContent)
    .join();

async function open(api: FakeChatApi, page: RegExp): Promise<Screen> {
  const screen = await show(api);
  await screen.click('button', 'Manage Workshop');
  await screen.click('button', page);
  return screen;
}

beforeEach(() => {
  vi.spyOn(document, 'hasFocus').mockReturnValue(true);
});

describe('somebody who knocks', () => {
  it('is shown with name, words and address in every room, said once, and let in', async () => {
    const api = hostOf({ rooms: [roomView(), roomView({ id: 'r-cnc', name: 'cnc' })] });
    const screen = await show(api);
    expect(screen.all('button', 'Let in this time')).toEqual([]);
    api.hub({ knocks: [knock('k-f', 'Frieda', 5)] });
    await screen.settle();
    expect(aloud(screen)).toBe('Frieda knocks and wants to come in.');
    expect(document.title).toBe('(1) Workshop – Hearth');
    expect(screen.text).toContain('Compare the words with what they tell you.');
    await screen.click('button', '#cnc');
    expect(screen.text).toMatch(/Frieda knocks.*192\.168\.1\.77.*fire lamp river stone/);
    await screen.click('button', 'Let in this time');
    expect(api.callsOf('order')).toEqual([[{ do: 'admit', member: 'k-f', stay: 'visit' }]]);
    expect(screen.text).toContain('Frieda may come in.');
  });

  it('is one at a time, the longest wait first, and all of them on demand', async () => {
    const api = hostOf({ knocks: [knock('k-g', 'Gustav', 9), knock('k-f', 'Frieda', 5)] });
    const screen = await show(api);
    const cards = (): string[] => screen.all('heading', /knocks$/).map(({ textContent }) => textContent ?? '');
    expect(cards()).toEqual(['Frieda knocks']);
    await screen.click('button', 'One more waits');
    expect(cards()).toEqual(['Frieda knocks', 'Gustav knocks']);
    const [, second] = screen.all('button', 'Let in for good');
    second?.click();
    await screen.settle();
    expect(api.callsOf('order')).toEqual([[{ do: 'admit', member: 'k-g', stay: 'good' }]]);
    const [first] = screen.all('button', 'Refuse');
    first?.click();
    await screen.settle();
    expect(api.callsOf('order').at(-1)).toEqual([{ do: 'refuse', member: 'k-f' }]);
  });

  it('leaves the focus where one writes once nobody is left', async () => {
    const api = hostOf({ knocks: [knock('k-f', 'Frieda', 5)] });
    api.answers.order = () => {
      api.hub({ knocks: [] });
      return Promise.resolve({ ok: true, value: null });
    };
    const screen = await show(api);
    screen.get('button', 'Refuse').focus();
    await screen.click('button', 'Refuse');
    await eventually(() => expect(document.activeElement).toBe(screen.get('textbox', /^Message #/)));
  });

  it('stands above everything else, so that no panel covers it', async () => {
    const screen = await show(hostOf({ knocks: [knock('k-f', 'Frieda', 5)] }));
    await screen.click('button', 'Manage Workshop');
    const strip = document.querySelector('[data-knocks]');
    expect([strip?.closest('.shell'), strip?.nextElementSibling?.className]).toEqual([null, 'shell']);
  });

  it('is nothing to members', async () => {
    const screen = await show(hostOf({ role: 'member', knocks: [knock('k-f', 'Frieda', 5)] }));
    expect(screen.text).not.toContain('Frieda');
    expect(screen.all('button', 'Manage Workshop')).toEqual([]);
  });
});

describe('managing', () => {
  it('offers moderators what they may do, and says how people get in', async () => {
    const screen = await show(hostOf({ role: 'moderator' }));
    await screen.click('button', 'Manage Workshop');
    expect(screen.text).toContain('People knock, and come in when you let them.');
    const pages = [...document.querySelectorAll('[data-page]')].map(({ textContent }) => textContent?.trim());
    expect(pages).toEqual(['How others get in', 'Invites', 'Everybody known', 'Banned']);
  });

  it('ends with the role, and goes back to where one was', async () => {
    const api = hostOf();
    const screen = await open(api, /^Banned/);
    screen.get('button', 'Back').focus();
    await screen.click('button', 'Back');
    await eventually(() => expect(document.activeElement?.getAttribute('data-page')).toBe('banned'));
    api.hub({ role: 'member' });
    await screen.settle();
    expect(document.querySelector('aside')).toBe(null);
  });

  it('says why something could not be loaded, and tries again', async () => {
    const api = hostOf();
    api.answers.loadPeople = () => Promise.resolve({ ok: false, problem: { code: 'not_connected' } });
    const screen = await open(api, /^Banned/);
    expect(screen.text).toContain('This needs Workshop, which is not connected');
    delete api.answers.loadPeople;
    await screen.click('button', 'Try again');
    expect(screen.text).toContain('Nobody is banned.');
  });

  it('lists who is banned, by whom and why, and lifts it', async () => {
    const api = hostOf();
    const banned = { at: Date.now(), by: ada.id, reason: 'spam' };
    api.people = [
      { ...cleo, role: 'member', words: 'w', online: false, known: true, banned, mutedUntil: null },
      { ...ben, role: 'member', words: 'w', online: true, known: true, banned: null, mutedUntil: null },
    ];
    const screen = await open(api, /^Banned/);
    expect(screen.text).toMatch(/Cleo\s*banned by Ada,.*spam/);
    await screen.click('button', 'Lift the ban of Cleo');
    expect(api.callsOf('order')).toEqual([[{ do: 'unban', member: cleo.id }]]);
  });
});

describe('how others get in', () => {
  it('is shown of a hub that has no window here, and follows its addresses', async () => {
    const api = hostOf({ access: 'open', address: '127.0.0.1:8080' });
    const screen = await open(api, /^How others get in/);
    expect(screen.text).toContain('192.168.1.20:8080');
    expect(screen.text).toContain(Array(16).fill('AB12').join(' '));
    await screen.click('button', 'Copy invite link');
    api.hub({ reach: { ...api.reach, addresses: [{ name: 'wlan0', host: '10.0.0.9', internal: false }] } });
    await screen.settle();
    expect(screen.text).not.toContain('192.168.1.20');
    await screen.click('button', 'Copy invite link');
    await screen.click('button', 'Copy address 10.0.0.9:8080');
    expect(api.callsOf('copyText').flat()).toEqual([
      `https://192.168.1.20:8080/#k=${'h'.repeat(43)}`,
      `https://10.0.0.9:8080/#k=${'h'.repeat(43)}`,
      '10.0.0.9:8080',
    ]);
  });

  it.each([
    ['invite', 'asked for an invite.'],
    ['password', 'asked for the password.'],
    ['accounts', 'logs in with their account.'],
    ['knock', 'knocks, and you decide.'],
  ] as const)('says what a link without a secret is worth where access is %s, and leads to one with it', async (access, what) => {
    const api = hostOf({ access });
    const screen = await open(api, /^How others get in/);
    expect(screen.text).toContain('It leads here and lets nobody in by itself');
    expect(screen.text).toContain(what);
    expect(screen.all('button', 'Copy invite link')).toEqual([]);
    await screen.click('button', 'Make an invite');
    await vi.waitFor(() => expect(document.activeElement?.id).toBe('invite-role'));
    await screen.click('button', 'Cancel');
    await screen.click('button', 'Back');
    await screen.click('button', /^Invites/);
    expect(screen.all('button', 'Make an invite')).toHaveLength(1);
    expect(document.getElementById('invite-role')).toBe(null);
  });

  it('says that nobody can come where there is no network', async () => {
    const api = hostOf();
    api.reach = { ...api.reach, guests: 'off', addresses: [{ name: 'lo', host: '127.0.0.1', internal: true }] };
    const screen = await open(api, /^How others get in/);
    expect(screen.text).toContain('Its computer has no network address at the moment');
    expect(screen.text).toContain('What Hearth must show');
    expect(screen.text).not.toContain('AB12');
  });
});

describe('invites', () => {
  const invite = (over: Partial<Invite>): Invite => ({
    ...{ id: 'i-1', role: 'member', label: '', createdAt: 1, used: 0, by: ada.id, expiresAt: null, uses: null },
    ...over,
  });

  it('are made with role, end, number and purpose, and their link is shown once', async () => {
    const api = hostOf();
    const screen = await open(api, /^Invites/);
    await screen.click('button', 'Make an invite');
    const choose = (id: string, value: string): void => {
      const select = document.getElementById(id) as HTMLSelectElement;
      select.value = value;
      select.dispatchEvent(new Event('change', { bubbles: true }));
    };
    choose('invite-role', 'guest');
    choose('invite-end', 'hour');
    choose('invite-uses', 'ten');
    const label = await screen.type('What for', 'The course');
    await screen.submit(label.closest('form'));
    expect(api.callsOf('createInvite')).toEqual([[{ role: 'guest', label: 'The course', hours: 1, uses: 10 }]]);
    expect(screen.text).toContain('It is shown this once.');
    expect(screen.all('img', 'QR code of this invite')).toHaveLength(1);
    await screen.click('button', 'Copy invite link');
    await screen.click('button', 'Copy link for the app');
    expect(api.callsOf('copyText').map(([link]) => String(link).split('#')[0])).toEqual([
      'https://192.168.1.20:8080/',
      'hearth://192.168.1.20:8080/',
    ]);
    await screen.click('button', 'Done');
    expect(document.body.innerHTML).not.toContain('s'.repeat(22));
  });

  it('that never end and are for all are asked for without either', async () => {
    const api = hostOf({ role: 'moderator' });
    const screen = await open(api, /^Invites/);
    await screen.click('button', 'Make an invite');
    const roles = [...document.querySelectorAll('#invite-role option')].map(({ textContent }) => textContent);
    expect(roles).toEqual(['Moderator: keeps order', 'Member: writes', 'Reads only']);
    for (const [id, value] of [
      ['invite-end', 'never'],
      ['invite-uses', 'all'],
    ] as const) {
      const select = document.getElementById(id) as HTMLSelectElement;
      select.value = value;
      select.dispatchEvent(new Event('change', { bubbles: true }));
    }
    await screen.submit(document.querySelector('aside form'));
    expect(api.callsOf('createInvite')).toEqual([[{ role: 'member' }]]);
  });

  it('are listed with what is left of them, and taken back after asking once', async () => {
    const api = hostOf();
    api.invitesMade = [
      invite({ id: 'i-a', label: 'New colleague', uses: 1, expiresAt: Date.now() + 3_600_000 }),
      invite({ id: 'i-b', label: 'Old', uses: 1, used: 1 }),
    ];
    const screen = await open(api, /^Invites/);
    expect(screen.text).toMatch(
      /New colleague\s*Member · used by 0 of 1 · ends .*No longer valid\s*Old\s*Member · used by 1 of 1 · used up/,
    );
    expect(screen.all('button', /^Take back/)).toHaveLength(1);
    await screen.click('button', 'Take back “New colleague”');
    expect(screen.get('alertdialog').textContent).toContain('Take back the invite “New colleague”?');
    expect(api.callsOf('revokeInvite')).toEqual([]);
    await screen.click('button', 'Take back');
    expect(api.callsOf('revokeInvite')).toEqual([['i-a']]);
    expect(screen.text).toContain('The invite “New colleague” was taken back.');
    expect(api.callsOf('listInvites')).toHaveLength(2);
  });
});

describe('the password', () => {
  it('is set, is gone from the field then, and is removed after asking once', async () => {
    const api = hostOf({ access: 'password' });
    const screen = await open(api, /^Password/);
    const field = await screen.type('New password', 'short');
    await screen.submit(field.closest('form'));
    expect(screen.text).toContain('A password needs at least 8 characters.');
    await screen.type('New password', 'long enough');
    await screen.submit(field.closest('form'));
    expect(api.callsOf('access')).toEqual([[{ do: 'set-password', password: 'long enough' }]]);
    expect(field.value).toBe('');
    await screen.click('button', 'Remove the password');
    expect(screen.get('alertdialog').textContent).toContain('Remove the password of Workshop?');
    const [, confirm] = screen.all('button', 'Remove the password');
    confirm?.click();
    await screen.settle();
    expect(api.callsOf('access').at(-1)).toEqual([{ do: 'clear-password' }]);
  });
});

describe('accounts', () => {
  const account = { name: 'frieda', disabled: false, createdAt: 1, members: [] };

  it('are added with a name and a password', async () => {
    const api = hostOf();
    const screen = await open(api, /^Accounts/);
    expect(screen.text).toContain('There are no accounts yet.');
    await screen.click('button', 'Add an account');
    const user = await screen.type('User name', 'frieda');
    await screen.submit(user.closest('form'));
    expect(screen.get('dialog').textContent).toContain('A password needs at least 8 characters.');
    await screen.type('Password', 'long enough');
    api.answers.access = () => Promise.resolve({ ok: true, value: [account] });
    await screen.submit(user.closest('form'));
    expect(api.callsOf('access').at(-1)).toEqual([{ do: 'add-account', user: 'frieda', password: 'long enough' }]);
    expect(screen.all('dialog')).toEqual([]);
    expect(screen.get('button', 'Menu of frieda')).toBeTruthy();
  });

  it('are disabled, given a new password and removed, each as the hub says then', async () => {
    const api = hostOf();
    api.accounts = [account];
    const screen = await open(api, /^Accounts/);
    api.accounts = [{ ...account, disabled: true }];
    await screen.click('button', 'Menu of frieda');
    await screen.click('menuitem', 'Disable');
    expect(api.callsOf('access').at(-1)).toEqual([{ do: 'set-account', user: 'frieda', disabled: true }]);
    expect(screen.text).toContain('disabled');
    await screen.click('button', 'Menu of frieda');
    await screen.click('menuitem', 'Set a new password…');
    const field = await screen.type('New password', 'long enough');
    await screen.submit(field.closest('form'));
    expect(api.callsOf('access').at(-1)).toEqual([{ do: 'add-account', user: 'frieda', password: 'long enough' }]);
    await screen.click('button', 'Menu of frieda');
    await screen.click('menuitem', 'Remove…');
    expect(screen.get('alertdialog').textContent).toContain('Remove the account frieda?');
    await screen.click('button', 'Remove');
    expect(api.callsOf('access').at(-1)).toEqual([{ do: 'remove-account', user: 'frieda' }]);
  });
});

describe('a list that changed meanwhile', () => {
  it('is asked for anew: an account that was never used is no longer that', async () => {
    const api = hostOf({ access: 'accounts' });
    const account = { name: 'frieda', disabled: false, createdAt: 1, members: [] as string[] };
    api.accounts = [account];
    const screen = await open(api, /^Accounts/);
    expect(screen.text).toContain('never used');
    api.accounts = [{ ...account, members: ['k-1'] }];
    api.hub({ changes: { accounts: 1 } });
    await screen.settle();
    expect(screen.text).toContain('1 device');
    api.hub({ changes: { accounts: 1, invites: 1 } });
    await screen.settle();
    expect(api.callsOf('access')).toHaveLength(2);
  });
});

describe('the audit log', () => {
  const event = (seq: number, over: Partial<AuditEvent>): AuditEvent => ({
    ...{ seq, at: 1_700_000_000_000, by: ada.id, byName: 'Ada', action: 'kick', target: ben.id, targetName: 'Ben' },
    ...over,
  });

  it('says who did what, newest first, and shows older on demand', async () => {
    const api = hostOf();
    api.page = 2;
    api.events = [
      event(1, { action: 'ban', detail: 'spam' }),
      event(2, { action: 'role', detail: 'moderator' }),
      event(3, { action: 'delete', room: 'r-lobby', detail: '7' }),
    ];
    const screen = await open(api, /^Audit log/);
    const lines = (): string[] => [...document.querySelectorAll('aside ol > li')].map(({ textContent }) => textContent ?? '');
    const sentences = [...document.querySelectorAll('aside ol > li > p:first-child')].map(({ textContent }) => textContent);
    expect(sentences).toEqual(['Ada deleted a message of Ben', 'Ada gave Ben the role Moderator']);
    expect(lines()[0]).toContain('in #lobby');
    await screen.click('button', 'Show older');
    expect(api.callsOf('loadAudit')).toEqual([[null], [2]]);
    expect(lines()[2]).toMatch(/^Ada banned Ben.*spam/);
    expect(screen.all('button', 'Show older')).toEqual([]);
  });
});

describe('hosting for those with an invite', () => {
  it('offers to make one in place of a link that opens nothing', async () => {
    const api = hostOf({ access: 'invite' });
    const addresses = [{ name: 'eth0', host: '192.168.1.20', url: 'https://192.168.1.20:8080/', invite: 'https://x/#k=1' }];
    const fingerprint = { certificate: 'a'.repeat(64), publicKey: 'b'.repeat(64) };
    api.state = {
      ...api.state,
      hubs: [{ id: 'h'.repeat(43), name: 'Workshop', address: '127.0.0.1:8080', lastUsed: 1, hostedHere: true }],
      hosting: {
        ...{ phase: 'live', name: 'Workshop', port: 8080, wantedPort: null, addresses, guests: 'encrypted' },
        ...{ fingerprint, members: [ada] },
      },
    };
    const screen = await show(api);
    expect(screen.all('img', 'QR code of the invite link')).toEqual([]);
    await screen.click('button', 'Make an invite');
    expect(screen.get('heading', 'Invites')).toBeTruthy();
  });
});
