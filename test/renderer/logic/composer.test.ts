/** What the composer and the palette are made of, without a screen. */
import deData from 'emojibase-data/de/compact.json';
import enData from 'emojibase-data/en/compact.json';
import codes from 'emojibase-data/en/shortcodes/github.json';
import { describe, expect, it } from 'vitest';
import { directionOf, rootData } from '../../../src/renderer/src/logic/appearance';
import { readLine, shrug } from '../../../src/renderer/src/logic/commands';
import { closedName, tokenAt } from '../../../src/renderer/src/logic/completion';
import { emojiCalled, emojiGroups, emojiList, findEmoji, inTone } from '../../../src/renderer/src/logic/emoji';
import { bestFits } from '../../../src/renderer/src/logic/fuzzy';
import { lastOwn } from '../../../src/renderer/src/logic/last-own';
import { readMarkdown } from '../../../src/renderer/src/logic/markdown';
import { calledIn } from '../../../src/renderer/src/logic/mentions';
import { keyCaps, pressed, shortcutNames, shortcuts, type Press } from '../../../src/renderer/src/logic/shortcuts';
import { defaultSettings } from '../../../src/shared/ipc/settings-api';
import type { Entry, Member } from '../../../src/shared/protocol';
import { ada, ben, entry } from '../../helpers/fake-chat-api';

describe('a line', () => {
  it.each([
    ['hello', { kind: 'text', text: 'hello' }],
    ['/me waves', { kind: 'command', name: 'me', rest: 'waves' }],
    ['/ME  waves ', { kind: 'command', name: 'me', rest: 'waves' }],
    ['/help', { kind: 'command', name: 'help', rest: '' }],
    ['/me\nwaves', { kind: 'command', name: 'me', rest: 'waves' }],
    ['//me waves', { kind: 'text', text: '/me waves' }],
    ['/etc/hosts is broken', { kind: 'text', text: '/etc/hosts is broken' }],
    ['/', { kind: 'text', text: '/' }],
    ['/ me', { kind: 'text', text: '/ me' }],
    ['/5 stars', { kind: 'text', text: '/5 stars' }],
    [' /me waves', { kind: 'text', text: ' /me waves' }],
    ['/constructor', { kind: 'unknown', name: 'constructor' }],
    ['/Größe 5', { kind: 'unknown', name: 'Größe' }],
  ])('%j', (text, line) => expect(readLine(text)).toEqual(line));

  it('shrugs with both arms, also behind the rules of Markdown', () => {
    expect(shrug('')).toBe('¯\\\\\\_(ツ)\\_/¯');
    expect(JSON.stringify(readMarkdown(shrug('who knows')))).toContain(JSON.stringify('who knows ¯\\_(ツ)_/¯').slice(1, -1));
  });
});

describe('what is begun at the caret', () => {
  it.each([
    ['/', { kind: 'command', query: '', start: 0, end: 1 }],
    ['/jo', { kind: 'command', query: 'jo', start: 0, end: 3 }],
    [':ta', { kind: 'emoji', query: 'ta', start: 0, end: 3 }],
    ['nice (:+1', { kind: 'emoji', query: '+1', start: 6, end: 9 }],
    ['@', { kind: 'mention', query: '', start: 0, end: 1 }],
    ['hi @Ann Le', { kind: 'mention', query: 'Ann Le', start: 3, end: 10 }],
    ['„@Бен', { kind: 'mention', query: 'Бен', start: 1, end: 5 }],
  ])('%j', (text, token) => expect(tokenAt(text, text.length)).toEqual(token));

  it.each([
    '',
    'hello',
    '/join ',
    'x/jo',
    ':D',
    ':)',
    '12:30',
    'a:bc',
    'https://x',
    'ada@example',
    '@Ann\n',
    `@${'x'.repeat(40)}`,
  ])('is nothing in %j', (text) => expect(tokenAt(text, text.length)).toBe(null));

  it('ends at the caret, whatever follows', () => {
    expect(tokenAt('hi @be there', 6)).toEqual({ kind: 'mention', query: 'be', start: 3, end: 6 });
  });

  it('is an emoji once both colons are there', () => {
    expect(closedName('so :+1:', 7)).toEqual({ kind: 'emoji', query: '+1', start: 3, end: 7 });
    expect(closedName('12:30:', 6)).toBe(null);
  });
});

describe('finding by a few letters', () => {
  const rooms = ['lobby', 'laser-cutter', 'bicycle lab', 'Übung'];
  const find = (query: string): string[] => bestFits(query, rooms, (name) => [name], 9);

  it('takes what begins so first, then words that do, then letters in their order', () => {
    expect(find('lab')).toEqual(['bicycle lab']);
    expect(find('lc')).toEqual(['laser-cutter']);
    expect(find('l')[0]).toBe('lobby');
    expect(bestFits('l', ['Leave #lobby', '#lobby'], (name) => [name], 9)).toEqual(['#lobby', 'Leave #lobby']);
    expect(find('ubung')).toEqual(['Übung']);
    expect(find('xyz')).toEqual([]);
    expect(find('')).toEqual(rooms);
  });

  it('counts another name less than its own', () => {
    const items = [
      { name: 'settings', also: 'people' },
      { name: 'people', also: 'who' },
    ];
    expect(bestFits('people', items, ({ name, also }) => [name, also], 9).map(({ name }) => name)).toEqual([
      'people',
      'settings',
    ]);
  });
});

describe('emoji', () => {
  const english = emojiList(enData, codes);
  const german = emojiList(deData, codes);

  it('are all that Unicode shows, in its order and groups, each with a name of its own', () => {
    expect(english.length).toBeGreaterThan(1_800);
    expect(new Set(english.map(({ group }) => group))).toEqual(new Set(Object.values(emojiGroups)));
    expect(new Set(english.map(({ char }) => char)).size).toBe(english.length);
    expect(english[0]?.char).toBe('😀');
    expect(english.filter(({ name }) => !/^[\p{L}\p{N}_+-]+$/u.test(name))).toEqual([]);
  });

  it('are found by the names that many know, and by those of the language', () => {
    expect(emojiCalled(english, 'tada')?.char).toBe('🎉');
    expect(emojiCalled(english, '+1')?.char).toContain('👍');
    expect(findEmoji(english, 'thumbs', 3).map(({ name }) => name)).toContain('+1');
    expect(findEmoji(german, 'daumen', 5).map(({ name }) => name)).toContain('+1');
    expect(emojiCalled(german, 'daumen_hoch')?.name).toBe('+1');
    expect(findEmoji(english, 'qqqq', 5)).toEqual([]);
  });

  it('have five tones or none', () => {
    const thumb = emojiCalled(english, '+1');
    expect(thumb && inTone(thumb, 5)).toBe('👍🏿');
    expect(thumb && inTone(thumb, 0)).toBe(thumb?.char);
    const party = emojiCalled(english, 'tada');
    expect(party && inTone(party, 3)).toBe('🎉');
    expect(english.filter(({ tones }) => tones.length !== 0 && tones.length !== 5)).toEqual([]);
    // Two people are in two tones; who holds hands with whom is not for us to say.
    expect(emojiCalled(english, 'handshake')?.tones).toHaveLength(5);
  });
});

describe('who is called', () => {
  const ann: Member = { id: 'k-ann', name: 'Ann' };
  const annLee: Member = { id: 'k-lee', name: 'Ann Lee' };
  const twins: Member[] = [ben, { id: 'k-ben-2', name: 'Ben' }];
  const none = new Map<string, string>();

  it.each([
    ['hello', {}],
    ['@Ann look', { mentions: ['k-ann'] }],
    ['@Ann Lee and @Ann', { mentions: ['k-lee', 'k-ann'] }],
    ['@Annabel, ann@Ann.de', {}],
    ['@everyone: @Ann', { mentions: ['k-ann'], everyone: true }],
    ['@here', { everyone: true }],
    ['@hereabouts', {}],
  ])('in %j', (text, called) => expect(calledIn(text, none, [ann, annLee])).toEqual(called));

  it('is the one who was chosen where two have the name, and nobody where none was', () => {
    expect(calledIn('@Ben', none, twins)).toEqual({});
    expect(calledIn('@Ben', new Map([['Ben', 'k-ben-2']]), twins)).toEqual({ mentions: ['k-ben-2'] });
  });

  it('takes names as they are', () => {
    const odd: Member = { id: 'k-odd', name: 'a.b (c) $&' };
    expect(calledIn('@a.b (c) $& there', none, [odd])).toEqual({ mentions: ['k-odd'] });
    expect(calledIn('@aXb (c) $&', none, [odd])).toEqual({});
  });

  it('names no more than a message may', () => {
    const crowd = Array.from({ length: 60 }, (_, index) => ({ id: `k-${String(index)}`, name: `P${String(index)}` }));
    expect(calledIn(crowd.map(({ name }) => `@${name}`).join(' '), none, crowd).mentions).toHaveLength(50);
  });
});

describe('the newest own message', () => {
  const log = (...entries: Entry[]): Entry[] => entries;
  it('is one’s own, is still there, and reads as it was changed last', () => {
    const edit: Entry = { ...entry(4, ada, 'second'), kind: 'edit', target: 1, text: 'second' } as Entry;
    expect(lastOwn(log(entry(1, ada, 'first'), entry(2, ben, 'x')), ada.id)).toEqual({ seq: 1, text: 'first' });
    expect(lastOwn(log(entry(1, ada, 'first'), entry(2, ben, 'x'), edit), ada.id)).toEqual({ seq: 1, text: 'second' });
    const gone: Entry = { seq: 5, id: 'd', kind: 'deletion', author: ada, at: 0, target: 3, text: '' };
    expect(lastOwn(log(entry(1, ada, 'first'), entry(3, ada, 'late'), gone), ada.id)).toEqual({ seq: 1, text: 'first' });
    expect(lastOwn(log(entry(2, ben, 'x')), ada.id)).toBe(null);
    expect(lastOwn([], undefined)).toBe(null);
  });
});

describe('the table of keys', () => {
  const press = (key: string, over: Partial<Press> = {}): Press => ({
    ...{ key, ctrlKey: false, metaKey: false, altKey: false, shiftKey: false },
    ...over,
  });

  it('tells its rows apart: no two of a group have the same keys', () => {
    const seen = shortcutNames.map((name) => `${shortcuts[name].group} ${shortcuts[name].keys}`);
    expect(new Set(seen).size).toBe(seen.length);
  });

  it('matches what it says and nothing near it', () => {
    expect(pressed('palette', press('k', { ctrlKey: true }))).toBe(true);
    expect(pressed('palette', press('K', { metaKey: true }), true)).toBe(true);
    // There, Ctrl+K cuts to the end of a line.
    expect(pressed('palette', press('k', { ctrlKey: true }), true)).toBe(false);
    expect(pressed('palette', press('k', { metaKey: true }))).toBe(false);
    expect(pressed('palette', press('k', { ctrlKey: true, shiftKey: true }))).toBe(false);
    expect(pressed('palette', press('k', { ctrlKey: true, altKey: true }))).toBe(false);
    expect(pressed('palette', press('k'))).toBe(false);
    expect(pressed('send', press('Enter'))).toBe(true);
    expect(pressed('send', press('Enter', { shiftKey: true }))).toBe(false);
    expect(pressed('newLine', press('Enter', { shiftKey: true }))).toBe(true);
    // On some keyboards it takes Shift, on others it does not.
    expect(pressed('shortcuts', press('?', { shiftKey: true }))).toBe(true);
    expect(pressed('shortcuts', press('?'))).toBe(true);
  });

  it('shows each as its keyboard does', () => {
    expect(keyCaps('palette', false)).toEqual(['Ctrl', 'K']);
    expect(keyCaps('palette', true)).toEqual(['⌘', 'K']);
    expect(keyCaps('roomBefore', false)).toEqual(['Alt', '↑']);
  });
});

describe('looks', () => {
  const looks = defaultSettings.appearance;
  it.each([
    ['system', { dark: true, contrast: false }, 'dark', 'normal'],
    ['system', { dark: false, contrast: true }, 'light', 'more'],
    ['light', { dark: true, contrast: false }, 'light', 'normal'],
    ['dark', { dark: false, contrast: false }, 'dark', 'normal'],
    ['contrast', { dark: true, contrast: false }, 'dark', 'more'],
  ] as const)('%s, where the system says %o', (theme, system, shown, contrast) => {
    expect(rootData({ ...looks, theme }, system)).toEqual({ theme: shown, contrast, density: 'comfortable', text: '100' });
  });

  it('are mirrored for what is written from right to left', () => {
    expect([directionOf('ar'), directionOf('de')]).toEqual(['rtl', 'ltr']);
  });
});
