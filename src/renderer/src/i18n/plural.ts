/** Which form of a message a number takes: `one | many` in English, six of them in Arabic, one alone in Japanese. */

/** The forms of each language in the order in which its messages have them, by their names in CLDR. Thousands of French and Spanish millions are left to `other`. */
const categories = {
  en: ['one', 'other'],
  de: ['one', 'other'],
  fr: ['one', 'other'],
  es: ['one', 'other'],
  ja: ['other'],
  ar: ['zero', 'one', 'two', 'few', 'many', 'other'],
} as const satisfies Record<string, readonly Intl.LDMLPluralRule[]>;

/** A language whose plurals are known. */
export type Plural = keyof typeof categories;

/**
 * How many forms a message has in a language.
 * @param english - how many it has in English: 1 where nothing is counted, 2 for `one | many`, 3 where a sentence for none comes first
 */
export function formsOf(language: Plural, english: number): number {
  const forms: readonly string[] = categories[language];
  if (english < 2) return 1;
  return english === 2 || forms.includes('zero') ? forms.length : forms.length + 1;
}

/** The rule of a language. @returns (number, forms of the message) → index of the form */
export function pluralRule(language: Plural): (count: number, forms: number) => number {
  const rules = new Intl.PluralRules(language);
  const names: readonly string[] = categories[language];
  return (count, forms) => {
    // More forms than the language bends into: the first is the sentence for none.
    const more = Math.max(0, forms - names.length);
    if (more > 0 && count === 0) return 0;
    const found = names.indexOf(rules.select(count));
    return Math.min(forms - 1, (found < 0 ? names.length - 1 : found) + more);
  };
}
