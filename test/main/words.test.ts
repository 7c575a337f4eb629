import { describe, expect, it } from 'vitest';
import { noticeLanguages } from '../../src/client/unread/languages';
import { wordLanguages, wordsFor } from '../../src/main/words';
import { counted, inLanguage } from '../../src/shared/counted';
import { locales } from '../../src/renderer/src/i18n';

/** Everything that a language can say, with numbers and names filled in. */
const said = (words: object): string[] =>
  Object.values(words).flatMap((word: unknown): string[] => {
    if (typeof word === 'string') return [word];
    if (typeof word === 'function') return [0, 1, 2, 5, 11, 100].map((count) => String(Reflect.apply(word, words, [count, 3])));
    return said(Object(word) as object);
  });

describe('the words outside of the page', () => {
  it('are there in every language of the page', () => {
    expect(Object.keys(wordLanguages)).toEqual(locales);
    expect(Object.keys(noticeLanguages)).toEqual(locales);
  });

  it.each(Object.entries(wordLanguages))('leave nothing open in %s', (_language, words) => {
    expect(Object.keys(words)).toEqual(Object.keys(wordLanguages.en));
    expect(Object.keys(words.notices)).toEqual(Object.keys(noticeLanguages.en));
    for (const text of said(words)) expect(text).not.toMatch(/^\s*$|undefined|NaN|#|!/);
  });

  it('are of the language alone, whatever the region; English where there are none', () => {
    expect(wordsFor('de_AT')).toBe(wordLanguages.de);
    expect(wordsFor('AR-eg')).toBe(wordLanguages.ar);
    expect(wordsFor('dex')).toBe(wordLanguages.en);
    expect(wordsFor('constructor')).toBe(wordLanguages.en);
    expect(inLanguage({ en: 1 }, '')).toBe(1);
  });

  it.each([
    ['en', [1, 2], ['1 new message', '2 new messages']],
    ['de', [1, 1000], ['1 neue Nachricht', '1.000 neue Nachrichten']],
    ['fr', [0, 2], ['0 nouveau message', '2 nouveaux messages']],
    ['ja', [1, 2], ['新着メッセージ 1 件', '新着メッセージ 2 件']],
    ['ar', [1, 2, 3, 11, 100], ['رسالة جديدة واحدة', 'رسالتان جديدتان', '3 رسائل جديدة', '11 رسالة جديدة', '100 رسالة جديدة']],
  ] as const)('count as %s does', (language, counts, expected) => {
    expect(counts.map((count) => noticeLanguages[language].many(count))).toEqual(expected);
  });

  it('take the form for the rest where a language has none of its own', () => {
    expect(counted('fr', 1_000_000, { one: '# un', other: '# autres' })).toMatch(/autres$/);
  });
});
