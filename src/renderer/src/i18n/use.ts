/** vue-i18n with keys that exist: its own `t` takes any string. */
import { computed } from 'vue';
import { useI18n } from 'vue-i18n';
import { directionOf } from '../logic/appearance';
import { isolated } from './bidi';
import type { Messages } from './en';
import { numbersOf, regionOf } from './region';

type Paths<T> = { [K in keyof T & string]: T[K] extends string ? K : `${K}.${Paths<T[K]>}` }[keyof T & string];

/** Every message, by its path: `common.close`. */
export type MessageKey = Paths<Messages>;

/** What is filled into a message. */
export type MessageParams = Record<string, string | number>;

/** Says a message; a number chooses the form and is there as `{n}`, written as the person writes numbers. */
export interface Translate {
  (key: MessageKey, plural?: number): string;
  (key: MessageKey, params: MessageParams, plural?: number): string;
}

/** The person's language; `region` is its tag for Intl. */
export function useWords(): { t: Translate; has: (key: string) => boolean; language: string; region: string } {
  const { t: say, te, locale } = useI18n();
  // A dialog that stays open while another language is chosen speaks it at once.
  const region = computed(() => regionOf(locale.value));
  const rtl = computed(() => directionOf(locale.value) === 'rtl');

  function t(key: MessageKey, given: MessageParams | number = {}, count?: number): string {
    const plural = typeof given === 'number' ? given : count;
    const params = Object.fromEntries(
      Object.entries(typeof given === 'number' ? {} : given).map(([name, value]) => [
        name,
        typeof value === 'string' ? isolated(value, rtl.value) : value,
      ]),
    );
    if (plural === undefined) return say(key, params);
    return say(key, { n: numbersOf(region.value).format(plural), ...params }, plural);
  }
  return { t, has: (key) => te(key), language: locale.value, region: region.value };
}
