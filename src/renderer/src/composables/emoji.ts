/** The emoji, fetched when somebody first wants one; those used last, and the skin tone, on this device. */
import { computed, shallowRef, type Ref } from 'vue';
import type { CompactEmoji } from 'emojibase';
import { useWords } from '../i18n/use';
import { emojiCalled, emojiList, inTone, tones, type Emoji, type Tone } from '../logic/emoji';
import { keepRecent, loadRecent } from '../logic/recent';

/** Remembered as used last: three rows. */
const MOST_RECENT = 24;

type Data = () => Promise<{ default: CompactEmoji[] }>;

/** Languages that the emoji have names in. */
const data: Record<string, Data> = {
  en: () => import('emojibase-data/en/compact.json'),
  de: () => import('emojibase-data/de/compact.json'),
  es: () => import('emojibase-data/es/compact.json'),
  fr: () => import('emojibase-data/fr/compact.json'),
  ja: () => import('emojibase-data/ja/compact.json'),
};

async function load(language: string): Promise<Emoji[]> {
  const names = Object.hasOwn(data, language) ? data[language] : data['en'];
  const [list, codes] = await Promise.all([names?.(), import('emojibase-data/en/shortcodes/github.json')]);
  return emojiList(list?.default ?? [], codes.default);
}

const lists = new Map<string, Promise<Emoji[]>>();
const recent = shallowRef<string[] | null>(null);
const tone = shallowRef<Tone | null>(null);

const keptTone = (): Tone => tones.find((one) => String(one) === loadRecent('tone')[0]) ?? 0;

/**
 * The list in the person's language. Nothing is fetched before `want` is called; `failed` where it could not be had, and the next `want` tries
 * again.
 */
export function useEmoji() {
  const { language } = useWords();
  const list = shallowRef<readonly Emoji[]>([]);
  const failed = shallowRef(false);
  recent.value ??= loadRecent('emoji');
  tone.value ??= keptTone();

  async function want(): Promise<readonly Emoji[]> {
    if (list.value.length > 0) return list.value;
    failed.value = false;
    const loading = lists.get(language) ?? load(language);
    lists.set(language, loading);
    try {
      list.value = await loading;
    } catch {
      lists.delete(language);
      failed.value = true;
    }
    return list.value;
  }

  /** Those used last, as they were used. */
  const used = computed(() =>
    (recent.value ?? []).map((name) => emojiCalled(list.value, name)).filter((emoji) => emoji !== undefined),
  );

  /** @returns it in the person's tone; it is among those used last from now on */
  function use(emoji: Emoji): string {
    recent.value = keepRecent('emoji', emoji.name, MOST_RECENT);
    return inTone(emoji, tone.value ?? 0);
  }

  function chooseTone(chosen: Tone): void {
    tone.value = chosen;
    keepRecent('tone', String(chosen), 1);
  }

  return { list, failed, want, used, use, tone: tone as Readonly<Ref<Tone | null>>, chooseTone };
}
