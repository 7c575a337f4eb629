/** Four words by which people tell keys apart, aloud or on two screens. */
import { wordlist } from '@scure/bip39/wordlists/english.js';

const WORDS = 4;
/** The list has 2,048 words. */
const BITS = 11;

const alphabet = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_';

/**
 * The first 44 bits of a member id as words of BIP 39, the same on every device for ever. Enough to notice a stranger, not enough against somebody
 * who makes keys for years: the full fingerprint is shown beside it.
 * @param memberId - with its prefix
 */
export function keyWords(memberId: string): string {
  const words: string[] = [];
  let [value, bits] = [0, 0];
  for (const character of memberId.replace(/^[a-z]-/, '')) {
    value = (value << 6) | Math.max(0, alphabet.indexOf(character));
    bits += 6;
    if (bits < BITS) continue;
    bits -= BITS;
    words.push(wordlist[value >> bits] ?? '');
    value &= (1 << bits) - 1;
    if (words.length === WORDS) break;
  }
  return words.join(' ');
}
