import { describe, expect, it, vi } from 'vitest';
import { chatState, FakeChatApi, hubView } from '../../helpers/fake-chat-api';
import { show } from '../screen';

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
    await screen.click('button', 'Settings');
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
    await screen.click('button', 'Settings');
    const rows = [...screen.get('dialog').querySelectorAll('li')].map((row) => row.textContent?.replace(/\s+/g, ' ') ?? '');
    expect(rows).toHaveLength(3);
    expect(rows[0]).toMatch(/last .*(15|03):01.*connected 2 times · encrypted · 24\.7 kB sent/);
    expect(rows[1]).toMatch(/last .*(14|02):01.*nobody answered 42 attempts/);
    expect(rows[2]).toMatch(/connected once · not encrypted/);
  });

  it('say so while there is nothing to list', async () => {
    const screen = await show(new FakeChatApi(chatState()));
    await screen.click('button', 'Settings');
    expect(screen.get('dialog').textContent).toContain('None was made yet.');
  });

  it('are not for browsers', async () => {
    const { capabilities } = chatState();
    const guest = await show(new FakeChatApi(chatState({ capabilities: { ...capabilities, kind: 'browser', fixedHub: true } })));
    expect(guest.wrapper.text()).not.toContain('Settings');
  });
});
