/** vue-i18n with keys that exist: its own `t` takes any string. */
import { useI18n } from 'vue-i18n';
import type { Messages } from './en';

type Paths<T> = { [K in keyof T & string]: T[K] extends string ? K : `${K}.${Paths<T[K]>}` }[keyof T & string];

/** Every message, by its path: `common.close`. */
export type MessageKey = Paths<Messages>;

/** What is filled into a message. */
export type MessageParams = Record<string, string | number>;

/** Says a message; a number chooses between one and many and is there as `{n}`. */
export interface Translate {
  (key: MessageKey, plural?: number): string;
  (key: MessageKey, params: MessageParams, plural?: number): string;
}

/** The person's language. */
export function useWords(): { t: Translate; has: (key: string) => boolean; language: string } {
  const { t, te, locale } = useI18n();
  return { t: t as Translate, has: (key) => te(key), language: locale.value };
}
