/** How numbers, dates and lists are written: in the UI's language, as in the person's own region. */

/**
 * The tag for Intl: the person's region where it speaks the UI's language (14:02 in London, 2:02 pm in Boston).
 * Digits are those of addresses, ports and key words throughout, which nobody could enter otherwise.
 */
export function regionOf(language: string): string {
  const own = navigator.languages.find((tag) => tag.toLowerCase().split('-')[0] === language) ?? language;
  return language === 'ar' ? new Intl.Locale(own, { numberingSystem: 'latn' }).toString() : own;
}

const formats = new Map<string, Intl.NumberFormat>();

/** Numbers of a region; kept, as Intl's are dear. */
export function numbersOf(region: string): Intl.NumberFormat {
  const kept = formats.get(region) ?? new Intl.NumberFormat(region);
  formats.set(region, kept);
  return kept;
}
