/** Emoji with their names, and how they are found. */
import type { CompactEmoji, ShortcodesDataset } from 'emojibase';
import { bestFits } from './fuzzy';

/** One emoji. */
export interface Emoji {
  char: string;
  /** What stands between the colons, without them. */
  name: string;
  /** What it is called in the person's language. */
  label: string;
  /** What else it is found by. */
  also: readonly string[];
  group: number;
  /** The same in five skin tones, light to dark; empty where it has none. */
  tones: readonly string[];
}

/** Groups of Unicode's list in their order, by number; the third are parts of others. */
export const emojiGroups = {
  smileys: 0,
  people: 1,
  animals: 3,
  food: 4,
  travel: 5,
  activities: 6,
  objects: 7,
  symbols: 8,
  flags: 9,
};

/** One of them. */
export type EmojiGroup = keyof typeof emojiGroups;

/** Skin tones; 0 is the yellow that is nobody's. */
export const tones = [0, 1, 2, 3, 4, 5] as const;

/** One of them. */
export type Tone = (typeof tones)[number];

/** What can be written between colons, without them, as far as it is asked for. */
const nameOf = (label: string): string =>
  label
    .toLowerCase()
    .replace(/[^\p{L}\p{N}]+/gu, '_')
    .replace(/^_|_$/g, '');

/**
 * The list, in Unicode's order.
 * @param data - names in the person's language
 * @param codes - the names that many know from elsewhere, `tada` and `+1`
 */
export function emojiList(data: readonly CompactEmoji[], codes: ShortcodesDataset): Emoji[] {
  const shown = new Set<number>(Object.values(emojiGroups));
  return data
    .filter(({ group }) => group !== undefined && shown.has(group))
    .sort((a, b) => (a.order ?? 0) - (b.order ?? 0))
    .map(({ unicode, hexcode, label, tags = [], group = 0, skins = [] }) => {
      const known = [codes[hexcode] ?? []].flat();
      const own = nameOf(label);
      const [name = own, ...others] = known;
      const plain = skins.filter((skin) => !/-1F3F[B-F]-.*-1F3F[B-F]/.test(skin.hexcode)).map((skin) => skin.unicode);
      return {
        ...{ char: unicode, name, label, group },
        also: [own, label, ...others, ...tags],
        tones: plain.length === tones.length - 1 ? plain : [],
      };
    });
}

/** An emoji in a tone, where it has it. */
export const inTone = (emoji: Emoji, tone: Tone): string => (tone === 0 ? undefined : emoji.tones[tone - 1]) ?? emoji.char;

/** What is found by a name or a part of it, best first. */
export const findEmoji = (list: readonly Emoji[], query: string, most: number): Emoji[] =>
  bestFits(query, list, ({ name, also }) => [name, ...also], most);

/** The emoji that is called exactly so. */
export const emojiCalled = (list: readonly Emoji[], name: string): Emoji | undefined =>
  list.find((emoji) => emoji.name === name || emoji.also.includes(name));
