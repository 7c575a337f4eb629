/** What somebody typed into the search field, as what must be found. */
import { fold } from './fold';

/** Terms of one query; more are not looked at. */
const MOST_TERMS = 16;

/** A word, or what stands between quotes; a quote that is still open counts to the end. German and typographic quotes are quotes too. */
const parts = /["“”„«»]([^"“”„«»]*)["“”„«»]?|([^\s"“”„«»]+)/g;

/**
 * Folded terms that a text must hold, all of them, in any order, each once. A word is found wherever it stands, also within another: German
 * compounds and Japanese put no blank between them.
 */
export function termsOf(typed: string): string[] {
  const terms = [...typed.matchAll(parts)].map(([, phrase, word]) => fold(phrase ?? word ?? '').trim()).filter(Boolean);
  return [...new Set(terms)].slice(0, MOST_TERMS);
}
