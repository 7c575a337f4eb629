/** The form of a word that a number takes, for what is said outside of the page. */

type Forms = Partial<Record<Intl.LDMLPluralRule, string>> & { other: string };

const rules = new Map<string, Intl.PluralRules>();

/** "2 messages": the form of the language for a number, with the number in the place of `#`. */
export function counted(language: string, count: number, forms: Forms): string {
  const rule = rules.get(language) ?? new Intl.PluralRules(language);
  rules.set(language, rule);
  // Digits as in addresses and ports.
  const digits = new Intl.NumberFormat(language, { numberingSystem: 'latn' }).format(count);
  return (forms[rule.select(count)] ?? forms.other).replaceAll('#', digits);
}

/** What belongs to a locale, of any region; English where the language has nothing. */
export function inLanguage<T>(languages: Readonly<Record<string, T>> & { en: T }, locale: string): T {
  const language = locale.toLowerCase().split(/[-_]/)[0] ?? '';
  return (Object.hasOwn(languages, language) ? languages[language] : undefined) ?? languages.en;
}
