/** Shows what is set about the looks, as soon as it is set: theme, density, size of the text, language. */
import { watch } from 'vue';
import { useI18n } from 'vue-i18n';
import { isLocale, loadWords, pickLocale, type Locale } from '../i18n';
import { directionOf, rootData } from '../logic/appearance';
import { useSettingsStore } from '../stores/settings';
import { useMedia } from './media';

/** The language that is chosen, or the first of the system's that the UI speaks. */
export const localeFor = (language: string): Locale => (isLocale(language) ? language : pickLocale(navigator.languages));

/** Tells the page its language and direction, for screen readers, hyphens and layout. */
export function showLocale(locale: Locale): void {
  document.documentElement.lang = locale;
  document.documentElement.dir = directionOf(locale);
}

/** For the root component. @returns the language in use, which changes once its words are there */
export function useAppearance() {
  const store = useSettingsStore();
  const i18n = useI18n();
  const dark = useMedia('(prefers-color-scheme: dark)');
  const contrast = useMedia('(prefers-contrast: more)');

  watch(
    () => rootData(store.settings.appearance, { dark: dark.value, contrast: contrast.value }),
    (data) => {
      const root = document.documentElement;
      Object.assign(root.dataset, data);
      const ground = getComputedStyle(root).getPropertyValue('--ground-low');
      for (const meta of document.querySelectorAll<HTMLMetaElement>('meta[name=theme-color]')) meta.content = ground;
    },
    { immediate: true },
  );
  watch(
    () => localeFor(store.settings.appearance.language),
    async (locale) => {
      i18n.setLocaleMessage(locale, await loadWords(locale));
      // Another one was chosen meanwhile.
      if (locale !== localeFor(store.settings.appearance.language)) return;
      i18n.locale.value = locale;
      showLocale(locale);
    },
  );
  return i18n.locale;
}
