import { describe, expect, it } from 'vitest';
import { contextOf } from '../../../src/client/search/context';
import { termsOf } from '../../../src/client/search/query';

const marked = (text: string, typed: string): string[] => {
  const context = contextOf(text, termsOf(typed));
  return context.marks.map(([from, to]) => context.text.slice(from, to));
};

describe('contextOf', () => {
  it('marks what was found as it was written, also where it folds to another length', () => {
    expect(marked('Die STRASSE und die Straße', 'straße')).toEqual(['STRASSE', 'Straße']);
    expect(marked('cafe\u0301 und Café', 'cafe')).toEqual(['cafe\u0301', 'Café']);
    expect(marked('請求書を送りました', '求書')).toEqual(['求書']);
    expect(marked('السَّلَام عليكم', 'السلام')).toEqual(['السَّلَام']);
  });

  it('joins marks that overlap or touch, in order', () => {
    expect(contextOf('abcabcd', ['abc', 'bca'])).toEqual({ text: 'abcabcd', marks: [[0, 6]] });
    expect(contextOf('b a', ['a', 'b']).marks).toEqual([
      [0, 1],
      [2, 3],
    ]);
  });

  it('cuts a long text around the first hit, where a word begins, and no character in two', () => {
    const long = `${'Wort '.repeat(100)}Treffer ${'😀'.repeat(200)}`;
    const { text, marks } = contextOf(long, ['treffer']);
    expect(text.startsWith('…Wort ')).toBe(true);
    expect(text.endsWith('…')).toBe(true);
    expect(text.length).toBeLessThanOrEqual(163);
    expect(text.slice(...marks[0]!)).toBe('Treffer');
    expect(text.isWellFormed()).toBe(true);
    expect(contextOf('😀'.repeat(200), []).text.isWellFormed()).toBe(true);
  });

  it('shows the beginning where only an author or a day was asked for', () => {
    expect(contextOf('x'.repeat(300), [])).toEqual({ text: `${'x'.repeat(160)}…`, marks: [] });
  });
});

describe('termsOf', () => {
  it.each([
    ['zwei Wörter', ['zwei', 'worter']],
    ['"genau so" auch', ['genau so', 'auch']],
    ['„genau  so“', ['genau so']],
    ['offen "bis zum', ['offen', 'bis zum']],
    ['  ""  ', []],
    ['doppelt Doppelt', ['doppelt']],
  ])('%s', (typed, terms) => {
    expect(termsOf(typed)).toEqual(terms);
  });

  it('looks at no more than 16', () => {
    expect(termsOf(Array.from({ length: 40 }, (_, i) => `w${String(i)}`).join(' '))).toHaveLength(16);
  });
});
