/** Messages of random words, in scripts that put blanks between them and in one that does not. */
import type { Entry, Member } from '../../src/shared/protocol';
import type { SeededRandom } from './random';

const words = [
  ...[
    'Rechnung',
    'Straße',
    'Übermut',
    'Müller',
    'über',
    'Weiß',
    'ÖL',
    'café',
    'cafe\u0301',
    'naïve',
    'Łódź',
    'Σίσυφος',
    'I',
    'ı',
  ],
  ...[
    'فاتورة',
    'السَّلَام',
    'السلام',
    'كتـــاب',
    '請求書',
    'がくせい',
    'かくせい',
    'ガス',
    'ｶﾞｽ',
    '한국',
    'ＡＢＣ',
    '👩‍👩‍👧',
    'a',
    '1',
    '\u0301',
  ],
];

/** People whose names fold. */
export const authors: Member[] = [
  { id: 'k-ada', name: 'Ada' },
  { id: 'k-mueller', name: 'Jörg Müller' },
  { id: 'k-sato', name: '佐藤' },
];

const pick = <T>(random: SeededRandom, from: readonly T[]): T => from[random.between(0, from.length - 1)] as T;

/** Some words with blanks, line feeds or nothing between them. */
export const sentence = (random: SeededRandom, most = 8): string =>
  Array.from({ length: random.between(1, most) }, () => pick(random, words) + pick(random, [' ', ' ', '', '\n', '  '])).join('');

/** A log in which some messages delete others; texts of deleted ones are still there, as on a disk. */
export function randomLog(random: SeededRandom, count: number, first = 1): Entry[] {
  return Array.from({ length: count }, (_, index): Entry => {
    const seq = first + index;
    const about = { seq, id: `m-${String(seq)}`, author: pick(random, authors), at: 1_700_000_000_000 + seq * 1_000 };
    const target = seq - random.between(1, 40);
    if (target >= first && random.fraction() < 0.08) return { ...about, kind: 'deletion', target, text: '' };
    return { ...about, kind: 'message', text: sentence(random) };
  });
}
