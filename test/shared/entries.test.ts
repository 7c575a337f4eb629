import * as v from 'valibot';
import { describe, expect, it } from 'vitest';
import {
  bodyOf,
  decodeClientFrame,
  decodeHubFrame,
  entryKinds,
  entrySchema,
  isEmoji,
  sameBody,
  withoutText,
  type Body,
  type Entry,
} from '../../src/shared/protocol';
import { without } from '../../src/shared/without';

const head = { seq: 7, id: 'i', author: { id: 'k-ann', name: 'Ann' }, at: 1 };
const entries: Entry[] = [
  { ...head, kind: 'message', text: 'hello' },
  {
    ...{ ...head, kind: 'message', text: '', reply: 3, mentions: ['k-ben'], everyone: true, urgent: true, action: true },
    forwarded: { author: 'Cleo', room: 'Tea', at: 2 },
  },
  { ...head, kind: 'deletion', target: 3, text: '' },
  { ...head, kind: 'edit', target: 3, text: 'better', mentions: ['k-ben'] },
  { ...head, kind: 'reaction', target: 3, emoji: '👍🏽', on: true },
  { ...head, kind: 'pin', target: 3, on: false },
  { ...head, kind: 'ack', target: 3 },
  { ...head, kind: 'topic', text: 'Boats' },
];

describe('an entry', () => {
  it.each(entries)('of the kind $kind is read as it is, and says what it says', (entry) => {
    const read = v.parse(entrySchema, JSON.parse(JSON.stringify(entry)));
    expect(read).toEqual(entry);
    expect(JSON.parse(JSON.stringify(read))).toEqual(JSON.parse(JSON.stringify(entry)));
    expect(bodyOf(read)).toEqual(without(entry, ['seq', 'id', 'author', 'at']));
    expect(entryKinds.has(entry.kind)).toBe(true);
  });

  it.each([
    ['a reaction with words', { ...head, kind: 'reaction', target: 3, emoji: '👍', on: true, text: 'x' }],
    ['a reaction to no number', { ...head, kind: 'reaction', target: '3', emoji: '👍', on: true }],
    ['a reaction of nothing', { ...head, kind: 'reaction', target: 3, emoji: '', on: true }],
    ['a deletion with words', { ...head, kind: 'deletion', target: 3, text: 'x' }],
    ['mentions of a crowd', { ...head, kind: 'message', text: 'x', mentions: Array(51).fill('k') }],
    ['a kind of a later day', { ...head, kind: 'poll', text: 'x' }],
  ])('is none: %s', (_what, value) => {
    expect(v.safeParse(entrySchema, value).success).toBe(false);
  });

  it('loses all that it said where that was deleted, and nothing where it said nothing', () => {
    for (const entry of entries) {
      const left = withoutText(entry);
      if (entry.kind === 'message') expect(left).toEqual({ ...head, kind: 'message', text: '', deleted: true });
      else if (entry.kind === 'edit') expect(left).toEqual({ ...head, kind: 'edit', target: 3, text: '', deleted: true });
      else expect(left).toBe(entry);
      expect(withoutText(left)).toBe(left);
      expect(v.parse(entrySchema, left)).toEqual(left);
    }
  });
});

describe('two bodies', () => {
  const bodies = entries.map(bodyOf);

  it('are the same when they say the same, in whatever order, and only then', () => {
    for (const [a, left] of bodies.entries())
      for (const [b, right] of bodies.entries()) expect(sameBody(left, right)).toBe(a === b);
    const turned = Object.fromEntries(Object.entries(bodies[1] as Body).reverse()) as Body;
    expect(sameBody(turned, bodies[1] as Body)).toBe(true);
  });

  it.each([
    [{ reply: 4 }],
    [{ mentions: ['k-ben', 'k-cleo'] }],
    [{ mentions: [] }],
    [{ everyone: undefined }],
    [{ forwarded: { author: 'Cleo', room: 'Tea', at: 3 } }],
    [{ files: [] }],
  ])('differ by %o', (change) => {
    const [, said] = bodies as [Body, Body];
    expect(sameBody(said, { ...said, ...change } as Body)).toBe(false);
    expect(sameBody({ ...said, ...change } as Body, said)).toBe(false);
  });
});

describe('an emoji', () => {
  it.each(['👍', '👍🏽', '❤️', '❤', '👨‍👩‍👧‍👦', '🏳️‍🌈', '🇫🇷', '🏴󠁧󠁢󠁥󠁮󠁧󠁿', '1️⃣', '☺️', '🧑🏿‍❤️‍💋‍🧑🏻', '©️'])('is %s', (text) => {
    expect(isEmoji(text)).toBe(true);
  });

  it.each([
    '',
    '1',
    '#',
    '*',
    'a',
    ':)',
    '👍👍',
    '👍 ',
    ' 👍',
    '\u200d',
    '👍\u200d',
    '\ufe0f',
    '🇫',
    'é',
    '👍\n',
    '<b>',
    '👍'.repeat(20),
    '👨' + '\u200d👨'.repeat(20),
  ])('is not %o', (text) => {
    expect(isEmoji(text)).toBe(false);
  });
});

describe('frames', () => {
  it('take a message with all that it may carry, and a page with what is about it', () => {
    const sent = { type: 'send', room: 'r', id: 'i', ...without(bodyOf(entries[1] as Entry), ['kind']) };
    expect(decodeClientFrame(JSON.stringify(sent))).toEqual({ ok: true, frame: sent });
    const page = { type: 'page', ref: 1, room: 'r', entries: [entries[0]], about: entries.slice(2), more: false };
    expect(decodeHubFrame(JSON.stringify(page))).toEqual({ ok: true, frame: page });
  });
});
