/** The languages of the UI. */
import { createI18n } from 'vue-i18n';
import { en, type Messages } from './en';
import { pluralRule } from './plural';
import type { Part } from './words';

/** The words of a language. */
export type Language = Part<Messages>;

/** English is there for what another language lacks; the others are fetched when they are spoken. */
const languages = {
  en: (): Promise<Language> => Promise.resolve(en),
  de: async (): Promise<Language> => (await import('./de')).de,
  fr: async (): Promise<Language> => (await import('./fr')).fr,
  es: async (): Promise<Language> => (await import('./es')).es,
  ja: async (): Promise<Language> => (await import('./ja')).ja,
  ar: async (): Promise<Language> => (await import('./ar')).ar,
};

/** A language that the UI speaks. */
export type Locale = keyof typeof languages;

/** Whether the UI speaks a language. */
export const isLocale = (tag: string): tag is Locale => Object.hasOwn(languages, tag);

/** All of them. */
export const locales = Object.keys(languages).filter(isLocale);

/** The first language of a person's list that the UI speaks; English, if it speaks none of them. */
export function pickLocale(wanted: readonly string[]): Locale {
  return wanted.map((tag) => tag.toLowerCase().split('-')[0] ?? '').find(isLocale) ?? 'en';
}

/** The words of a language; English where they cannot be had, as the hub that served the page may be gone. */
export const loadWords = (locale: Locale): Promise<Language> => languages[locale]().catch(() => en);

/** The translations, ready to be used by the app. */
export function createHearthI18n(locale: Locale, words: Language) {
  return createI18n({
    legacy: false,
    locale,
    fallbackLocale: 'en',
    messages: { en, [locale]: words },
    pluralRules: Object.fromEntries(locales.map((language) => [language, pluralRule(language)])),
  });
}
