import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { ConnectionState } from '../../../src/shared/ipc/chat-api';
import { chatState, FakeChatApi, hubView, roomView } from '../../helpers/fake-chat-api';
import { show, type Screen } from '../screen';

vi.mock('virtua/vue', () => import('../plain-virtualizer'));

const NOW = new Date(2026, 10, 21, 14, 2).getTime();
const waiting = (over: Partial<Extract<ConnectionState, { phase: 'waiting' }>> = {}): ConnectionState => ({
  phase: 'waiting',
  problem: { code: 'lost' },
  since: NOW,
  attempt: 1,
  nextRetryAt: NOW + 4_000,
  ...over,
});

beforeEach(() => {
  vi.useFakeTimers({ now: NOW, toFake: ['Date', 'setInterval', 'clearInterval', 'setTimeout', 'clearTimeout'] });
  vi.stubGlobal('navigator', { ...navigator, languages: ['en-GB'] });
});
afterEach(() => {
  vi.useRealTimers();
  vi.unstubAllGlobals();
});

async function connected(): Promise<Screen> {
  return show(new FakeChatApi(chatState({ hub: hubView() })));
}

async function lose(screen: Screen, state: ConnectionState = waiting()): Promise<void> {
  screen.api.hub({ connection: state });
  await screen.settle();
}

describe('a history that is not kept here', () => {
  it.each([
    ['newer', 'A newer Hearth has written to the history of #lobby on this device'],
    ['disk', 'cannot be kept on this device at the moment'],
  ] as const)('is said as long as it is so: %s', async (unkept, words) => {
    const screen = await connected();
    expect(screen.text).not.toContain(words);
    screen.api.room('r-lobby', { unkept });
    await screen.settle();
    expect(screen.text).toContain(words);
    screen.api.hub({ rooms: [roomView()] });
    await screen.settle();
    expect(screen.text).not.toContain(words);
  });
});

const strip = (screen: Screen): string =>
  document.querySelector('section[aria-label="Offline"]')?.textContent?.replace(/\s+/g, ' ').trim() ?? screen.text.slice(0, 0);
const aloud = (screen: Screen): string =>
  screen
    .all('status')
    .map(({ textContent }) => textContent)
    .join();

describe('the connection in words', () => {
  it('says nothing while all is well', async () => {
    expect(strip(await connected())).toBe('');
  });

  it('counts down, and tries now on demand', async () => {
    const screen = await connected();
    await lose(screen);
    expect(strip(screen)).toBe('Reconnecting to Workshop. Next try in 4 s.Try now');
    await vi.advanceTimersByTimeAsync(2_000);
    expect(strip(screen)).toContain('Next try in 2 s.');
    await screen.click('button', 'Try now');
    expect(screen.api.callsOf('retryNow')).toHaveLength(1);
  });

  it('says since when it is offline once that is no blink any more, and what becomes of what is written', async () => {
    const screen = await connected();
    await lose(screen, waiting({ nextRetryAt: NOW + 30_000 }));
    await vi.advanceTimersByTimeAsync(9_000);
    expect(strip(screen)).toContain(
      'Workshop went offline at 14:02. What you write is kept here and sent when it is back. Next try in 21 s.',
    );
    expect(screen.text).toContain('Will be sent when Workshop is back');
    expect((screen.get('textbox', 'Message #lobby') as HTMLTextAreaElement).disabled).toBe(false);
  });

  it('reads a change out once and never the seconds', async () => {
    const screen = await connected();
    await lose(screen);
    expect(aloud(screen)).toBe('Reconnecting to Workshop.');
    screen.api.hub({ connection: { phase: 'ready', since: NOW } });
    await screen.settle();
    expect(aloud(screen)).toBe('Workshop is back.');
  });

  it('keeps nothing where it was read out', async () => {
    const screen = await connected();
    await lose(screen);
    await vi.advanceTimersByTimeAsync(3_000);
    screen.api.hub({ connection: { phase: 'ready', since: NOW } });
    await screen.settle();
    await vi.advanceTimersByTimeAsync(3_000);
    expect(aloud(screen)).toBe('Workshop is back.');
    await vi.advanceTimersByTimeAsync(3_000);
    expect(aloud(screen)).toBe('');
  });

  it('does not claim that a hub went offline that was never there', async () => {
    const screen = await show(
      new FakeChatApi(chatState({ hub: hubView({ connection: waiting({ problem: { code: 'refused' } }) }) })),
    );
    expect(strip(screen)).toContain('Workshop cannot be reached at 192.168.1.20:8080.');
  });

  it('tells who ended it', async () => {
    const screen = await connected();
    await lose(screen, waiting({ problem: { code: 'stopped' } }));
    expect(strip(screen)).toContain('The host stopped Workshop at 14:02. Your history stays here.');
  });

  it('says what to do when trying again is no use, and leads back', async () => {
    const screen = await connected();
    await lose(screen, { phase: 'closed', problem: { code: 'version_newer' }, since: NOW });
    expect(strip(screen)).toContain('Workshop uses a newer Hearth than this one. Your history is safe; update Hearth here');
    expect(screen.text).toContain('Kept here until you join Workshop again');
    expect(screen.text).not.toContain('Will be sent when');
    await screen.click('button', 'Back to the start');
    expect(screen.api.callsOf('leaveHub')).toHaveLength(1);
  });

  it('leaves a quick first connection without words', async () => {
    const hub = hubView({ connection: { phase: 'connecting', attempt: 1 } });
    const screen = await show(new FakeChatApi(chatState({ hub })));
    expect(strip(screen)).toBe('');
    await vi.advanceTimersByTimeAsync(1_000);
    expect(strip(screen)).toBe('Trying to reach Workshop…');
  });

  it('shows what is kept of a hub that is away', async () => {
    const api = new FakeChatApi(chatState({ hub: hubView({ connection: waiting() }) }));
    const { ben, entry } = await import('../../helpers/fake-chat-api');
    api.logs.set('r-lobby', [entry(1, ben, 'from the disk')]);
    const { text } = await show(api);
    expect(text).toContain('from the disk');
    // Nobody is welcomed to what is only kept here.
    expect(text).not.toContain('Welcome to #lobby');
    expect(text).not.toContain('Nobody else is here');
  });
});
