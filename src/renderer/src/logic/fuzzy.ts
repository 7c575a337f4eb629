/** Finds what somebody means by a few letters of it. */

/** Lower case and without accents. */
export const fold = (text: string): string => text.normalize('NFKD').replace(/\p{M}/gu, '').toLowerCase();

const isWordStart = (text: string, index: number): boolean => index === 0 || !/[\p{L}\p{N}]/u.test(text[index - 1] ?? '');

/** Nothing but signs stands before it: `#lobby` begins with an l. */
const begins = (text: string, index: number): boolean => !/[\p{L}\p{N}]/u.test(text.slice(0, index));

/**
 * How well folded letters fit a text, more is better; null where they do not all occur in it in their order. Beginnings of words and letters
 * that stand together count more, short texts before long ones.
 */
export function fit(letters: string, text: string): number | null {
  const folded = fold(text);
  const whole = folded.indexOf(letters);
  if (whole >= 0) return 1_000 + (isWordStart(folded, whole) ? 500 : 0) + (begins(folded, whole) ? 500 : 0) - folded.length;
  let score = 0;
  let at = -1;
  for (const letter of letters) {
    if (letter === ' ') continue;
    const next = folded.indexOf(letter, at + 1);
    if (next < 0) return null;
    score += isWordStart(folded, next) ? 10 : next === at + 1 ? 5 : 0;
    at = next;
  }
  return score - folded.length / 10;
}

/**
 * What fits, best first; equal ones, and all where nothing is asked for, stay in the order they come in.
 * @param texts - what something may be called, its own name first
 */
export function bestFits<T>(query: string, items: readonly T[], texts: (item: T) => readonly string[], most: number): T[] {
  const letters = fold(query.trim());
  if (letters === '') return items.slice(0, most);
  return items
    .map((item) => ({ item, score: bestOf(letters, texts(item)) }))
    .filter((rated): rated is { item: T; score: number } => rated.score !== null)
    .sort((a, b) => b.score - a.score)
    .slice(0, most)
    .map(({ item }) => item);
}

function bestOf(letters: string, texts: readonly string[]): number | null {
  const scores = texts.map((text, index) => {
    const score = fit(letters, text);
    // Another name of it counts less than its own.
    return score === null ? null : score - (index === 0 ? 0 : 100);
  });
  const found = scores.filter((score) => score !== null);
  return found.length > 0 ? Math.max(...found) : null;
}
