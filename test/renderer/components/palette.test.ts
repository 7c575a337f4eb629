/** The command palette: anywhere by a few letters. */
import { beforeEach, describe, expect, it, vi } from 'vitest';
import { ben, chatState, FakeChatApi, hubView, roomView } from '../../helpers/fake-chat-api';
import { show, type Screen } from '../screen';

vi.mock('virtua/vue', () => import('../plain-virtualizer'));
beforeEach(() => localStorage.clear());

function workshop(): FakeChatApi {
  const rooms = [roomView(), roomView({ id: 'r-cnc', name: 'cnc' }), roomView({ id: 'r-music', name: 'music', joined: false })];
  return new FakeChatApi(chatState({ hub: hubView({ rooms }) }));
}

async function opened(api = workshop()): Promise<Screen> {
  const screen = await show(api);
  await screen.press('k', { ctrlKey: true }, document.body);
  await screen.settled();
  return screen;
}

const query = (screen: Screen): HTMLElement => screen.get('combobox');
const words = (screen: Screen): string[] =>
  screen.all('option').map((option) => option.querySelector('.word')?.textContent ?? '');

async function choose(screen: Screen, letters: string): Promise<void> {
  const field = query(screen) as HTMLInputElement;
  field.value = letters;
  field.dispatchEvent(new Event('input', { bubbles: true }));
  await screen.settle();
  await screen.press('Enter', {}, query(screen));
  await screen.settled();
}

describe('the palette', () => {
  it('goes to a room, and is gone', async () => {
    const screen = await opened();
    await choose(screen, 'cnc');
    expect(screen.all('dialog')).toEqual([]);
    expect(screen.get('textbox', 'Message #cnc')).toBeTruthy();
  });

  it('joins a room, writes to a person, and shows what a button shows', async () => {
    const api = workshop();
    api.directory = [{ ...ben, online: true }];
    const screen = await opened(api);
    await choose(screen, 'join mus');
    expect(api.callsOf('joinRoom')).toEqual([['r-music']]);
    await screen.press('k', { ctrlKey: true }, document.body);
    await screen.settled();
    await choose(screen, 'ben');
    expect(api.callsOf('openDirect')).toEqual([[ben.id]]);
    await screen.press('k', { ctrlKey: true }, document.body);
    await screen.settled();
    await choose(screen, 'create a room');
    expect(screen.get('textbox', 'Name of the room')).toBeTruthy();
  });

  it('changes the theme and opens a page of the settings', async () => {
    const screen = await opened();
    await choose(screen, 'theme high');
    expect(document.documentElement.dataset['contrast']).toBe('more');
    await screen.press('k', { ctrlKey: true }, document.body);
    await screen.settled();
    await choose(screen, 'network');
    expect(screen.get('tab', 'Network').getAttribute('aria-selected')).toBe('true');
  });

  it('lists what was used last first', async () => {
    const screen = await opened();
    expect(words(screen)[0]).toMatch(/^#/);
    await choose(screen, 'keys and');
    await screen.press('Escape');
    await screen.settled();
    await screen.press('k', { ctrlKey: true }, document.body);
    await screen.settled();
    expect(words(screen)[0]).toBe('Keys and commands');
  });

  it('says so where nothing is called that, and Enter does nothing then', async () => {
    const screen = await opened();
    await choose(screen, 'zzzz');
    expect(screen.text).toContain('Nothing is called “zzzz”.');
    expect(screen.all('dialog')).toHaveLength(1);
  });

  it('is closed by the keys that opened it', async () => {
    const screen = await opened();
    await screen.press('k', { ctrlKey: true }, query(screen));
    await screen.settled();
    expect(screen.all('dialog')).toEqual([]);
  });

  it('has no rooms where one is in no place', async () => {
    const screen = await opened(new FakeChatApi(chatState()));
    expect(words(screen).some((word) => word.startsWith('#'))).toBe(false);
    expect(words(screen)).toContain('Appearance');
    expect(words(screen)).not.toContain('History');
  });
});
