import { readdir, readFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { describe, expect, it } from 'vitest';
import { de } from '../../src/renderer/src/i18n/de';
import { en } from '../../src/renderer/src/i18n/en';
import { createHearthI18n, pickLocale } from '../../src/renderer/src/i18n';

type Tree = { [key: string]: string | Tree };

function flat(tree: Tree, prefix = ''): Map<string, string> {
  return new Map(
    Object.entries(tree).flatMap(([key, value]): [string, string][] =>
      typeof value === 'string' ? [[prefix + key, value]] : [...flat(value, `${prefix}${key}.`)],
    ),
  );
}

const languages = { en: flat(en), de: flat(de) };
const source = resolve(import.meta.dirname, '../../src/renderer/src');
const places = (text: string): string[] => [...new Set(text.match(/\{\w+\}/g) ?? [])].sort();

describe('the languages', () => {
  it('have the same keys, none of them empty', () => {
    expect([...languages.de.keys()].sort()).toEqual([...languages.en.keys()].sort());
    for (const text of [...languages.en.values(), ...languages.de.values()]) expect(text.trim()).not.toBe('');
  });

  it('fill in the same things', () => {
    for (const [key, text] of languages.en) expect([key, places(languages.de.get(key) ?? '')]).toEqual([key, places(text)]);
  });

  it('have as many plural forms', () => {
    for (const [key, text] of languages.en)
      expect([key, languages.de.get(key)?.split(' | ').length]).toEqual([key, text.split(' | ').length]);
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
    const unsaid = [...languages.en.keys()].filter(
      (key) => !key.startsWith('order.audit.line.') && !said.has(key) && !patterns.some((pattern) => pattern.test(key)),
    );
    expect(unsaid).toEqual([]);
  });

  it('are really two', () => {
    const same = [...languages.en].filter(([key, text]) => languages.de.get(key) === text).map(([key]) => key);
    expect(same).toEqual([
      'host.port',
      'host.defaultRoom',
      'hub.waiting',
      'rooms.many',
      'timeline.heard',
      'order.audit.inRoom',
      'order.audit.line.other',
      'presence.online',
      'presence.offline',
    ]);
  });

  it.each(['en', 'de'] as const)('can be said without eval: every message of %s', (locale) => {
    const { t } = createHearthI18n(locale, locale === 'de' ? de : en).global;
    for (const [key, text] of languages[locale]) {
      const params = Object.fromEntries(places(text).map((place) => [place.slice(1, -1), '7']));
      const said = t(key as 'common.you', params);
      expect([key, said]).not.toEqual([key, key]);
      expect(said).not.toMatch(/[{}]|@:/);
    }
  });

  it('speak without exclamation marks', () => {
    for (const text of [...languages.en.values(), ...languages.de.values()]) expect(text).not.toMatch(/!|Oops|Ups/);
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
