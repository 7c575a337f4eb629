/** Whether people would take one name for another: UTS #39, a little stricter. */
import { confusables } from './confusables';

const prototypes = new Map<string, string>();
for (let index = 0; index < confusables.length; index += 2)
  for (const one of confusables[index + 1] ?? '') prototypes.set(one, confusables[index] ?? one);

/** Small capitals of Latin, each with its letter: UTS #39 has few of them. */
const smallCapitals = 'aᴀ bʙ cᴄ dᴅ eᴇ fꜰ gɢ hʜ iɪ jᴊ kᴋ lʟ mᴍ nɴ oᴏ pᴘ qꞯ rʀ sꜱ tᴛ uᴜ vᴠ wᴡ yʏ zᴢ';
for (const [letter = '', capital = ''] of smallCapitals.split(' ').map((pair) => Array.from(pair)))
  prototypes.set(capital, prototypes.get(letter) ?? letter);

const replaced = (name: string): string => Array.from(name, (one) => prototypes.get(one) ?? one).join('');

/** What nobody sees: joiners, variation selectors, direction marks, the characters of tags, and spaces. */
const invisible = /[\p{Default_Ignorable_Code_Point}\p{Cf}\s]/gu;

function slowly(name: string): string {
  // Twice: capitals look like other characters than their small ones do.
  const plain = replaced(name.normalize('NFKD').replace(invisible, '')).normalize('NFKD').toLowerCase();
  return replaced(plain).normalize('NFKD').replaceAll('i', 'l');
}

/** What each character of ASCII becomes: none of them changes what is beside it. */
const ascii = Array.from({ length: 128 }, (_, code) => slowly(String.fromCharCode(code)));

/**
 * What a name looks like: names with the same skeleton look alike. For comparison only, never for show. Capital I, small l and the digit 1 are one,
 * and so are m and rn; case and spaces do not count; accents do.
 */
export function skeleton(name: string): string {
  let text = '';
  // A hub asks for it several times for each of thousands who come at once, and most names are plain.
  for (let index = 0; index < name.length; index += 1) {
    const plain = ascii[name.charCodeAt(index)];
    if (plain === undefined) return slowly(name);
    text += plain;
  }
  return text;
}

/** Whether people would take `a` for `b`. */
export const imitates = (a: string, b: string): boolean => skeleton(a) === skeleton(b);
