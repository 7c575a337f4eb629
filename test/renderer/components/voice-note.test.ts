import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import type { NoMicrophone, Recording } from '../../../src/renderer/src/composables/microphone';
import { chatState, FakeChatApi, hubView, roomView } from '../../helpers/fake-chat-api';
import { show, type Screen } from '../screen';

vi.mock('virtua/vue', () => import('../plain-virtualizer'));

const microphone = vi.hoisted(() => ({
  asked: 0,
  discarded: 0,
  elapsed: 0,
  able: true,
  answer: null as 'denied' | 'missing' | null,
}));
vi.mock('../../../src/renderer/src/composables/microphone', () => ({
  LONGEST: 300_000,
  canRecord: () => microphone.able,
  record(): Promise<Recording | NoMicrophone> {
    microphone.asked += 1;
    return Promise.resolve(
      microphone.answer ?? {
        elapsed: () => microphone.elapsed,
        level: () => 0.5,
        stop: () => Promise.resolve({ blob: new Blob(['sound']), type: 'audio/webm', ending: 'webm', duration: 4_200 }),
        discard: () => void (microphone.discarded += 1),
      },
    );
  },
}));

beforeEach(() => {
  Object.assign(microphone, { asked: 0, discarded: 0, elapsed: 0, able: true, answer: null });
  vi.spyOn(URL, 'createObjectURL').mockReturnValue('blob:sound');
});
afterEach(() => vi.restoreAllMocks());

async function begin(): Promise<Screen> {
  const screen = await show(new FakeChatApi(chatState({ hub: hubView({ rooms: [roomView()] }) })));
  await screen.settled();
  expect(microphone.asked).toBe(0);
  await screen.open('Record a voice note');
  await screen.settle();
  expect(microphone.asked).toBe(1);
  return screen;
}

it('records, is heard before it goes, and is sent with its length', async () => {
  const screen = await begin();
  expect(document.activeElement?.textContent).toContain('Stop');
  await screen.click('button', 'Stop');
  expect(document.querySelector('audio')?.getAttribute('src')).toBe('blob:sound');
  await screen.click('button', 'Send the voice note');
  await vi.waitFor(() => expect(screen.api.callsOf('attach')).toHaveLength(1));
  await screen.settle();
  const [[name, type] = []] = screen.api.callsOf('takeBytes');
  expect(name).toMatch(/^Voice note \d{4}-\d\d-\d\d \d\d\.\d\d\.webm$/);
  expect(type).toBe('audio/webm');
  expect(screen.api.callsOf('attach')).toEqual([['r-lobby', [expect.objectContaining({ duration: 4_200 })], '']]);
  expect(document.querySelector('.recorder')).toBeNull();
  expect(document.activeElement?.id).toBe('composer');
});

it('keeps nothing of what is discarded', async () => {
  const screen = await begin();
  await screen.press('Escape');
  expect(microphone.discarded).toBe(1);
  expect(screen.api.callsOf('takeBytes')).toEqual([]);
  expect(document.activeElement?.id).toBe('composer');
});

it('ends by itself at the longest that one may be', async () => {
  vi.useFakeTimers({ toFake: ['setInterval', 'clearInterval'] });
  try {
    const screen = await begin();
    microphone.elapsed = 300_000;
    vi.advanceTimersByTime(200);
    await screen.settle();
    expect(screen.text).toContain('It was stopped at 5:00');
    expect(screen.all('button', 'Send the voice note')).toHaveLength(1);
  } finally {
    vi.useRealTimers();
  }
});

it.each([
  ['denied', /The microphone may not be used here/],
  ['missing', /No microphone was found/],
] as const)('says why it cannot: %s', async (answer, said) => {
  microphone.answer = answer;
  const screen = await begin();
  expect(screen.text).toMatch(said);
});

it('offers nothing where nothing can be recorded, and the settings say why', async () => {
  microphone.able = false;
  const screen = await show(new FakeChatApi(chatState({ hub: hubView({ rooms: [roomView()] }) })));
  expect(screen.all('button', 'Record a voice note')).toEqual([]);
  await screen.press(',', { ctrlKey: true }, document.body);
  await screen.settled();
  await screen.toTab('Files');
  expect(screen.text).toContain('Voice notes need an encrypted page and a microphone.');
});
