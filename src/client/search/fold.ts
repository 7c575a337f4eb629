/** Text as a search sees it: without case, accents and differences of width, so that what one types finds what another wrote. */

/** Signs that are written above or below a letter and may be left out: accents, Arabic vowels, Hebrew points. */
const optional = /(?=\p{M})(?![\u3099\u309a])\p{Script=Inherited}|[\u0591-\u05c7\u0640]/gu;

/** A kana with its voicing mark is another letter, not the same with an accent. */
const voiced = /[\u3040-\u30ff][\u3099\u309a]/g;

/** Letters that mean the same to who searches, and that Unicode keeps apart. */
const same: Readonly<Record<string, string>> = { ß: 'ss', ς: 'σ', ı: 'i', ø: 'o', ł: 'l', æ: 'ae', œ: 'oe', '’': "'", '‘': "'" };
const apart = new RegExp(`[${Object.keys(same).join('')}]`, 'g');

/** A letter with all that is written on it, half-width voicing marks too: what may be folded by itself. */
const letter = /\P{M}[\p{M}\uff9e\uff9f]*|\p{M}+/gsu;

const plain = /^[\0-\x7f]*$/;

function foldPart(part: string): string {
  if (plain.test(part)) return part.toLowerCase();
  return part
    .normalize('NFKD')
    .replace(optional, '')
    .replace(voiced, (kana) => kana.normalize('NFC'))
    .toLowerCase()
    .replace(optional, '')
    .replace(apart, (one) => same[one] ?? one);
}

/** The text folded, any white space as one blank; never a line feed. */
export const fold = (text: string): string => foldPart(text).replace(/\s+/g, ' ');

/** A folded text and where each of its characters comes from. */
export interface Folded {
  text: string;
  /** For each UTF-16 unit of `text`: where its letter begins in the original. One more for the end. */
  starts: number[];
  /** For each of them: where that letter ends. */
  ends: number[];
}

/** `fold` with the way back. */
export function foldMapped(original: string): Folded {
  const starts: number[] = [];
  const ends: number[] = [];
  let text = '';
  for (const match of original.matchAll(letter)) {
    let part = foldPart(match[0]).replace(/\s+/g, ' ');
    if (text.endsWith(' ') && part.startsWith(' ')) part = part.slice(1);
    text += part;
    for (let i = 0; i < part.length; i += 1) {
      starts.push(match.index);
      ends.push(match.index + match[0].length);
    }
  }
  starts.push(original.length);
  ends.push(original.length);
  return { text, starts, ends };
}
