/** Writing: what is proposed, what is commanded, what is changed afterwards. */
import { beforeEach, describe, expect, it, vi } from 'vitest';
import { ada, ben, chatState, cleo, entry, FakeChatApi, hubView, roomView } from '../../helpers/fake-chat-api';
import { nameOf, show, type Screen } from '../screen';

vi.mock('virtua/vue', () => import('../plain-virtualizer'));

beforeEach(() => {
  localStorage.clear();
  vi.spyOn(document, 'hasFocus').mockReturnValue(true);
});

const otherBen = { id: 'k-ben-2', name: 'Ben' };

function workshop(): FakeChatApi {
  const rooms = [
    roomView({ seq: 3, readSeq: 3, count: 4 }),
    roomView({ id: 'r-cnc', name: 'cnc' }),
    roomView({ id: 'r-music', name: 'music', joined: false }),
  ];
  const api = new FakeChatApi(chatState({ hub: hubView({ rooms }) }));
  api.logs.set('r-lobby', [entry(1, ben, 'Who has the key?'), entry(2, ada, 'On the hook.'), entry(3, cleo, 'Thanks')]);
  api.members.set('r-lobby', [ada, ben, otherBen, cleo]);
  api.directory = [ada, ben, otherBen, cleo].map((member) => ({ ...member, online: true }));
  return api;
}

const field = (screen: Screen): HTMLTextAreaElement => screen.get('textbox', /^Message /) as HTMLTextAreaElement;

/** Types at the caret, as a keyboard does. */
async function write(screen: Screen, words: string, composing = false): Promise<void> {
  const element = field(screen);
  element.focus();
  for (const letter of words) {
    element.setRangeText(letter, element.selectionStart, element.selectionEnd, 'end');
    const event = new InputEvent('input', { bubbles: true });
    Object.defineProperty(event, 'isComposing', { value: composing });
    element.dispatchEvent(event);
    await screen.settle();
  }
  await screen.settled();
}

const proposed = (screen: Screen): string[] =>
  screen.all('option').map((option) => option.querySelector('.label')?.textContent ?? '');
const key = (screen: Screen, name: string, over: KeyboardEventInit = {}): Promise<boolean> =>
  screen.press(name, over, field(screen));

describe('proposals', () => {
  it('for emoji: by name, chosen by Tab, with the field keeping the focus and saying which is meant', async () => {
    const screen = await show(workshop());
    await write(screen, 'done :tad');
    expect(proposed(screen)[0]).toBe(':tada:');
    const list = screen.get('listbox', 'Suggestions');
    expect(field(screen).getAttribute('aria-controls')).toBe(list.id);
    expect(document.getElementById(field(screen).getAttribute('aria-activedescendant') ?? '')?.textContent).toContain('🎉');
    expect(await key(screen, 'Tab')).toBe(true);
    expect(field(screen).value).toBe('done 🎉');
    expect(document.activeElement).toBe(field(screen));
    expect(proposed(screen)).toEqual([]);
    expect(field(screen).hasAttribute('aria-activedescendant')).toBe(false);
  });

  it('for emoji: what is closed by a second colon becomes one at once', async () => {
    const screen = await show(workshop());
    await write(screen, ':tada:');
    expect(field(screen).value).toBe('🎉');
    await write(screen, ' 12:30:');
    expect(field(screen).value).toBe('🎉 12:30:');
  });

  it('are gone through by arrows, around the ends, and waved away by Escape, which closes nothing else', async () => {
    const screen = await show(workshop());
    await screen.click('button', 'Show people');
    await write(screen, '/');
    const all = proposed(screen);
    expect(all[0]).toBe('/me does something');
    const selected = (): string =>
      screen
        .all('option')
        .find((option) => option.ariaSelected === 'true' || option.getAttribute('aria-selected') === 'true')
        ?.querySelector('.label')?.textContent ?? '';
    await key(screen, 'ArrowUp');
    expect(selected()).toBe(all.at(-1));
    await key(screen, 'ArrowDown');
    expect(selected()).toBe(all[0]);
    await key(screen, 'Escape');
    expect(proposed(screen)).toEqual([]);
    expect(screen.all('heading', 'People')).not.toEqual([]);
    // It stays away while the same word goes on.
    await write(screen, 'm');
    expect(proposed(screen)).toEqual([]);
    await key(screen, 'Escape');
    expect(screen.all('heading', 'People')).toEqual([]);
  });

  it('are left to an input method while it composes', async () => {
    const screen = await show(workshop());
    await write(screen, '@b', true);
    expect(proposed(screen)).toEqual([]);
    field(screen).dispatchEvent(new CompositionEvent('compositionend', { bubbles: true }));
    await screen.settled();
    expect(proposed(screen)).toEqual(['@Ben', '@Ben']);
    expect(await key(screen, 'Enter', { isComposing: true })).toBe(false);
    expect(field(screen).value).toBe('@b');
  });

  it('for people: whoever was chosen is told, also where two have the name', async () => {
    const screen = await show(workshop());
    await write(screen, '@be');
    await key(screen, 'ArrowDown');
    await key(screen, 'Enter');
    expect(field(screen).value).toBe('@Ben ');
    await write(screen, 'and @Cleo, @everyone: hi');
    await key(screen, 'Enter');
    expect(screen.api.callsOf('send')).toEqual([
      ['r-lobby', '@Ben and @Cleo, @everyone: hi', { mentions: ['k-ben-2', 'k-cleo-69'], everyone: true }],
    ]);
  });

  it('ask for nobody while nobody is called', async () => {
    const api = workshop();
    const asked = vi.spyOn(api, 'loadMembers');
    const screen = await show(api);
    await write(screen, 'hello');
    expect(asked).not.toHaveBeenCalled();
  });
});

describe('commands', () => {
  const send = async (screen: Screen, line: string): Promise<void> => {
    await screen.type(/^Message #/, line);
    field(screen).setSelectionRange(line.length, line.length);
    await key(screen, 'Escape');
    await key(screen, 'Enter');
    await screen.settled();
  };

  it.each([
    ['/me waves', 'send', [['r-lobby', 'waves', { action: true }]]],
    ['/topic Sawdust', 'setTopic', [['r-lobby', 'Sawdust']]],
    ['/topic', 'setTopic', [['r-lobby', '']]],
    ['/nick Ada L.', 'setName', [['Ada L.']]],
    ['/join #music', 'joinRoom', [['r-music']]],
    ['/leave', 'leaveRoom', [['r-lobby']]],
    ['/away at lunch', 'setStatus', [[{ presence: 'away', text: 'at lunch' }]]],
    ['/msg Ben got a minute?', 'openDirect', [['k-ben-1755']]],
    ['//me is how one acts', 'send', [['r-lobby', '/me is how one acts']]],
  ] as const)('%s', async (line, name, calls) => {
    const screen = await show(workshop());
    await send(screen, line);
    expect(screen.api.callsOf(name)).toEqual(calls);
    expect(field(screen).value).toBe('');
  });

  it('say in words what is wrong, and give back what was written', async () => {
    const screen = await show(workshop());
    await send(screen, '/join nowhere');
    expect(screen.text).toContain('There is no room called nowhere.');
    expect(field(screen).value).toBe('/join nowhere');
    await send(screen, '/me');
    expect(screen.text).toContain('Something is missing: /me does something');
    await send(screen, '/msg Zoe hi');
    expect(screen.text).toContain('Nobody here is called Zoe.');
    expect(screen.api.callsOf('send')).toEqual([]);
  });

  it('go to a room that one is in', async () => {
    const screen = await show(workshop());
    await send(screen, '/join cnc');
    expect(field(screen).placeholder).toBe('Message #cnc');
    expect(screen.api.callsOf('joinRoom')).toEqual([]);
  });

  it('that there are not can be sent as text, when one is asked', async () => {
    const screen = await show(workshop());
    await send(screen, '/frobnicate now');
    expect(screen.text).toContain('There is no command /frobnicate.');
    expect(screen.api.callsOf('send')).toEqual([]);
    await screen.click('button', 'Send as text');
    expect(screen.api.callsOf('send')).toEqual([['r-lobby', '/frobnicate now']]);
  });
});

describe('the last own message', () => {
  it('is edited by Up in an empty field, and the draft waits', async () => {
    const screen = await show(workshop());
    await key(screen, 'ArrowUp');
    expect(field(screen).value).toBe('On the hook.');
    expect(screen.text).toContain('Editing your message. Esc cancels.');
    await write(screen, ' Really.');
    await key(screen, 'Enter');
    expect(screen.api.callsOf('editMessage')).toEqual([['r-lobby', 2, 'On the hook. Really.', {}]]);
    expect(screen.api.callsOf('send')).toEqual([]);
    expect(field(screen).value).toBe('');
    expect(screen.text).not.toContain('Editing your message');
  });

  it('stays as it is by Escape, and by Up where something is written', async () => {
    const screen = await show(workshop());
    await key(screen, 'ArrowUp');
    await write(screen, '!!');
    await key(screen, 'Escape');
    expect(field(screen).value).toBe('');
    await write(screen, 'new');
    expect(await key(screen, 'ArrowUp')).toBe(false);
    expect(field(screen).value).toBe('new');
    expect(screen.api.callsOf('editMessage')).toEqual([]);
  });

  it('stays in the field with its reason where the change is refused', async () => {
    const api = workshop();
    api.answers.editMessage = () => Promise.resolve({ ok: false, problem: { code: 'outbox_full', params: { most: 1 } } });
    const screen = await show(api);
    await key(screen, 'ArrowUp');
    await write(screen, ' x');
    await key(screen, 'Enter');
    expect(field(screen).value).toBe('On the hook. x');
    expect(screen.text).toContain('Too many messages wait to be sent already.');
  });
});

describe('a long text that is pasted', () => {
  const long = 'a line of a log\n'.repeat(200);
  async function paste(screen: Screen, words: string): Promise<void> {
    await write(screen, 'look: ');
    const event = new Event('paste', { bubbles: true });
    Object.assign(event, { clipboardData: { getData: () => words } });
    field(screen).dispatchEvent(event);
    await screen.type(/^Message #/, `look: ${words}`);
    await screen.settled();
  }
  const takes = (api: FakeChatApi): FakeChatApi => {
    api.answers.fileLimits = () => Promise.resolve({ ok: true, value: { maxFile: 1e9, perMessage: 10 } });
    api.answers.takeBytes = (name, type, data) =>
      Promise.resolve({ ok: true, value: { handle: 'f-1', name, type, size: data.length } });
    return api;
  };

  it('becomes a file when one wants that, and what was written beside it stays', async () => {
    const screen = await show(takes(workshop()));
    await paste(screen, long);
    expect(screen.text).toContain('You pasted 3,200 characters. Send them as a file?');
    await screen.click('button', 'Send as a file');
    await screen.settled();
    expect(screen.api.callsOf('attach')).toEqual([['r-lobby', [{ handle: 'f-1' }], '']]);
    expect(screen.api.callsOf('send')).toEqual([]);
    expect(field(screen).value).toBe('look: ');
    expect(screen.text).not.toContain('Send them as a file');
  });

  it('comes back where the hub does not want it', async () => {
    const api = takes(workshop());
    api.answers.attach = () => Promise.resolve({ ok: false, problem: { code: 'outbox_full', params: { most: 1 } } });
    const screen = await show(api);
    await paste(screen, long);
    await screen.click('button', 'Send as a file');
    await screen.settled();
    expect(field(screen).value).toContain(long);
  });

  it('stays text when one wants that', async () => {
    const screen = await show(takes(workshop()));
    await paste(screen, long);
    await screen.click('button', 'Keep as text');
    expect(field(screen).value).toBe(`look: ${long}`);
  });

  it('stays text where the hub takes no files', async () => {
    const api = workshop();
    api.answers.fileLimits = () => Promise.resolve({ ok: true, value: null });
    const screen = await show(api);
    await paste(screen, long);
    expect(screen.all('button', 'Send as a file')).toEqual([]);
  });

  it('is not asked about where it is short', async () => {
    const screen = await show(takes(workshop()));
    await paste(screen, 'a few words');
    expect(screen.all('button', 'Send as a file')).toEqual([]);
    // Once, as the room was opened: for the button that attaches files.
    expect(screen.api.callsOf('fileLimits')).toHaveLength(1);
  });
});

describe('the emoji', () => {
  it('are searched, gone through by arrows, put where one writes, and listed as used last', async () => {
    const screen = await show(workshop());
    await write(screen, 'so ');
    await screen.open('Add an emoji');
    await screen.settled();
    await screen.type('Search emoji', 'tada');
    expect(nameOf(screen.get('gridcell').firstElementChild ?? document.body)).toBe('party popper');
    await screen.press('ArrowDown', {}, screen.get('textbox', 'Search emoji'));
    expect(nameOf(document.activeElement ?? document.body)).toBe('party popper');
    (document.activeElement as HTMLElement).click();
    await screen.settled();
    expect(field(screen).value).toBe('so 🎉');
    await screen.open('Add an emoji');
    await screen.settled();
    expect(screen.get('tab', 'Used last').getAttribute('aria-selected')).toBe('true');
    expect(screen.all('gridcell')).toHaveLength(1);
    screen.get('gridcell').querySelector('button')?.focus();
    await screen.press('ArrowUp');
    expect(document.activeElement).toBe(screen.get('textbox', 'Search emoji'));
  });

  it('go right to left where the page does', async () => {
    const screen = await show(workshop());
    await screen.open('Add an emoji');
    await screen.settled();
    await screen.click('tab', 'Faces and feelings');
    const grid = screen.get('grid');
    grid.style.direction = 'rtl';
    const cells = screen.all('gridcell').map((cell) => cell.querySelector('button'));
    cells[0]?.focus();
    await screen.press('ArrowLeft');
    expect(document.activeElement).toBe(cells[1]);
  });
});
