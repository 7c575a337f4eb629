import { describe, expect, it } from 'vitest';
import { noticeText, noticeWords } from '../../../src/client/unread/words';
import type { Notice } from '../../../src/client/ports';

const en = noticeWords('en-GB');
const notice = (more: Partial<Notice> = {}): Notice => ({
  ...{ kind: 'message', hub: 'h', room: 'r1', seq: 7, roomName: 'lobby', direct: false, author: 'Ada', text: 'hello' },
  ...{ count: 1, mentioned: false, preview: 'full', sound: 'system', ...more },
});

describe('the text of a notification', () => {
  it.each<[string, Partial<Notice>, { title: string; body: string }]>([
    ['one message', {}, { title: 'Ada · #lobby', body: 'hello' }],
    ['lines', { text: 'a\n\n  b' }, { title: 'Ada · #lobby', body: 'a b' }],
    ['a direct message', { direct: true, roomName: 'Ada' }, { title: 'Ada', body: 'hello' }],
    ['a burst', { count: 12 }, { title: '12 new messages in #lobby', body: 'Ada: hello' }],
    ['a direct burst', { count: 12, direct: true }, { title: '12 new messages from Ada', body: 'hello' }],
    ['many', { kind: 'many', count: 9, places: ['#a', 'Ben'] }, { title: '9 new messages in 2 conversations', body: '#a, Ben' }],
    ['a reaction', { kind: 'reaction', emoji: '👍' }, { title: 'Ada · #lobby', body: '👍 to “hello”' }],
    ['one, name only', { preview: 'name' }, { title: 'Ada · #lobby', body: 'New message' }],
    ['a mention, name only', { preview: 'name', mentioned: true }, { title: 'Ada · #lobby', body: 'Mentions you' }],
    ['a burst, name only', { preview: 'name', count: 12 }, { title: '12 new messages in #lobby', body: '' }],
    [
      'a reaction, name only',
      { preview: 'name', kind: 'reaction', emoji: '👍' },
      { title: 'Ada · #lobby', body: 'New reaction' },
    ],
    ['one, nothing', { preview: 'none' }, { title: 'Hearth', body: 'New message' }],
    ['a burst, nothing', { preview: 'none', count: 12, direct: true }, { title: 'Hearth', body: '12 new messages' }],
    ['many, nothing', { preview: 'none', kind: 'many', count: 9, places: ['#a'] }, { title: 'Hearth', body: '9 new messages' }],
    ['a reaction, nothing', { preview: 'none', kind: 'reaction' }, { title: 'Hearth', body: 'New reaction' }],
  ])('for %s', (_name, given, expected) => {
    expect(noticeText(notice(given), en)).toEqual(expected);
  });

  it.each(['name', 'none'] as const)('says not a word of what was said where only %s may be shown', (preview) => {
    for (const kind of ['message', 'reaction', 'many'] as const) {
      for (const count of [1, 12]) {
        const { title, body } = noticeText(notice({ preview, kind, count, text: 'secret', emoji: '🤫', places: [] }), en);
        expect(`${title}${body}`).not.toMatch(/secret|🤫/u);
      }
    }
  });

  it('speaks the language of the device', () => {
    expect(noticeText(notice({ count: 12 }), noticeWords('de-AT')).title).toBe('12 neue Nachrichten in #lobby');
  });

  it('is cut between characters', () => {
    const family = '👨‍👩‍👧';
    expect(noticeText(notice({ text: family.repeat(500) }), en).body).toBe(`${family.repeat(159)}…`);
    expect(noticeText(notice({ text: 'x'.repeat(160) }), en).body).toBe('x'.repeat(160));
  });
});
