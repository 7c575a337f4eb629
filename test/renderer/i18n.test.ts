import { readdir, readFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { describe, expect, it } from 'vitest';
import { en } from '../../src/renderer/src/i18n/en';
import { createHearthI18n, loadWords, locales, pickLocale } from '../../src/renderer/src/i18n';
import { bare, isolated } from '../../src/renderer/src/i18n/bidi';
import { formsOf, pluralRule } from '../../src/renderer/src/i18n/plural';
import { numbersOf, regionOf } from '../../src/renderer/src/i18n/region';

type Tree = { [key: string]: string | Tree };

function flat(tree: Tree, prefix = ''): Map<string, string> {
  return new Map(
    Object.entries(tree).flatMap(([key, value]): [string, string][] =>
      typeof value === 'string' ? [[prefix + key, value]] : [...flat(value, `${prefix}${key}.`)],
    ),
  );
}

const trees = new Map(await Promise.all(locales.map(async (locale) => [locale, (await loadWords(locale)) as Tree] as const)));
const languages = new Map([...trees].map(([locale, tree]) => [locale, flat(tree)]));
const english = flat(en);
const others = locales.filter((locale) => locale !== 'en');
const of = (locale: (typeof locales)[number]): Map<string, string> => languages.get(locale) ?? new Map();
const source = resolve(import.meta.dirname, '../../src/renderer/src');
const places = (text: string): string[] => [...new Set(text.match(/\{\w+\}/g) ?? [])].sort();

describe('the languages', () => {
  it('are six', () => {
    expect(locales).toEqual(['en', 'de', 'fr', 'es', 'ja', 'ar']);
  });

  it.each(locales)('have the same keys, none of them empty: %s', (locale) => {
    expect([...of(locale).keys()].sort()).toEqual([...english.keys()].sort());
    for (const text of of(locale).values()) for (const form of text.split('|')) expect(form.trim()).not.toBe('');
  });

  it.each(others)('fill in the same things: %s', (locale) => {
    for (const [key, text] of english) expect([key, places(of(locale).get(key) ?? '')]).toEqual([key, places(text)]);
  });

  it.each(others)('have as many plural forms as they bend into: %s', (locale) => {
    for (const [key, text] of english) {
      const forms = of(locale).get(key)?.split(' | ').length;
      // Where the number is not said, one form may do for all.
      if (forms === 1 && !text.includes('{n}')) continue;
      expect([key, forms]).toEqual([key, formsOf(locale, text.split(' | ').length)]);
    }
  });

  it.each(others)('write a number that is not always the same as a number: %s', (locale) => {
    // French says "one" of 0 as well, Japanese of all.
    if (locale !== 'fr' && locale !== 'ja') return;
    for (const [key, text] of of(locale)) {
      const counted = text.split(' | ').slice(english.get(key)?.split(' | ').length === 3 ? 1 : 0);
      if (counted.length > 1) expect([key, ...counted]).toEqual([key, ...counted.filter((form) => !/\b1\b/.test(form))]);
    }
  });

  it('say nothing that nobody says', async () => {
    const files = await Promise.all(
      (await readdir(source, { recursive: true }))
        .filter((name) => /\.(vue|ts)$/.test(name) && !name.startsWith('i18n'))
        .map((name) => readFile(join(source, name), 'utf8')),
    );
    const found = (pattern: RegExp): string[] => files.flatMap((text) => [...text.matchAll(pattern)].map(([, key = '']) => key));
    const said = new Set(found(/'([\w.]+)'/g));
    // `people.${count}` stands for every key that it can become.
    const patterns = found(/`([\w.]+\.\$\{[^`{}]*\}[\w.]*)`/g).map(
      (key) => new RegExp(`^${key.replaceAll('.', '\\.').replaceAll(/\$\{.*?\}/g, '\\w+')}$`),
    );
    const unsaid = [...english.keys()].filter(
      (key) => !key.startsWith('order.audit.line.') && !said.has(key) && !patterns.some((pattern) => pattern.test(key)),
    );
    expect(unsaid).toEqual([]);
  });

  it.each(others)('are really another: %s', (locale) => {
    const same = [...english].filter(
      ([key, text]) => of(locale).get(key) === text && /\p{L}{2}/u.test(text.replaceAll(/\{\w+\}/g, '')),
    );
    // Loanwords.
    const known = [
      ...['host.port', 'host.defaultRoom', 'hub.waiting', 'timeline.code', 'completion.title', 'files.disk.room'],
      ...['order.audit.inRoom', 'files.panel.here', 'presence.online', 'presence.offline', 'settings.page.notices'],
    ];
    expect(same.map(([key]) => key).filter((key) => !known.includes(key))).toEqual([]);
  });

  it.each(locales)('can be said without eval: every message of %s, in every form', (locale) => {
    const { t } = createHearthI18n(locale, trees.get(locale) ?? {}).global;
    for (const [key, text] of of(locale)) {
      const params = Object.fromEntries(places(text).map((place) => [place.slice(1, -1), '7']));
      for (const count of [0, 1, 2, 5, 11, 100]) {
        const said = t(key as 'common.you', params, count);
        expect([key, said]).not.toEqual([key, key]);
        expect(said).not.toMatch(/[{}|]|@:/);
      }
    }
  });

  it('speak without exclamation marks', () => {
    for (const words of languages.values()) for (const text of words.values()) expect(text).not.toMatch(/[!！¡]|Oops|Ups/);
  });
});

describe('plurals', () => {
  it.each([
    ['en', 'a | b', ['b', 'a', 'b', 'b', 'b', 'b']],
    ['en', 'none | a | b', ['none', 'a', 'b', 'b', 'b', 'b']],
    ['fr', 'a | b', ['a', 'a', 'b', 'b', 'b', 'b']],
    ['ja', 'none | b', ['none', 'b', 'b', 'b', 'b', 'b']],
    ['ar', 'zero | one | two | few | many | other', ['zero', 'one', 'two', 'few', 'many', 'other']],
  ] as const)('of %s: %s', (language, forms, expected) => {
    const list = forms.split(' | ');
    const rule = pluralRule(language);
    expect([0, 1, 2, 3, 11, 100].map((count) => list[rule(count, list.length)])).toEqual(expected);
  });
});

describe('what is filled in', () => {
  it('is isolated where its direction may be another', () => {
    expect(isolated('Ada', false)).toBe('Ada');
    expect(isolated('Ada', true)).toBe('\u2068Ada\u2069');
    expect(isolated('עדה', false)).toBe('\u2068עדה\u2069');
    expect(isolated('', true)).toBe('');
    expect(bare(isolated('Ada', true))).toBe('Ada');
  });

  it('has the digits that addresses have', () => {
    for (const locale of locales) expect(numbersOf(regionOf(locale)).format(1234)).toMatch(/^1.?234$/);
  });
});

describe('pickLocale', () => {
  it('takes the first language that the UI speaks, whatever the region', () => {
    expect(pickLocale(['nl-NL', 'de-AT', 'en'])).toBe('de');
    expect(pickLocale(['ar-EG', 'fr'])).toBe('ar');
    expect(pickLocale(['EN-GB', 'de'])).toBe('en');
    expect(pickLocale(['nl', 'constructor'])).toBe('en');
    expect(pickLocale([])).toBe('en');
  });
});
