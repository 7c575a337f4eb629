/** What people do with messages: answer, edit, react, pin, ask to acknowledge, forward, link. */
import { beforeEach, describe, expect, it, vi } from 'vitest';
import type { Body, Entry, Member } from '../../../src/shared/protocol';
import { eventually } from '../../helpers/eventually';
import { ada, ben, chatState, cleo, deletion, entry, FakeChatApi, hubView, roomView } from '../../helpers/fake-chat-api';
import { show, type Screen } from '../screen';

vi.mock('virtua/vue', () => import('../plain-virtualizer'));

const ROOM = 'r-lobby';
const at = (seq: number): number => 1_700_000_000_000 + seq * 60_000;
const said = (seq: number, author: Member, body: Body): Entry =>
  ({ seq, id: `a-${String(seq)}`, author, at: at(seq), ...body }) as Entry;
const message = (seq: number, author: Member, text: string, more: object = {}): Entry =>
  ({ ...entry(seq, author, text), ...more }) as Entry;
const react = (seq: number, author: Member, target: number, emoji = '👍', on = true): Entry =>
  said(seq, author, { kind: 'reaction', target, emoji, on });

function talking(...log: Entry[]): FakeChatApi {
  const rooms = [
    roomView({ seq: log.length, readSeq: log.length, count: 3 }),
    roomView({ id: 'r-cnc', name: 'cnc', seq: 0 }),
    roomView({ id: 'r-old', name: 'old', archived: true }),
  ];
  const api = new FakeChatApi(chatState({ hub: hubView({ rooms }) }));
  api.logs.set(ROOM, log);
  api.members.set(ROOM, [ada, ben, cleo]);
  return api;
}
const log = (screen: Screen): string => screen.get('log').textContent?.replace(/\s+/g, ' ') ?? '';
const menuOf = (screen: Screen, name: string): HTMLElement =>
  screen.get('button', new RegExp(`^Menu of the message of ${name},`));
const aloud = (): string => document.querySelector('.visually-hidden[role=status]')?.textContent ?? '';
async function choose(screen: Screen, name: string, item: string | RegExp): Promise<void> {
  menuOf(screen, name).click();
  await screen.settle();
  await screen.click('menuitem', item);
}
const frames = (): Promise<void> => new Promise((resolve) => requestAnimationFrame(() => setTimeout(resolve)));

beforeEach(() => {
  localStorage.clear();
  vi.spyOn(document, 'hasFocus').mockReturnValue(true);
});

describe('a reply', () => {
  it('quotes what it answers, and is let go of by Escape', async () => {
    const screen = await show(talking(message(1, ben, 'Who has the key?'), message(2, cleo, 'Tea?')));
    await choose(screen, 'Ben', 'Reply');
    expect(screen.text).toContain('Replying to Ben: Who has the key?');
    const field = await screen.type('Message #lobby', 'Me');
    await screen.press('Escape', {}, field);
    expect(screen.text).not.toContain('Replying to');
    expect(field.value).toBe('Me');
    await choose(screen, 'Ben', 'Reply');
    await screen.press('Enter', {}, field);
    expect(screen.api.callsOf('send')).toEqual([[ROOM, 'Me', { reply: 1 }]]);
    expect(screen.text).not.toContain('Replying to');
    expect(screen.get('button', 'In reply to an earlier message Ben Who has the key?')).toBeTruthy();
  });

  it('takes up again what it answered when it is refused', async () => {
    const api = talking(message(1, ben, 'Who has the key?'));
    api.answers.send = () => Promise.resolve({ ok: false, problem: { code: 'outbox_full', params: { most: 1 } } });
    const screen = await show(api);
    await choose(screen, 'Ben', 'Reply');
    const field = await screen.type('Message #lobby', 'Me');
    await screen.press('Enter', {}, field);
    expect(field.value).toBe('Me');
    expect(screen.text).toContain('Replying to Ben');
  });

  it('shows what is far away once it was fetched, all of a screen in one request, and says what is not to be had', async () => {
    const far = Array.from({ length: 300 }, (_, index) => message(index + 1, ben, `old ${String(index + 1)}`));
    far[9] = message(10, ben, 'gone', { deleted: true, text: '' });
    const replies = [5, 10, 5_000].map((reply, index) => message(301 + index, cleo, `r${String(index)}`, { reply }));
    const api = talking(...far, ...replies, message(304, cleo, 'lost', { reply: 6 }));
    api.answers.loadMessages = (_room, seqs) =>
      Promise.resolve({ ok: true, value: { entries: far.filter(({ seq }) => seqs.includes(seq) && seq !== 6), about: [] } });
    const screen = await show(api);
    await screen.settle();
    expect(screen.get('button', /^In reply to an earlier message Ben old 5/)).toBeTruthy();
    expect(log(screen)).toContain('In reply to a message that was deleted');
    expect(log(screen)).toContain('In reply to a message that cannot be had any more');
    expect(api.callsOf('loadMessages')).toEqual([[ROOM, [5, 10, 6]]]);
    // Nothing answers what comes after it, whatever a hub passes on.
    expect(log(screen)).toMatch(/r2/);
    await screen.click('button', /^In reply to an earlier message Ben old 5/);
    expect(api.callsOf('loadHistory').at(-1)).toEqual([ROOM, 55]);
    expect(log(screen)).toContain('old 5');
  });
});

describe('an edit', () => {
  it('begins in the menu and by Up, is marked, and everybody sees what stood there before', async () => {
    const api = talking(message(1, ada, 'Tee'), message(2, ben, 'Yes'));
    const screen = await show(api);
    await choose(screen, 'Ada', 'Edit');
    const field = screen.get('textbox', /^Message #/) as HTMLTextAreaElement;
    expect(field.value).toBe('Tee');
    await screen.type('Message #lobby', 'Tea');
    await screen.press('Enter', {}, field);
    expect(api.callsOf('editMessage')).toEqual([[ROOM, 1, 'Tea', {}]]);
    expect(log(screen)).toMatch(/Tea\s*edited/);
    await screen.click('button', 'edited');
    expect(screen.get('dialog').textContent).toMatch(/Not yet on the hub\s*Tea\s*First version.*Tee/);
    await screen.click('button', 'Close');
    api.pending(ROOM, []);
    api.arrive(ROOM, said(3, ada, { kind: 'edit', target: 1, text: 'Tea!' }));
    await screen.settle();
    expect(log(screen)).toMatch(/Tea!\s*edited/);
    await screen.press('ArrowUp', {}, field);
    expect(field.value).toBe('Tea!');
  });

  it('of somebody else is not offered, and not believed', async () => {
    const api = talking(message(1, ben, 'Mine'), said(2, cleo, { kind: 'edit', target: 1, text: 'Forged' }));
    const screen = await show(api);
    expect(log(screen)).toContain('Mine');
    expect(log(screen)).not.toMatch(/Forged|edited/);
    menuOf(screen, 'Ben').click();
    await screen.settle();
    expect(screen.all('menuitem', 'Edit')).toEqual([]);
  });

  it('that was refused says so, and can be tried again or let go of', async () => {
    const api = talking(message(1, ada, 'Tee'));
    const screen = await show(api);
    const failed = { id: 'p-9', room: ROOM, at: 0, state: 'failed', problem: { code: 'locked' } } as const;
    api.pending(ROOM, [{ ...failed, kind: 'edit', target: 1, text: 'Tea' }]);
    await screen.settle();
    expect(log(screen)).toContain('Tee');
    expect(log(screen)).toContain('Your change was not saved.');
    await screen.click('button', 'Retry');
    await screen.click('button', 'Discard');
    expect([api.callsOf('retrySend'), api.callsOf('discardSend')]).toEqual([[[ROOM, 'p-9']], [[ROOM, 'p-9']]]);
  });
});

describe('reactions', () => {
  it('are added and taken back by a click, at once, and say whose they are', async () => {
    const api = talking(message(1, ben, 'Cake?'), react(2, cleo, 1), react(3, ben, 1));
    const screen = await show(api);
    await screen.click('button', '👍, 2 people. Add yours');
    expect(api.callsOf('react')).toEqual([[ROOM, 1, '👍', true]]);
    expect(screen.get('button', /^👍, 3 people, you too/).getAttribute('aria-pressed')).toBe('true');
    await choose(screen, 'Ben', 'Who reacted');
    expect(screen.get('dialog').textContent).toMatch(/👍 \(3\).*Cleo.*Ben.*Ada/);
    await screen.click('button', 'Close');
    api.pending(ROOM, []);
    api.arrive(ROOM, react(4, ada, 1));
    await screen.settle();
    await screen.click('button', /^👍, 3 people, you too/);
    expect(api.callsOf('react').at(-1)).toEqual([ROOM, 1, '👍', false]);
    expect(screen.get('button', '👍, 2 people. Add yours')).toBeTruthy();
  });

  it('to what is far below what is loaded arrive where one reads', async () => {
    const many = Array.from({ length: 400 }, (_, index) => message(index + 1, ben, `m${String(index + 1)}`));
    const api = talking(...many);
    api.about.set(ROOM, [react(399, cleo, 395)]);
    const screen = await show(api);
    expect(screen.get('button', /^👍, 1 person\./)).toBeTruthy();
  });
});

describe('what is pinned', () => {
  it('is listed in the panel, jumped to and let go of there', async () => {
    const api = talking(
      message(1, ben, 'The code is 1234'),
      message(2, cleo, 'ok'),
      said(3, cleo, { kind: 'pin', target: 1, on: true }),
    );
    api.about.set(ROOM, [said(3, cleo, { kind: 'pin', target: 1, on: true })]);
    api.pins.set(ROOM, [1]);
    const screen = await show(api);
    expect(log(screen)).toContain('Cleo pinned: The code is 1234');
    await screen.click('button', 'Show pinned messages');
    expect(document.querySelector('aside')?.textContent).toContain('The code is 1234');
    await screen.click('button', 'Unpin');
    expect(api.callsOf('pin')).toEqual([[ROOM, 1, false]]);
    expect(screen.text).toContain('Nothing is pinned here.');
  });
});

describe('an announcement', () => {
  it('is asked for by the switch, and its author sees who has acknowledged and who has not', async () => {
    const api = talking(message(1, ada, 'Fire drill at 3', { urgent: true }), said(2, ben, { kind: 'ack', target: 1 }));
    const screen = await show(api);
    expect(log(screen)).toContain('Announcement');
    expect(screen.all('button', 'Acknowledge')).toEqual([]);
    await screen.click('button', '1 of 2 have acknowledged');
    expect(screen.get('dialog').textContent).toMatch(/Acknowledged \(1\)\s*Ben.*Not yet \(1\)\s*Cleo/);
    await screen.click('button', 'Close');
    await screen.click('button', 'Ask everybody to acknowledge this message');
    const field = await screen.type('Message #lobby', 'Now');
    await screen.press('Enter', {}, field);
    expect(api.callsOf('send')).toEqual([[ROOM, 'Now', { urgent: true }]]);
  });

  it('is acknowledged once', async () => {
    const api = talking(message(1, ben, 'Fire drill at 3', { urgent: true }));
    const screen = await show(api);
    await screen.click('button', 'Acknowledge');
    expect(api.callsOf('acknowledge')).toEqual([[ROOM, 1]]);
    expect(log(screen)).toContain('You have acknowledged this.');
    expect(screen.all('button', 'Acknowledge')).toEqual([]);
  });
});

describe('passing on', () => {
  it('goes to a conversation that is chosen, and says who said it first', async () => {
    const api = talking(message(1, ben, 'Plan B'));
    const screen = await show(api);
    await choose(screen, 'Ben', 'Forward…');
    expect(screen.all('button', /^Forward to/).map((button) => button.getAttribute('aria-label'))).toEqual([
      'Forward to #cnc',
      'Forward to #lobby',
    ]);
    await screen.click('button', 'Forward to #cnc');
    const forwarded = { author: 'Ben', room: 'lobby', at: at(1) };
    expect(api.callsOf('send')).toEqual([['r-cnc', 'Plan B', { forwarded }]]);
    expect(screen.text).toContain('Forwarded to #cnc.');
  });

  it('keeps the first author when it goes on', async () => {
    const forwarded = { author: 'Eve', room: 'far', at: 5 };
    const api = talking(message(1, ben, 'Plan B', { forwarded }));
    const screen = await show(api);
    expect(log(screen)).toContain('Forwarded: Eve in far');
    await choose(screen, 'Ben', 'Forward…');
    await screen.click('button', 'Forward to #cnc');
    expect(api.callsOf('send')[0]?.[2]).toEqual({ forwarded });
  });

  it('copies a link, and such a link jumps instead of leaving', async () => {
    const link = `https://192.168.1.20:8080/#k=${'h'.repeat(43)}&m=${ROOM}.1`;
    const api = talking(message(1, ben, 'Plan B'), message(2, ada, `see ${link}`));
    const screen = await show(api);
    await choose(screen, 'Ben', 'Copy link to this message');
    expect(api.callsOf('copyText')).toEqual([[link]]);
    await screen.click('link', link);
    await screen.settle();
    expect(screen.all('alertdialog')).toEqual([]);
    await eventually(() => expect(document.activeElement).toBe(menuOf(screen, 'Ben')));
  });

  it('asks before a link to a message of a place that is not known', async () => {
    const link = `https://10.0.0.9:8080/#k=${'x'.repeat(43)}&m=r-far.7`;
    const screen = await show(talking(message(1, ben, link)));
    await screen.click('link', link);
    expect(screen.get('dialog').textContent).toContain('10.0.0.9:8080');
    expect(screen.api.callsOf('join')).toEqual([]);
  });
});

describe('by keys', () => {
  it('everything of the menu is done from a message that has the focus', async () => {
    const api = talking(message(1, ben, 'Hello'), message(2, ada, 'Mine'));
    const screen = await show(api);
    menuOf(screen, 'Ben').focus();
    expect(await screen.press('p')).toBe(true);
    expect(api.callsOf('pin')).toEqual([[ROOM, 1, true]]);
    await screen.press('c');
    expect(api.callsOf('copyText')).toEqual([['Hello']]);
    // What it does not offer is left alone.
    expect(await screen.press('a')).toBe(false);
    menuOf(screen, 'Ben').focus();
    await screen.press('r');
    expect(document.activeElement?.id).toBe('composer');
    expect(screen.text).toContain('Replying to Ben: Hello');
    menuOf(screen, 'Ada').focus();
    await screen.press('e');
    await frames();
    expect((screen.get('textbox', /^Message #/) as HTMLTextAreaElement).value).toBe('Mine');
    menuOf(screen, 'Ada').focus();
    await screen.press('Delete');
    expect(screen.get('alertdialog').textContent).toContain('Delete this message?');
  });

  it('the emoji open beside it', async () => {
    const screen = await show(talking(message(1, ben, 'Hello')));
    menuOf(screen, 'Ben').focus();
    await screen.press('+', { shiftKey: true });
    await screen.settled();
    expect(screen.get('dialog', 'Add a reaction')).toBeTruthy();
  });

  it('guests who only read change nothing', async () => {
    const api = talking(message(1, ben, 'Hello'), react(2, cleo, 1));
    api.hub({ role: 'guest' });
    const screen = await show(api);
    menuOf(screen, 'Ben').focus();
    for (const key of ['p', 'e', 'f', 'Delete']) await screen.press(key);
    await screen.click('button', /^👍/);
    expect([...api.callsOf('pin'), ...api.callsOf('react'), ...api.callsOf('send')]).toEqual([]);
  });
});

describe('what is read out and shown', () => {
  it('says once who wrote what, and shortly what is said about it', async () => {
    const api = talking(message(1, ada, 'Hello'));
    const screen = await show(api);
    api.arrive(
      ROOM,
      message(2, ben, 'Hi', { urgent: true }),
      react(3, cleo, 1, '🎉'),
      said(4, ben, { kind: 'edit', target: 2, text: 'Hi all' }),
    );
    await screen.settle();
    expect(aloud()).toBe('Announcement of Ben: Hi\nCleo reacted with 🎉\nBen edited: Hi all');
    api.arrive(ROOM, said(5, ben, { kind: 'ack', target: 2 }));
    await screen.settle();
    expect(aloud()).not.toContain('acknowledged');
  });

  it('marks who is called, oneself stronger, and nobody who is not', async () => {
    const text = '@Ada and @Ben, not @Cleo, nor `@Ada` in code';
    const screen = await show(
      talking(message(1, cleo, text, { mentions: [ada.id, ben.id] }), message(2, ben, '@everyone', { everyone: true })),
    );
    await screen.settle();
    const marks = [...document.querySelectorAll('.mention')].map((one) => [one.textContent, one.tagName]);
    expect(marks).toEqual([
      ['@Ada', 'MARK'],
      ['@Ben', 'SPAN'],
      ['@everyone', 'MARK'],
    ]);
  });

  it('draws what somebody does as one sentence, and a message that was deleted meanwhile as a trace', async () => {
    const api = talking(message(1, ben, 'waves', { action: true }), message(2, cleo, 'oops'));
    const screen = await show(api);
    expect(document.querySelector('.deed')?.textContent).toBe('Benwaves');
    api.arrive(ROOM, deletion(3, cleo, 2));
    await screen.settle();
    expect(log(screen)).toContain('Cleo deleted a message');
  });
});
