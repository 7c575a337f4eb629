import { describe, expect, it, vi } from 'vitest';
import type { HubView } from '../../../src/shared/ipc/chat-api';
import type { Problem } from '../../../src/shared/ipc/outcome';
import { keyPrint } from '../../../src/renderer/src/logic/key-print';
import { chatState, FakeChatApi, hubView } from '../../helpers/fake-chat-api';
import { show, type Screen } from '../screen';

vi.mock('virtua/vue', () => import('../plain-virtualizer'));

const [OLD, NEW] = ['h'.repeat(43), 'N'.repeat(43)];
const badge = (screen: Screen): HTMLElement =>
  screen.get('button', /^(Verified|Unverified|Certificate|Not encrypted|Encrypted)$/);
const withTrust = (trust: HubView['trust'], over: Partial<HubView> = {}): Promise<Screen> =>
  show(new FakeChatApi(chatState({ hub: hubView({ trust, ...over }) })));

async function about(screen: Screen): Promise<string> {
  badge(screen).click();
  await screen.settle();
  return screen.get('dialog').textContent?.replace(/\s+/g, ' ') ?? '';
}

describe('the badge', () => {
  it.each([
    ['verified', 'Verified', 'Nobody between you and Workshop can read along.'],
    ['unverified', 'Unverified', 'compare it with the one on the host’s screen'],
    ['certificate', 'Certificate', 'This computer trusts the certificate of 192.168.1.20:8080'],
    ['plain', 'Not encrypted', 'Anyone on this network can read along and change what is said.'],
    ['page', 'Encrypted', 'your browser’s warning showed it'],
  ] as const)('%s says so in a word, and what that means behind it', async (trust, word, sentence) => {
    const screen = await withTrust(trust);
    expect(badge(screen).textContent).toBe(word);
    expect(await about(screen)).toContain(sentence);
  });

  it('is not there on this computer itself', async () => {
    const screen = await withTrust('local');
    expect(() => badge(screen)).toThrow();
  });

  it.each([
    ['verified', true],
    ['unverified', true],
    // There nobody saw a key: what the hub says of itself proves nothing.
    ['page', false],
    ['plain', false],
    ['certificate', false],
  ] as const)('shows the key to compare where it is known: %s, %s', async (trust, shown) => {
    expect((await about(await withTrust(trust))).includes(keyPrint(OLD))).toBe(shown);
  });

  it('has a name and a description for who cannot see it', async () => {
    const screen = await withTrust('unverified');
    await about(screen);
    const dialog = screen.get('dialog', 'Unverified');
    expect(document.getElementById(dialog.getAttribute('aria-describedby') ?? '')?.textContent).toContain('Hearth keeps the key');
  });

  it('takes the word of a person who compared the key', async () => {
    const screen = await withTrust('unverified');
    await about(screen);
    await screen.click('button', 'Compared, it is the same');
    expect(screen.api.callsOf('verifyHub')).toEqual([[OLD]]);
    expect(badge(screen).textContent).toBe('Verified');
    expect(screen.all('button', 'Compared, it is the same')).toEqual([]);
    expect(screen.all('status').map(({ textContent }) => textContent)).toContain('Encrypted and verified');
  });

  it.each(['verified', 'certificate', 'plain', 'page'] as const)('asks nobody to compare where it is %s', async (trust) => {
    const screen = await withTrust(trust);
    await about(screen);
    expect(screen.all('button', 'Compared, it is the same')).toEqual([]);
  });
});

describe('keyPrint', () => {
  it('writes the digits that a host and a browser show', () => {
    expect(keyPrint(Buffer.alloc(32, 0xa5).toString('base64url'))).toBe(Array(16).fill('A5A5').join(' '));
    expect(keyPrint('-_'.padEnd(43, 'A'))).toMatch(/^FBF0 0000( 0000){14}$/);
  });
});

describe('another key than before', () => {
  const problem: Problem = { code: 'hub_changed', params: { address: '192.168.1.20:8080', expected: OLD, seen: NEW } };
  const hubs = [{ id: OLD, name: 'Workshop', address: '192.168.1.20:8080', lastUsed: 0 }];
  const stopped = (over: Partial<HubView> = {}): FakeChatApi =>
    new FakeChatApi(chatState({ hubs, hub: hubView({ connection: { phase: 'closed', problem, since: 0 }, ...over }) }));

  it.each([
    ['a place with its history', {}],
    ['a typed address', { id: null, name: null, rooms: [] }],
  ])('takes the whole window: %s', async (_what, over) => {
    const screen = await show(stopped(over));
    expect(screen.get('heading', 'This may not be Workshop')).toBe(document.activeElement);
    expect(screen.text).toContain('Hearth stopped before it sent anything.');
    expect(screen.text).toContain('Somebody stands between you and Workshop');
    expect(screen.text).toContain('Ask the host, in person or by phone');
    expect(screen.text).toContain(keyPrint(OLD));
    expect(screen.text).toContain(keyPrint(NEW));
    expect(screen.all('textbox')).toEqual([]);
  });

  it('says so where it was no key at all, without encryption', async () => {
    const params = { address: '192.168.1.20:8080', expected: OLD };
    const screen = await show(stopped({ connection: { phase: 'closed', problem: { code: 'hub_changed', params }, since: 0 } }));
    expect(screen.text).toContain('answers without encryption and claims to be Workshop');
    expect(screen.text).toContain('by its address without ws://');
    expect(screen.text).not.toContain('another key answers');
    expect(screen.text).not.toContain('was set up anew');
    expect(screen.text).toContain(keyPrint(OLD));
  });

  it('offers to go back and to forget, and nothing else', async () => {
    const screen = await show(stopped());
    expect(screen.all('button').map(({ textContent }) => textContent?.trim())).toEqual(['Back to the start', 'Forget Workshop']);
    await screen.click('button', 'Back to the start');
    expect(screen.api.callsOf('leaveHub')).toHaveLength(1);
    expect(screen.get('textbox', 'Address or invite link')).toBeTruthy();
  });

  it('forgets after asking', async () => {
    const screen = await show(stopped());
    await screen.click('button', 'Forget Workshop');
    expect(screen.api.callsOf('forgetHub')).toEqual([]);
    expect(screen.get('alertdialog').textContent).toContain('when the host has confirmed the new key');
    expect(screen.get('alertdialog').textContent).toContain('Forget Workshop?');
    await screen.click('button', 'Forget');
    expect(screen.api.callsOf('forgetHub')).toEqual([[OLD]]);
    expect(screen.api.state.hub).toBeNull();
  });

  it('is not said twice', async () => {
    const api = new FakeChatApi(chatState({ hubs }));
    api.answers.join = () => {
      api.become({ hub: hubView({ id: null, connection: { phase: 'closed', problem, since: 0 } }) });
      return Promise.resolve({ ok: false, problem });
    };
    const screen = await show(api);
    const field = await screen.type('Address or invite link', '192.168.1.20');
    await screen.submit(field.closest('form'));
    expect(screen.get('heading', 'This may not be Workshop')).toBeTruthy();
    expect(screen.all('alert').map(({ textContent }) => textContent?.trim())).toEqual(['']);
  });
});
