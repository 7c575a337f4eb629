import { beforeEach, describe, expect, it, vi } from 'vitest';
import type { HubView } from '../../../src/shared/ipc/chat-api';
import type { Member, Person } from '../../../src/shared/protocol';
import { eventually } from '../../helpers/eventually';
import { ada, ben, chatState, cleo, deletion, entry, FakeChatApi, hubView, roomView } from '../../helpers/fake-chat-api';
import { show, type Screen } from '../screen';

vi.mock('virtua/vue', () => import('../plain-virtualizer'));

const person = (member: Member, over: Partial<Person> = {}): Person => ({
  ...{ id: member.id, name: member.name, role: member.role ?? 'member', words: 'a b c d' },
  ...{ online: true, known: true, banned: null, mutedUntil: null },
  ...over,
});
const hostOf = (over: Partial<HubView> = {}): FakeChatApi => {
  const rooms = [roomView({ seq: 2, readSeq: 2, count: 3 })];
  const api = new FakeChatApi(chatState({ hub: hubView({ role: 'host', rooms, ...over }) }));
  api.logs.set('r-lobby', [entry(1, ben, 'Who has the key?'), entry(2, ada, 'On the hook.')]);
  api.members.set('r-lobby', [
    { ...ada, role: 'host' },
    { ...ben, role: 'moderator' },
    { ...cleo, flag: 'new_key' },
  ]);
  api.people = [person({ ...ada, role: 'host' }), person({ ...ben, role: 'moderator' }), person(cleo)];
  return api;
};
const composer = (screen: Screen): HTMLTextAreaElement => screen.get('textbox', /^Message #/) as HTMLTextAreaElement;
const log = (screen: Screen): string => screen.get('log').textContent?.replace(/\s+/g, ' ') ?? '';
/** Dialogs and menus give the focus back some frames later. */
const settled = (): Promise<void> =>
  eventually(() => {
    if (document.activeElement === document.body) throw new Error('the focus is nowhere');
  });

beforeEach(() => {
  vi.spyOn(document, 'hasFocus').mockReturnValue(true);
});

describe('people', () => {
  it('show their role and a new key, and their words on demand', async () => {
    const screen = await show(hostOf());
    await screen.click('button', 'Show people');
    expect(screen.text).toMatch(/Ada\s*Online\s*\(you\)\s*Host.*Ben\s*Online\s*Moderator.*Cleo\s*Online\s*New key/);
    await screen.click('button', /^Cleo/);
    expect(screen.get('dialog').textContent).toContain('Somebody of this name was here with another key.');
    expect(screen.get('dialog').textContent).toContain('Key words');
  });

  it('have a menu only for those who may decide about them', async () => {
    const menus = async (role: HubView['role']): Promise<string[]> => {
      const screen = await show(hostOf({ role }));
      await screen.click('button', 'Show people');
      const names = screen.all('button', /^Menu of (Ada|Ben|Cleo)$/).map((button) => button.getAttribute('aria-label') ?? '');
      screen.wrapper.unmount();
      return names;
    };
    expect(await menus('host')).toEqual(['Menu of Ben', 'Menu of Cleo']);
    // Hosts list Ada as a host; for a moderator only Cleo has less to say.
    expect(await menus('moderator')).toEqual(['Menu of Cleo']);
    expect(await menus('member')).toEqual([]);
    expect(await menus(null)).toEqual([]);
  });

  it('are muted at once, with the way back in the line', async () => {
    const api = hostOf();
    const screen = await show(api);
    await screen.click('button', 'Show people');
    await screen.click('button', 'Menu of Cleo');
    await screen.click('menuitem', 'Mute for 10 minutes');
    expect(api.callsOf('order')).toEqual([[{ do: 'mute', member: cleo.id, minutes: 10 }]]);
    expect(screen.text).toContain('Cleo is muted until');
    // Said once, by the region that was there before; the line itself is for eyes.
    expect(document.querySelector('.visually-hidden[role=status]')?.textContent).toContain('Cleo is muted until');
    expect(screen.get('button', 'Undo').closest('[role=status]')?.getAttribute('aria-live')).toBe('off');
    await screen.click('button', 'Undo');
    expect(api.callsOf('order').at(-1)).toEqual([{ do: 'mute', member: cleo.id, minutes: 0 }]);
    expect(screen.text).toContain('Cleo may write again.');
    expect(screen.all('button', 'Undo')).toEqual([]);
  });

  it('offer to let somebody speak again who is muted', async () => {
    const api = hostOf();
    api.people = [person(cleo, { mutedUntil: Date.now() + 60_000 })];
    const screen = await show(api);
    await screen.click('button', 'Show people');
    expect(screen.text).toContain('muted until');
    await screen.click('button', 'Menu of Cleo');
    await screen.click('menuitem', 'Let speak again');
    expect(api.callsOf('order')).toEqual([[{ do: 'mute', member: cleo.id, minutes: 0 }]]);
  });

  it('are sent away and banned after asking once, by name', async () => {
    const api = hostOf();
    const screen = await show(api);
    await screen.click('button', 'Show people');
    await screen.click('button', 'Menu of Cleo');
    await screen.click('menuitem', 'Send away…');
    expect(screen.get('alertdialog').textContent).toContain('Send Cleo away?');
    expect(api.callsOf('order')).toEqual([]);
    expect(document.querySelector('input[type=checkbox]')).toBeNull();
    await screen.click('button', 'Send away');
    expect(api.callsOf('order')).toEqual([[{ do: 'kick', member: cleo.id }]]);
    await settled();
    await screen.click('button', 'Menu of Cleo');
    await screen.click('menuitem', 'Send away…');
    const why = await screen.type('Reason, which they are told', ' too loud ');
    await screen.submit(why.closest('form'));
    expect(api.callsOf('order').at(-1)).toEqual([{ do: 'kick', member: cleo.id, reason: 'too loud' }]);
    await settled();
    await screen.click('button', 'Menu of Cleo');
    await screen.click('menuitem', 'Ban…');
    const reason = await screen.type('Reason, which they are told', ' spam ');
    expect(screen.get('alertdialog').textContent).toContain('For 24 hours.');
    const address = document.querySelector<HTMLInputElement>('input[type=checkbox]');
    address?.click();
    await screen.submit(reason.closest('form'));
    expect(api.callsOf('order').at(-1)).toEqual([{ do: 'ban', member: cleo.id, reason: 'spam', address: true }]);
    await screen.click('button', 'Undo');
    expect(api.callsOf('order').at(-1)).toEqual([{ do: 'unban', member: cleo.id }]);
  });

  it('get a role at once, and become hosts only after asking, since that has no way back', async () => {
    const api = hostOf();
    const screen = await show(api);
    await screen.click('button', 'Show people');
    await screen.click('button', 'Menu of Cleo');
    await screen.click('menuitemradio', 'Moderator: keeps order');
    expect(api.callsOf('order')).toEqual([[{ do: 'role', member: cleo.id, role: 'moderator' }]]);
    await screen.click('button', 'Undo');
    expect(api.callsOf('order').at(-1)).toEqual([{ do: 'role', member: cleo.id, role: 'member' }]);
    await screen.click('button', 'Menu of Cleo');
    await screen.click('menuitemradio', 'Host: decides everything');
    expect(screen.get('alertdialog').textContent).toContain('Make Cleo a host?');
    await screen.click('button', 'Make host');
    expect(api.callsOf('order').at(-1)).toEqual([{ do: 'role', member: cleo.id, role: 'host' }]);
    expect(screen.all('button', 'Undo')).toEqual([]);
  });

  it('are told why not, where the hub refuses', async () => {
    const api = hostOf();
    api.answers.order = () => Promise.resolve({ ok: false, problem: { code: 'not_allowed' } });
    const screen = await show(api);
    await screen.click('button', 'Show people');
    await screen.click('button', 'Menu of Cleo');
    await screen.click('menuitem', 'Mute for 1 day');
    expect(screen.text).toContain('Your role at Workshop does not allow that.');
    expect(screen.all('button', 'Undo')).toEqual([]);
  });
});

describe('a room', () => {
  it('is locked and slowed down from its menu, with the way back', async () => {
    const api = hostOf();
    const screen = await show(api);
    await screen.click('button', 'Menu of #lobby');
    await screen.click('menuitem', 'Lock the room');
    expect(api.callsOf('order')).toEqual([[{ do: 'lock', room: 'r-lobby', locked: true }]]);
    await screen.click('button', 'Undo');
    expect(api.callsOf('order').at(-1)).toEqual([{ do: 'lock', room: 'r-lobby', locked: false }]);
    await screen.click('button', 'Menu of #lobby');
    await screen.click('menuitemradio', '1 minute');
    expect(api.callsOf('order').at(-1)).toEqual([{ do: 'slow', room: 'r-lobby', seconds: 60 }]);
    expect(screen.text).toContain('#lobby: one message every 1 minute.');
    await screen.click('button', 'Undo');
    expect(api.callsOf('order').at(-1)).toEqual([{ do: 'slow', room: 'r-lobby', seconds: 0 }]);
  });

  it('gets a password and loses it after asking once', async () => {
    const api = hostOf();
    const screen = await show(api);
    await screen.click('button', 'Menu of #lobby');
    await screen.click('menuitem', 'Set a password…');
    const field = await screen.type('New password', 'long enough');
    await screen.submit(field.closest('form'));
    expect(api.callsOf('access')).toEqual([[{ do: 'set-password', room: 'r-lobby', password: 'long enough' }]]);
    api.room('r-lobby', { password: true });
    await screen.settle();
    await settled();
    await screen.click('button', 'Menu of #lobby');
    await screen.click('menuitem', 'Change the password…');
    await screen.click('button', 'Remove the password of #lobby');
    expect(screen.get('alertdialog').textContent).toContain('Everybody in Workshop can join it then.');
    await screen.click('button', 'Remove the password');
    expect(api.callsOf('access').at(-1)).toEqual([{ do: 'clear-password', room: 'r-lobby' }]);
  });

  it('offers nothing of that to members, and no password to moderators', async () => {
    const wished = ['Go to a date', 'Pin to the top', 'Mute', 'Notify me', 'Set a topic'];
    const kept = ['Save as a web page…', 'Save as JSON…', 'Take in from JSON…', 'Delete history…'];
    for (const [role, offered] of [
      ['member', [...wished, ...kept, 'Leave #lobby']],
      ['moderator', [...wished, 'Rename', 'Lock the room', ...kept, 'Leave #lobby']],
    ] as const) {
      const screen = await show(hostOf({ role }));
      await screen.click('button', 'Menu of #lobby');
      expect(screen.all('menuitem').map(({ textContent }) => textContent?.trim())).toEqual(offered);
      screen.wrapper.unmount();
      document.body.replaceChildren();
    }
  });
});

describe('the composer', () => {
  const blockedBy = async (role: HubView['role'], over: Parameters<typeof roomView>[0]): Promise<Screen> => {
    const screen = await show(hostOf({ role, rooms: [roomView({ seq: 2, readSeq: 2, ...over })] }));
    await screen.type('Message #lobby', 'my draft');
    await screen.press('Enter', {}, composer(screen));
    return screen;
  };

  it.each([
    ['member', { locked: true }, 'This room is locked'],
    ['guest', {}, 'You may read here and not write.'],
  ] as const)('says to a %s in %j why one may not write, and keeps the draft', async (role, over, why) => {
    const screen = await blockedBy(role, over);
    expect(screen.text).toContain(why);
    expect(composer(screen).value).toBe('my draft');
    expect(composer(screen).disabled).toBe(false);
    expect(screen.api.callsOf('send')).toEqual([]);
  });

  it('lets a moderator write in a locked and slow room', async () => {
    const screen = await blockedBy('moderator', { locked: true, slow: 60 });
    expect(screen.api.callsOf('send')).toEqual([['r-lobby', 'my draft']]);
    await screen.type('Message #lobby', 'another');
    await screen.press('Enter', {}, composer(screen));
    expect(screen.api.callsOf('send')).toHaveLength(2);
  });

  it('counts down in a slow room after one’s message, and then takes the next', async () => {
    vi.useFakeTimers({ toFake: ['Date', 'setInterval', 'clearInterval'] });
    try {
      const screen = await blockedBy('member', { slow: 10 });
      expect(screen.api.callsOf('send')).toEqual([['r-lobby', 'my draft']]);
      await screen.type('Message #lobby', 'next');
      await screen.press('Enter', {}, composer(screen));
      expect(screen.api.callsOf('send')).toHaveLength(1);
      expect(screen.text).toContain('you can send again in 10 seconds');
      expect(composer(screen).value).toBe('next');
      vi.advanceTimersByTime(10_000);
      await screen.settle();
      await screen.press('Enter', {}, composer(screen));
      expect(screen.api.callsOf('send')).toHaveLength(2);
    } finally {
      vi.useRealTimers();
    }
  });

  it('says until when one is muted, and takes messages again as soon as that is lifted', async () => {
    const api = hostOf({ role: 'member', mutedUntil: Date.now() + 600_000 });
    const screen = await show(api);
    await screen.type('Message #lobby', 'my draft');
    expect(screen.text).toContain('You are muted until');
    await screen.press('Enter', {}, composer(screen));
    expect(api.callsOf('send')).toEqual([]);
    const hub = { ...(api.state.hub ?? hubView()) };
    delete hub.mutedUntil;
    api.become({ hub });
    await screen.settle();
    expect(document.getElementById('composer-hint')?.textContent?.trim()).toBe('');
    await screen.press('Enter', {}, composer(screen));
    expect(api.callsOf('send')).toEqual([['r-lobby', 'my draft']]);
  });
});

describe('a message', () => {
  const menuOf = (screen: Screen, name: string): HTMLElement =>
    screen.get('button', new RegExp(`^Menu of the message of ${name}`));

  it('is deleted from its menu after asking once, and leaves a trace', async () => {
    const api = hostOf();
    const screen = await show(api);
    menuOf(screen, 'Ben').click();
    await screen.settle();
    await screen.click('menuitem', 'Delete…');
    expect(screen.get('alertdialog').textContent).toContain('Delete this message of Ben?');
    expect(screen.get('alertdialog').textContent).toContain('“Who has the key?” disappears for everybody.');
    expect(api.callsOf('order')).toEqual([]);
    await screen.click('button', 'Delete');
    expect(api.callsOf('order')).toEqual([[{ do: 'delete', room: 'r-lobby', seq: 1 }]]);
    api.arrive('r-lobby', deletion(3, ada, 1));
    await screen.settle();
    expect(log(screen)).toContain('Ada deleted a message of Ben');
    expect(log(screen)).not.toContain('Who has the key?');
    await settled();
  });

  it('of others offers members no deletion, their own does, and guests get none at all', async () => {
    const offered = async (role: HubView['role'], name: string): Promise<string[]> => {
      const screen = await show(hostOf({ role }));
      menuOf(screen, name).click();
      await screen.settle();
      const items = screen.all('menuitem').map(({ textContent }) => textContent?.trim() ?? '');
      screen.wrapper.unmount();
      document.body.replaceChildren();
      return items;
    };
    const said = ['Copy text', 'Copy link to this message', 'Who has seen it'];
    const about = ['Reply', 'Add a reaction', 'Forward…', 'Pin'];
    const own = ['Reply', 'Add a reaction', 'Edit', 'Forward…', 'Pin'];
    expect(await offered('member', 'Ben')).toEqual([...about, ...said]);
    expect(await offered('member', 'Ada')).toEqual([...own, ...said, 'Delete…']);
    expect(await offered('guest', 'Ada')).toEqual(said);
    expect(await offered('moderator', 'Ben')).toEqual([...about, ...said, 'Delete…']);
  });

  it('has its menu by the right button and by the menu key, but not above a link', async () => {
    const api = hostOf();
    api.logs.set('r-lobby', [entry(1, ben, 'see https://example.org/a')]);
    const screen = await show(api);
    const right = async (target: Element): Promise<boolean> => {
      const event = new MouseEvent('contextmenu', { bubbles: true, cancelable: true });
      target.dispatchEvent(event);
      await screen.settle();
      return event.defaultPrevented;
    };
    expect(await right(screen.get('link'))).toBe(false);
    expect(screen.all('menuitem')).toEqual([]);
    expect(await right(document.querySelector('article') as Element)).toBe(true);
    expect(screen.all('menuitem', 'Copy text')).toHaveLength(1);
    await screen.press('Escape');
    expect(await right(menuOf(screen, 'Ben'))).toBe(true);
    await screen.click('menuitem', 'Copy text');
    expect(api.callsOf('copyText')).toEqual([['see https://example.org/a']]);
  });

  it('is one stop for Tab in the whole list, the newest; the arrows go on from there', async () => {
    const screen = await show(hostOf());
    const stops = (): string[] =>
      screen
        .all('button', /^Menu of the message/)
        .map((button) => `${button.getAttribute('aria-label')?.split(',')[0] ?? ''} ${String(button.tabIndex)}`);
    expect(stops()).toEqual(['Menu of the message of Ben -1', 'Menu of the message of Ada 0']);
    menuOf(screen, 'Ada').focus();
    expect(await screen.press('ArrowUp')).toBe(true);
    expect(document.activeElement).toBe(menuOf(screen, 'Ben'));
    await screen.settle();
    expect(stops()).toEqual(['Menu of the message of Ben 0', 'Menu of the message of Ada -1']);
    screen.get('log').focus();
    await screen.press('Enter');
    expect(document.activeElement).toBe(menuOf(screen, 'Ada'));
  });

  it('opens its menu for a finger that rests on it, and not for one that scrolls', async () => {
    vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });
    try {
      const screen = await show(hostOf());
      const article = document.querySelector('article') as Element;
      const touch = (type: string, x: number): void =>
        void article.dispatchEvent(new PointerEvent(type, { bubbles: true, pointerType: 'touch', clientX: x, clientY: 5 }));
      touch('pointerdown', 5);
      touch('pointermove', 40);
      vi.advanceTimersByTime(1_000);
      await screen.settle();
      expect(screen.all('menuitem')).toEqual([]);
      touch('pointerdown', 5);
      touch('pointermove', 8);
      vi.advanceTimersByTime(600);
      await screen.settle();
      expect(screen.all('menuitem', 'Copy text')).toHaveLength(1);
    } finally {
      vi.useRealTimers();
    }
  });
});
