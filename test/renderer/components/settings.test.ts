import { describe, expect, it, vi } from 'vitest';
import { chatState, FakeChatApi, hubView } from '../../helpers/fake-chat-api';
import { commandNames } from '../../../src/renderer/src/logic/commands';
import { shortcutNames } from '../../../src/renderer/src/logic/shortcuts';
import { en } from '../../../src/renderer/src/i18n/en';
import { nameOf, show } from '../screen';

vi.mock('virtua/vue', () => import('../plain-virtualizer'));

const line = {
  address: '192.168.1.20:8080',
  why: 'chat',
  at: Date.now() - 60_000,
  endedAt: null,
  answered: true,
  encrypted: true,
  attempts: 1,
  sent: 12_345,
  received: 520,
} as const;

describe('settings', () => {
  it('list every connection of the app, from the first screen and from the menu of oneself', async () => {
    const api = new FakeChatApi(chatState());
    api.ledger = [
      line,
      { ...line, address: '10.0.0.9:8080', endedAt: line.at, answered: false, attempts: 312 },
      { ...line, address: 'https://tracker.example', why: 'stopped', endedAt: line.at, answered: false },
    ];
    const screen = await show(api);
    await screen.open('Settings', 'Network');
    const text = (): string => screen.get('dialog').textContent?.replace(/\s+/g, ' ') ?? '';
    expect(text()).toMatch(/192\.168\.1\.20:8080.*still open.*encrypted · 12\.3 kB sent, 520 byte received/);
    expect(text()).toContain('nobody answered 312 attempts');
    expect(text()).toMatch(/tracker\.example.*wanted to go there, which Hearth does not allow.*stopped before anything was sent/);
    expect(text()).toContain('To chat in a place that you chose');
    await screen.click('button', 'Close');
    expect(screen.all('dialog')).toEqual([]);

    await screen.api.become({ hub: hubView() });
    await screen.settle();
    await screen.click('button', /your menu/i);
    await screen.click('menuitem', 'Settings');
    await screen.settled();
    await screen.toTab('Network');
    expect(text()).toContain('192.168.1.20:8080');
  });

  it('have one row for each place and way, with a count, all bytes, and the newest time', async () => {
    const api = new FakeChatApi(chatState());
    const minute = 60_000;
    const day = new Date(2_026, 4, 4, 15, 0).getTime();
    const closed = (at: number, over: Partial<typeof line> = {}) => ({ ...line, ...over, at, endedAt: at + minute });
    api.ledger = [
      closed(day),
      { ...closed(day - 60 * minute), answered: false, attempts: 40 },
      // Answered at last: one connection, however often it was tried.
      { ...closed(day - 120 * minute), attempts: 5 },
      { ...closed(day - 180 * minute), encrypted: false },
      { ...closed(day - 240 * minute), answered: false, attempts: 2 },
    ];
    const screen = await show(api);
    await screen.open('Settings', 'Network');
    const rows = [...screen.get('dialog').querySelectorAll('li')].map((row) => row.textContent?.replace(/\s+/g, ' ') ?? '');
    expect(rows).toHaveLength(3);
    expect(rows[0]).toMatch(/last .*(15|03):01.*connected 2 times · encrypted · 24\.7 kB sent/);
    expect(rows[1]).toMatch(/last .*(14|02):01.*nobody answered 42 attempts/);
    expect(rows[2]).toMatch(/connected once · not encrypted/);
  });

  it('say so while there is nothing to list', async () => {
    const screen = await show(new FakeChatApi(chatState()));
    await screen.open('Settings', 'Network');
    expect(screen.get('dialog').textContent).toContain('None was made yet.');
  });

  it('have no list of connections in browsers, which keep none', async () => {
    const { capabilities } = chatState();
    const guest = await show(new FakeChatApi(chatState({ capabilities: { ...capabilities, kind: 'browser', fixedHub: true } })));
    await guest.open('Settings');
    expect(guest.all('tab').map(nameOf)).toEqual(['Appearance', 'Notifications', 'Files', 'About']);
  });

  it('show looks at once, keep them, and speak another language without losing their place', async () => {
    const screen = await show(new FakeChatApi(chatState({ hub: hubView() })));
    const root = document.documentElement;
    await screen.press(',', { ctrlKey: true }, document.body);
    await screen.settled();
    await screen.choose('Dark');
    expect(root.dataset['theme']).toBe('dark');
    await screen.choose('Compact');
    expect(root.dataset['density']).toBe('compact');
    const range = document.querySelector<HTMLInputElement>('#text-size');
    if (range) range.value = '4';
    range?.dispatchEvent(new Event('input', { bubbles: true }));
    await screen.settle();
    expect(root.dataset['text']).toBe('150');
    const language = document.querySelector<HTMLSelectElement>('#language');
    if (language) language.value = 'de';
    language?.dispatchEvent(new Event('change', { bubbles: true }));
    await screen.settled();
    expect(root.lang).toBe('de');
    expect(screen.get('dialog').textContent).toContain('Einstellungen');
    expect(screen.get('textbox', /^Nachricht/)).toBeTruthy();
    expect(screen.api.settings.appearance).toEqual({ theme: 'dark', density: 'compact', textSize: 150, language: 'de' });
  });

  it('can be gone through by keys alone', async () => {
    const screen = await show(new FakeChatApi(chatState({ hub: hubView() })));
    screen.api.logs.set('r-lobby', []);
    await screen.press(',', { ctrlKey: true }, document.body);
    await screen.settled();
    screen.get('tab', 'Appearance').focus();
    for (let n = 0; n < 4; n += 1) await screen.press('ArrowDown');
    expect(nameOf(document.activeElement ?? document.body)).toBe('History');
    await screen.settled();
    expect(screen.get('tabpanel', 'History').textContent).toContain('History of Workshop on this device');
  });

  it('list every key and command there is, under the question mark', async () => {
    const screen = await show(new FakeChatApi(chatState({ hub: hubView() })));
    (document.activeElement as HTMLElement | null)?.blur();
    await screen.press('?', { shiftKey: true }, document.body);
    await screen.settled();
    const text = screen.get('dialog', /Keys and commands/).textContent ?? '';
    for (const name of shortcutNames) expect(text).toContain(en.keys.name[name]);
    for (const name of commandNames) expect(text).toContain(`/${name}`);
  });

  it('leave the question mark to whoever is writing', async () => {
    const screen = await show(new FakeChatApi(chatState({ hub: hubView() })));
    const field = screen.get('textbox', 'Message #lobby');
    field.focus();
    expect(await screen.press('?', { shiftKey: true }, field)).toBe(false);
    expect(screen.all('dialog')).toEqual([]);
  });
});
