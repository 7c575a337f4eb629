/** The few words that a browser's own notifications need: they are shown where no component is. */
import type { Locale } from '../../i18n';

const knocks: Readonly<Record<Locale, (name: string) => string>> = {
  en: (name) => `${name} knocks`,
  de: (name) => `${name} klopft an`,
};

/** "Frieda knocks", in the language of the page. */
export function knockTitle(name: string): string {
  const { lang } = document.documentElement;
  return (Object.hasOwn(knocks, lang) ? knocks[lang as Locale] : knocks.en)(name);
}
