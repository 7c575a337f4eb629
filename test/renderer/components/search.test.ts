import { beforeEach, describe, expect, it, vi } from 'vitest';
import type { SearchQuery } from '../../../src/shared/ipc/archive';
import { eventually } from '../../helpers/eventually';
import { ada, ben, chatState, entry, FakeChatApi, hubView, roomView } from '../../helpers/fake-chat-api';
import { show, type Screen } from '../screen';

vi.mock('virtua/vue', () => import('../plain-virtualizer'));

const DAY = 86_400_000;

function talking(): FakeChatApi {
  const rooms = [roomView({ seq: 3, readSeq: 3 }), roomView({ id: 'r-lab', name: 'lab', seq: 300, readSeq: 300 })];
  const api = new FakeChatApi(chatState({ hub: hubView({ rooms }) }));
  api.logs.set('r-lobby', [
    entry(1, ben, 'The invoice is late'),
    entry(2, ada, 'Which one?'),
    entry(3, ben, 'invoice 7, <b>now</b>'),
  ]);
  api.logs.set(
    'r-lab',
    Array.from({ length: 300 }, (_, i) => entry(i + 1, ben, i === 99 ? 'a key under the mat' : `line ${String(i + 1)}`)),
  );
  return api;
}

const field = (screen: Screen): HTMLElement => screen.get('textbox', 'Words to find');
const hits = (screen: Screen): HTMLElement[] => screen.all('button').filter((button) => button.classList.contains('hit'));
const textOf = (element: Element): string => element.textContent?.replace(/\s+/g, ' ').trim() ?? '';
const asked = (api: FakeChatApi): SearchQuery[] => api.callsOf('search').map(([query]) => query as SearchQuery);
const focused = (element: () => Element | null): Promise<void> =>
  eventually(() => {
    if (document.activeElement !== element())
      throw new Error(`the focus is on ${String(document.activeElement?.outerHTML.slice(0, 200))}`);
  });

beforeEach(() => {
  vi.spyOn(document, 'hasFocus').mockReturnValue(true);
});

describe('the search', () => {
  it('opens with Ctrl+F and with its button, has the focus, and gives it back', async () => {
    const screen = await show(talking());
    expect(await screen.press('f', { ctrlKey: true })).toBe(true);
    await focused(() => field(screen));
    expect(screen.text).toContain('Finds what this device keeps of Workshop, also while it is away.');
    // Once more it is the browser's.
    expect(await screen.press('f', { ctrlKey: true })).toBe(false);
    expect(await screen.press('f', { metaKey: true, shiftKey: true })).toBe(false);
    await screen.press('Escape');
    await focused(() => screen.get('button', 'Search messages'));
    expect(screen.all('textbox', 'Words to find')).toEqual([]);
    await screen.press('/', {}, document.body);
    expect(screen.all('textbox', 'Words to find')).toEqual([]);
  });

  it('finds while one types, newest first, with what was found marked and nothing of it as HTML', async () => {
    const api = talking();
    const screen = await show(api);
    await screen.click('button', 'Search messages');
    await screen.type('Words to find', 'inv');
    await screen.type('Words to find', 'invoice');
    expect(asked(api).map(({ text }) => text)).toEqual(['', 'inv', 'invoice']);
    expect(asked(api).at(-1)).toEqual({ text: 'invoice', room: 'r-lobby' });
    expect(hits(screen).map((hit) => textOf(hit.querySelector('.text')!))).toEqual([
      'invoice 7, <b>now</b>',
      'The invoice is late',
    ]);
    expect(hits(screen).map((hit) => textOf(hit.querySelector('mark')!))).toEqual(['invoice', 'invoice']);
    expect(hits(screen)[0]?.querySelector('b')).toBeNull();
    expect(screen.text).toContain('2 messages');
  });

  it('shows the last answer only, whatever comes late', async () => {
    const api = talking();
    const screen = await show(api);
    await screen.click('button', 'Search messages');
    let late = (): void => undefined;
    api.answers.search = (query) => new Promise((resolve) => (late = () => resolve({ ok: true, value: api.found(query) })));
    await screen.type('Words to find', 'invoice');
    const first = late;
    expect(screen.text).toContain('Searching…');
    await screen.type('Words to find', 'Which');
    late();
    await screen.settle();
    first();
    await screen.settle();
    expect(hits(screen).map((hit) => textOf(hit.querySelector('.text')!))).toEqual(['Which one?']);
  });

  it('says so where nothing is found, and offers to look everywhere', async () => {
    const api = talking();
    const screen = await show(api);
    await screen.click('button', 'Search messages');
    await screen.type('Words to find', 'mat');
    expect(screen.text).toContain('No results for “mat” in #lobby.');
    await screen.click('button', 'Search everywhere');
    expect(asked(api).at(-1)).toEqual({ text: 'mat', room: null });
    expect(textOf(hits(screen)[0]!)).toMatch(/^Ben\s*#lab.*a key under the mat$/);
    await screen.type('Words to find', 'nowhere');
    expect(screen.text).toContain('No results for “nowhere” in what this device keeps.');
    expect(screen.all('button', 'Search everywhere')).toEqual([]);
  });

  it('narrows down by author and by whole days', async () => {
    const api = talking();
    const screen = await show(api);
    await screen.click('button', 'Search messages');
    await screen.type('Written by', ' Ben ');
    await screen.type('From day', '2026-03-05');
    await screen.type('To day', '2026-03-05');
    const last = asked(api).at(-1);
    expect(last).toMatchObject({ text: '', author: 'Ben', from: new Date(2026, 2, 5).getTime() });
    expect((last?.to ?? 0) - (last?.from ?? 0)).toBe(DAY - 1);
  });

  it('goes on with older ones', async () => {
    const api = talking();
    const screen = await show(api);
    await screen.click('button', 'Search messages');
    api.answers.search = (query) => {
      const { hits: all } = api.found(query);
      const page = query.before ? all.slice(1) : all.slice(0, 1);
      return Promise.resolve({ ok: true, value: { hits: page, more: query.before ? null : { 'r-lobby': 3 } } });
    };
    await screen.type('Words to find', 'invoice');
    expect(hits(screen)).toHaveLength(1);
    await screen.click('button', 'Show older ones');
    expect(asked(api).at(-1)).toEqual({ text: 'invoice', room: 'r-lobby', before: { 'r-lobby': 3 } });
    expect(hits(screen)).toHaveLength(2);
    expect(screen.all('button', 'Show older ones')).toEqual([]);
  });

  it('is gone through with the arrows, and Enter shows the message where it was said, marked and with the focus', async () => {
    const api = talking();
    // All that is older at once: the list of this test draws anew what moves, and the focus would be lost.
    api.page = 500;
    const screen = await show(api);
    await screen.click('button', 'Search messages');
    await screen.click('button', 'Close');
    await screen.press('f', { ctrlKey: true });
    await screen.type('Words to find', 'mat');
    await screen.click('button', 'Search everywhere');
    field(screen).focus();
    expect(await screen.press('ArrowDown')).toBe(true);
    expect(document.activeElement).toBe(hits(screen)[0]);
    expect(await screen.press('ArrowDown')).toBe(false);
    (document.activeElement as HTMLElement).click();
    await screen.settle();
    const row = (): Element | undefined =>
      [...document.querySelectorAll('[data-row]')].find((one) => one.getAttribute('data-row') === `${ben.id}/m-100`);
    await focused(() => row()?.querySelector('.tools') ?? null);
    expect(row()?.classList.contains('found')).toBe(true);
    expect(screen.get('heading', /^#\s*lab$/)).toBeTruthy();
    // Around it, not from the newest on.
    expect(api.callsOf('loadHistory')).toContainEqual(['r-lab', 150]);
    expect(api.callsOf('loadHistory')).not.toContainEqual(['r-lab', null]);
    expect(textOf(screen.get('log'))).toContain('line 101');
    // Back in the panel the list is as it was.
    expect(hits(screen)).toHaveLength(1);
  });

  it('says where a message cannot be shown', async () => {
    const api = talking();
    const screen = await show(api);
    await screen.click('button', 'Search messages');
    await screen.type('Words to find', 'invoice');
    api.logs.set('r-lobby', []);
    api.arrive('r-lobby');
    api.timelines.emit({ room: 'r-lobby', entries: [], reset: true });
    await screen.settle();
    hits(screen)[0]?.click();
    await screen.settle();
    expect(screen.text).toContain('This message is not on this device any more.');
    api.answers.loadHistory = () => Promise.resolve({ ok: false, problem: { code: 'storage_failed' } });
    hits(screen)[0]?.click();
    await screen.settle();
    expect(screen.text).toContain('This could not be written to disk.');
    api.hub({ rooms: [roomView({ seq: 3 }), roomView({ id: 'r-lab', name: 'lab', joined: false })] });
    await screen.type('Words to find', 'mat');
    await screen.click('button', 'Search everywhere');
    hits(screen)[0]?.click();
    await screen.settle();
    expect(screen.text).toContain('You are not in #lab.');
  });
});

describe('history of a room', () => {
  const open = async (screen: Screen): Promise<void> => screen.click('button', 'Menu of #lobby');

  it('is saved and taken in from its menu', async () => {
    const api = talking();
    const screen = await show(api);
    await open(screen);
    await screen.click('menuitem', 'Save as a web page…');
    await open(screen);
    await screen.click('menuitem', 'Save as JSON…');
    expect(screen.text).toContain('#lobby was saved.');
    await open(screen);
    await screen.click('menuitem', 'Take in from JSON…');
    expect(screen.text).toContain('3 messages were added to #lobby.');
    expect([api.callsOf('exportRoom'), api.callsOf('importRoom')]).toEqual([
      [
        ['r-lobby', 'html'],
        ['r-lobby', 'json'],
      ],
      [['r-lobby']],
    ]);
    api.answers.importRoom = () => Promise.resolve({ ok: false, problem: { code: 'import_damaged', params: { line: 7 } } });
    await open(screen);
    await screen.click('menuitem', 'Take in from JSON…');
    expect(screen.text).toContain('Line 7 of the file is not as Hearth writes it. Nothing was taken in.');
  });

  it('is deleted only after the question that names it and counts it', async () => {
    const api = talking();
    const screen = await show(api);
    await open(screen);
    await screen.click('menuitem', 'Delete history…');
    const dialog = screen.get('dialog');
    expect(textOf(dialog)).toContain('Delete the history of #lobby from this device?');
    expect(textOf(dialog)).toContain(
      'Workshop keeps its own copy, and so does everybody who was there; this device does not fetch it again.',
    );
    expect(textOf(dialog)).toContain('3 messages of #lobby go.');
    await screen.click('button', 'Cancel');
    expect(api.callsOf('removeHistory')).toEqual([]);
    await open(screen);
    await screen.click('menuitem', 'Delete history…');
    await screen.type('Only what is older than', '2000-01-01');
    expect(textOf(screen.get('dialog'))).toContain('There is nothing to delete.');
    expect((screen.get('button', 'Delete from this device') as HTMLButtonElement).disabled).toBe(true);
    await screen.type('Only what is older than', '');
    const scope = document.querySelector<HTMLSelectElement>('[role=alertdialog] select')!;
    scope.value = 'hub';
    scope.dispatchEvent(new Event('change', { bubbles: true }));
    await screen.settle();
    expect(textOf(screen.get('dialog'))).toContain('303 messages of Workshop go.');
    await screen.click('button', 'Delete from this device');
    expect(api.callsOf('removeHistory')).toEqual([[{ hub: 'h'.repeat(43), room: null, before: null }]]);
    expect(screen.text).toContain('It is gone from this device. Workshop keeps its own copy.');
  });
});
