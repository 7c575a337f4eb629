import { describe, expect, it, onTestFinished, vi } from 'vitest';
import type { Outcome } from '../../../src/shared/ipc/outcome';
import { ben, chatState, cleo, FakeChatApi, hubView } from '../../helpers/fake-chat-api';
import { show } from '../screen';

const refused: Outcome = { ok: false, problem: { code: 'refused', params: { address: '10.0.0.9:8080' } } };

describe('the first screen of the app', () => {
  it('has the name filled in and offers two ways', async () => {
    const screen = await show(new FakeChatApi(chatState({ name: 'ada' })));
    expect((screen.get('textbox', 'Your name') as HTMLInputElement).value).toBe('ada');
    expect(screen.all('button').map(({ textContent }) => textContent)).toEqual(['Host a room', 'Join', 'Settings']);
    expect(document.title).toBe('Hearth');
  });

  it('keeps the name, then joins', async () => {
    const screen = await show(new FakeChatApi());
    await screen.type('Your name', 'Ada Lovelace');
    const field = await screen.type('Address or invite link', '192.168.1.20');
    await screen.submit(field.closest('form'));
    expect(screen.api.calls.filter(([name]) => name !== 'viewRoom')).toEqual([
      ['setName', 'Ada Lovelace'],
      ['join', '192.168.1.20'],
    ]);
  });

  it('says in words why joining failed, and nothing when it was called off', async () => {
    const api = new FakeChatApi();
    api.answers.join = () => Promise.resolve(refused);
    const screen = await show(api);
    const field = await screen.type('Address or invite link', '10.0.0.9');
    await screen.submit(field.closest('form'));
    expect(screen.get('alert').textContent).toContain('10.0.0.9:8080 answers, but nothing listens there.');
    expect(field.getAttribute('aria-invalid')).toBe('true');
    expect(document.activeElement).toBe(field);
    api.answers.join = () => Promise.resolve({ ok: false, problem: { code: 'cancelled' } });
    await screen.submit(field.closest('form'));
    expect(screen.text).not.toContain('Cancelled');
  });

  it('offers to join encrypted where a place takes nothing else', async () => {
    const api = new FakeChatApi();
    const params = { address: '10.0.0.9:80' };
    api.answers.join = () => Promise.resolve({ ok: false, problem: { code: 'tls_wanted', params } });
    const screen = await show(api);
    const field = await screen.type('Address or invite link', ' WS://10.0.0.9/ ');
    await screen.submit(field.closest('form'));
    expect(screen.get('alert').textContent).toContain('10.0.0.9:80 takes encrypted connections only');
    delete api.answers.join;
    await screen.click('button', 'Join encrypted');
    expect(api.callsOf('join').at(-1)).toEqual(['wss://10.0.0.9:80/']);
    expect((field as HTMLInputElement).value).toBe('wss://10.0.0.9:80/');
    expect(screen.all('button', 'Join encrypted')).toEqual([]);
  });

  it('does not join under a name that is none, and goes back to it', async () => {
    const api = new FakeChatApi();
    api.answers.setName = () => Promise.resolve({ ok: false, problem: { code: 'bad_name' } });
    const screen = await show(api);
    const address = await screen.type('Address or invite link', '10.0.0.9');
    await screen.submit(address.closest('form'));
    expect(api.callsOf('join')).toEqual([]);
    expect(document.activeElement?.id).toBe('your-name');
    expect(screen.text).toContain('A name needs 1 to 64 visible characters');
  });

  it('shows that it is connecting, and can be called off', async () => {
    const hub = hubView({ id: null, name: null, rooms: [], connection: { phase: 'connecting', attempt: 1 } });
    const screen = await show(new FakeChatApi(chatState({ hub })));
    expect(screen.text).toContain('Connecting to 192.168.1.20:8080…');
    await screen.click('button', 'Cancel');
    expect(screen.api.callsOf('leaveHub')).toHaveLength(1);
  });

  it('opens a place of last time with one click, and removes one after asking once', async () => {
    const hubs = [{ id: 'h1', name: 'Workshop', address: '192.168.1.20:8080', lastUsed: Date.now() }];
    const screen = await show(new FakeChatApi(chatState({ hubs })));
    await screen.click('button', /^Workshop/);
    expect(screen.api.callsOf('openHub')).toEqual([['h1']]);
    await screen.click('button', 'Remove Workshop from this list');
    expect(screen.api.callsOf('forgetHub')).toEqual([]);
    expect(screen.get('alertdialog').textContent).toContain('Remove Workshop from the list?');
    await screen.click('button', 'Remove');
    expect(screen.api.callsOf('forgetHub')).toEqual([['h1']]);
  });

  it('hosts with everything filled in', async () => {
    const screen = await show(new FakeChatApi());
    await screen.click('button', 'Host a room');
    await screen.type('Port', '9000');
    await screen.click('radio', 'Hearth only, encrypted');
    await screen.submit(screen.get('textbox', 'Port').closest('form'));
    expect(screen.api.callsOf('host')).toEqual([
      [{ name: "Ada's place", room: 'lobby', port: 9000, guests: 'off', access: 'open' }],
    ]);
  });

  it.each(['0', '65536', '80a', '', '8.5'])('refuses %j as a port before anything starts', async (port) => {
    const screen = await show(new FakeChatApi());
    await screen.click('button', 'Host a room');
    const field = await screen.type('Port', port);
    await screen.submit(field.closest('form'));
    expect(screen.api.callsOf('host')).toEqual([]);
    expect(screen.text).toContain('A port is a number from 1 to 65535.');
  });

  it.each(['Name of the place', 'First room'])('refuses an empty %s before anything starts, and goes to it', async (label) => {
    const screen = await show(new FakeChatApi());
    await screen.click('button', 'Host a room');
    expect(document.activeElement?.id).toBe('host-name');
    const field = await screen.type(label, '  ');
    await screen.submit(field.closest('form'));
    expect(screen.api.callsOf('host')).toEqual([]);
    expect(document.activeElement).toBe(field);
    expect(field.getAttribute('aria-invalid')).toBe('true');
    expect(screen.text).toContain('A name needs 1 to 64 visible characters.');
  });

  it('leaves the form with Escape', async () => {
    const screen = await show(new FakeChatApi());
    await screen.click('button', 'Host a room');
    await screen.press('Escape');
    expect(screen.all('textbox', 'Port')).toEqual([]);
  });

  it('asks for an address before it asks anybody for anything', async () => {
    const screen = await show(new FakeChatApi());
    const field = screen.get('textbox', 'Address or invite link');
    await screen.submit(field.closest('form'));
    expect(screen.api.callsOf('join')).toEqual([]);
    expect(screen.get('alert', /Enter an address/).id).toBe('address-hint');
    expect(document.activeElement).toBe(field);
  });

  it('says why hosting did not start', async () => {
    const api = new FakeChatApi();
    api.answers.host = () => Promise.resolve({ ok: false, problem: { code: 'port_forbidden', params: { port: 80 } } });
    const screen = await show(api);
    await screen.click('button', 'Host a room');
    await screen.submit(screen.get('textbox', 'Port').closest('form'));
    expect(screen.get('alert').textContent).toContain('does not allow Hearth to use port 80.');
  });

  it('is German for a German', async () => {
    const screen = await show(new FakeChatApi(), 'de');
    expect(screen.get('button', 'Gastgeber sein')).toBeTruthy();
    expect(screen.get('textbox', 'Adresse oder Einladungslink')).toBeTruthy();
  });
});

describe('the first screen while this computer hosts', () => {
  const live = {
    phase: 'live' as const,
    name: 'Workshop',
    port: 8080,
    wantedPort: null,
    addresses: [{ name: 'lo', host: '127.0.0.1', url: 'http://127.0.0.1:8080/', invite: 'http://127.0.0.1:8080/#k=x' }],
    guests: 'encrypted' as const,
    fingerprint: { certificate: 'c'.repeat(64), publicKey: 'p'.repeat(64) },
    members: [ben, cleo],
  };
  const hubs = [
    { id: 'h1', name: 'Workshop', address: '127.0.0.1:8080', lastUsed: 0, hostedHere: true as const },
    { id: 'h2', name: 'Garden', address: '127.0.0.1:8081', lastUsed: 0, hostedHere: true as const },
  ];

  it('says what is live and who is in it, and leads back', async () => {
    const screen = await show(new FakeChatApi(chatState({ hosting: live, hubs })));
    expect(screen.text).toContain('Workshop is live, 2 people are in it');
    expect(screen.get('button', /^Workshop/).textContent).toContain('hosted on this computer, live');
    expect(screen.get('button', /^Garden/).textContent).not.toContain('live');
    await screen.click('button', 'Open');
    expect(screen.api.callsOf('openHub')).toEqual([['h1']]);
  });

  it('leads back by address where the place is not listed', async () => {
    const screen = await show(new FakeChatApi(chatState({ hosting: live })));
    await screen.click('button', 'Open');
    expect(screen.api.callsOf('join')).toEqual([['http://127.0.0.1:8080/#k=x']]);
  });

  it('stops after asking, and says whom it concerns', async () => {
    const screen = await show(new FakeChatApi(chatState({ hosting: live, hubs })));
    await screen.click('button', 'Stop hosting');
    expect(screen.api.callsOf('stopHosting')).toEqual([]);
    const dialog = screen.get('alertdialog', /Stop hosting Workshop/);
    expect(dialog.textContent).toContain('2 others are connected');
    [...dialog.querySelectorAll('button')].at(-1)?.click();
    await screen.settle();
    expect(screen.api.callsOf('stopHosting')).toHaveLength(1);
  });

  it('asks before another place takes the place of the live one', async () => {
    const screen = await show(new FakeChatApi(chatState({ hosting: live, hubs })));
    await screen.click('button', 'Host a room');
    await screen.submit(screen.get('textbox', 'Port').closest('form'));
    expect(screen.api.callsOf('host')).toEqual([]);
    [...screen.get('alertdialog').querySelectorAll('button')].at(-1)?.click();
    await screen.settle();
    expect(screen.api.calls.filter(([name]) => name === 'stopHosting' || name === 'host').map(([name]) => name)).toEqual([
      'stopHosting',
      'host',
    ]);
  });
});

describe('the first screen of a guest', () => {
  const guest = (over = {}) =>
    new FakeChatApi(
      chatState({ name: '', capabilities: { kind: 'browser', host: false, fixedHub: true, notifications: 'ask', ...over } }),
    );

  it('joins the hub that served the page, and no other', async () => {
    const screen = await show(guest());
    expect(screen.all('textbox').map(({ id }) => id)).toEqual(['your-name']);
    await screen.type('Your name', 'Cleo');
    await screen.click('button', 'Join');
    expect(screen.api.callsOf('join')).toEqual([[`ws://${location.host}/`]]);
  });

  it.each([
    ['http://192.168.1.20:8080/', true],
    ['https://192.168.1.20:8080/', false],
    ['http://127.0.0.1:8080/', false],
  ])('says before it is too late that the network can read along: %s, %s', async (url, exposed) => {
    vi.stubGlobal('location', new URL(url));
    onTestFinished(() => void vi.unstubAllGlobals());
    const screen = await show(guest());
    expect(screen.text.includes('Not encrypted: anyone on this network can read along.')).toBe(exposed);
  });

  it('shows what the place is called, once it says so, and where it is', async () => {
    const api = guest();
    const screen = await show(api);
    expect(screen.get('heading', `Join ${location.host}`)).toBeTruthy();
    api.become({ capabilities: { ...api.state.capabilities, place: 'Workshop' } });
    await screen.settle();
    expect(screen.get('heading', 'Join Workshop').parentElement?.textContent).toContain(location.host);
  });

  it.each([{}, { temporary: true }])('says when this browser keeps nothing: %j', async (over) => {
    expect((await show(guest(over))).text.includes('private window')).toBe('temporary' in over);
  });
});

it('greets a guest who comes back by name, with one key to press', async () => {
  const capabilities = { kind: 'browser' as const, host: false, fixedHub: true, notifications: 'ask' as const };
  const screen = await show(new FakeChatApi(chatState({ name: 'Cleo', capabilities })));
  expect(document.activeElement).toBe(screen.get('button', 'Join as Cleo'));
});
