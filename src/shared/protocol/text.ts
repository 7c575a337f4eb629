/** The one rule for names and message texts, applied by the hub to what it is sent and by the client to what is typed. */
import type { ErrorCode } from './errors';
import { limits } from './limits';

/** A cleaned text, or the code of the refusal. */
export type Cleaned = { ok: true; text: string } | { ok: false; code: ErrorCode };

/**
 * Characters that no name may hold: controls, invisible and unassigned ones, and the marks that turn direction around (U+202E in
 * "exe.txt" is the classic). By their category letters or symbols, yet blank: an empty Braille cell, a place for an object, a note without
 * a head, hieroglyphs' blanks. Joiners (U+200C, U+200D) stay: Persian and emoji need them.
 */
const unfitForName = /(?![\u200C\u200D])[\p{Cc}\p{Cf}\p{Cs}\p{Co}\p{Cn}\p{Zl}\p{Zp}\u2800\uFFFC\u{1D159}\u{13441}\u{13442}]/u;

/** Control characters that no message may hold; line feed and tab may stay. */
// eslint-disable-next-line no-control-regex -- they are what is looked for
const unfitForText = /[\u0000-\u0008\u000B-\u001F\u007F]/g;

/** More marks on one letter than any language puts there (UTS #39 §5.4): they climb over the lines above. */
const piledMarks = /[\p{Mn}\p{Me}]{5}/u;

/** Longest name before it is cleaned, in UTF-16 code units: four for each that may stay. */
export const maxRawName = 4 * limits.maxName;

/** A member's, room's or hub's name: trimmed, NFC, single spaces. */
export const cleanName = (raw: string): Cleaned => cleanLine(raw, limits.maxName);

/** A line of up to `most` UTF-16 code units that is shown among others' like a name: the same rule. */
export function cleanLine(raw: string, most: number): Cleaned {
  // First: composing a letter with thousands of marks takes time by the square of them, and trimming shortens nothing so much.
  if (raw.length > 4 * most) return { ok: false, code: 'bad_name' };
  const text = raw.normalize('NFC').trim().replace(/ +/g, ' ');
  const fits =
    text.length > 0 && text.length <= most && text.isWellFormed() && !unfitForName.test(text) && !piledMarks.test(text);
  return fits && /[\p{L}\p{N}\p{P}\p{S}]/u.test(text) ? { ok: true, text } : { ok: false, code: 'bad_name' };
}

/** A message: line ends become line feeds, other control characters go, the content stays as it was typed. */
export function cleanText(raw: string): Cleaned {
  if (!raw.isWellFormed()) return { ok: false, code: 'bad_message' };
  const text = raw.replace(/\r\n?/g, '\n').replace(unfitForText, '');
  if (!/[^\s\p{Cf}]/u.test(text)) return { ok: false, code: 'empty_message' };
  if (text.length > limits.maxText) return { ok: false, code: 'text_too_long' };
  return { ok: true, text };
}

/** A room's topic: one line, which may be empty. */
export function cleanTopic(raw: string): Cleaned {
  const cleaned = cleanText(raw);
  if (!cleaned.ok && cleaned.code === 'empty_message') return { ok: true, text: '' };
  if (!cleaned.ok) return cleaned;
  const text = cleaned.text.trim().replace(/\s+/gu, ' ');
  return text.length > limits.maxTopic ? { ok: false, code: 'text_too_long' } : { ok: true, text };
}

/** Two names are the same to people when these are equal. */
export const foldName = (name: string): string => name.normalize('NFKC').toLowerCase();
