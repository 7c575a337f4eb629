/** The languages of the UI. */
import { createI18n } from 'vue-i18n';
import { de } from './de';
import { en } from './en';

const messages = { en, de };

/** A language that the UI speaks. */
export type Locale = keyof typeof messages;

/** The first language of a person's list that the UI speaks; English, if it speaks none of them. */
export function pickLocale(wanted: readonly string[]): Locale {
  const spoken = wanted.map((tag) => tag.toLowerCase().split('-')[0] ?? '').find((tag) => Object.hasOwn(messages, tag));
  return (spoken as Locale | undefined) ?? 'en';
}

/** The translations, ready to be used by the app. */
export function createHearthI18n(locale: Locale) {
  return createI18n({ legacy: false, locale, fallbackLocale: 'en', messages });
}
