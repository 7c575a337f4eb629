/** What notifications say, in every language of the UI: they are shown where no component is. */
import { counted } from '../../shared/counted';

const en = {
  one: 'New message',
  many: (count: number) => counted('en', count, { one: '# new message', other: '# new messages' }),
  calls: 'Mentions you',
  burst: (count: number, place: string) => `${en.many(count)} in ${place}`,
  burstOf: (count: number, name: string) => `${en.many(count)} from ${name}`,
  places: (count: number, places: number) =>
    `${en.many(count)} in ${counted('en', places, { one: '# conversation', other: '# conversations' })}`,
  reaction: 'New reaction',
  reactionTo: (emoji: string, text: string) => `${emoji} to “${text}”`,
  knocks: (name: string) => `${name} knocks`,
  sample: 'This is what a notification looks like.',
};

/** Words of a language. */
export type NoticeWords = typeof en;

const de: NoticeWords = {
  one: 'Neue Nachricht',
  many: (count) => counted('de', count, { one: '# neue Nachricht', other: '# neue Nachrichten' }),
  calls: 'Erwähnt dich',
  burst: (count, place) => `${de.many(count)} in ${place}`,
  burstOf: (count, name) => `${de.many(count)} von ${name}`,
  places: (count, places) =>
    `${de.many(count)} in ${counted('de', places, { one: '# Unterhaltung', other: '# Unterhaltungen' })}`,
  reaction: 'Neue Reaktion',
  reactionTo: (emoji, text) => `${emoji} zu „${text}“`,
  knocks: (name) => `${name} klopft an`,
  sample: 'So sieht eine Benachrichtigung aus.',
};

const fr: NoticeWords = {
  one: 'Nouveau message',
  many: (count) => counted('fr', count, { one: '# nouveau message', other: '# nouveaux messages' }),
  calls: 'Vous mentionne',
  burst: (count, place) => `${fr.many(count)} dans ${place}`,
  burstOf: (count, name) => `${fr.many(count)} de ${name}`,
  places: (count, places) =>
    `${fr.many(count)} dans ${counted('fr', places, { one: '# conversation', other: '# conversations' })}`,
  reaction: 'Nouvelle réaction',
  reactionTo: (emoji, text) => `${emoji} à «\u00a0${text}\u00a0»`,
  knocks: (name) => `${name} frappe à la porte`,
  sample: 'Voici à quoi ressemble une notification.',
};

const es: NoticeWords = {
  one: 'Mensaje nuevo',
  many: (count) => counted('es', count, { one: '# mensaje nuevo', other: '# mensajes nuevos' }),
  calls: 'Te menciona',
  burst: (count, place) => `${es.many(count)} en ${place}`,
  burstOf: (count, name) => `${es.many(count)} de ${name}`,
  places: (count, places) =>
    `${es.many(count)} en ${counted('es', places, { one: '# conversación', other: '# conversaciones' })}`,
  reaction: 'Reacción nueva',
  reactionTo: (emoji, text) => `${emoji} a «${text}»`,
  knocks: (name) => `${name} llama a la puerta`,
  sample: 'Así se ve una notificación.',
};

const ja: NoticeWords = {
  one: '新着メッセージ',
  many: (count) => counted('ja', count, { other: '新着メッセージ # 件' }),
  calls: 'あなたへの言及',
  burst: (count, place) => `${place}: ${ja.many(count)}`,
  burstOf: (count, name) => `${name} さんから${ja.many(count)}`,
  places: (count, places) => counted('ja', places, { other: `# 件の会話に${ja.many(count)}` }),
  reaction: '新しいリアクション',
  reactionTo: (emoji, text) => `「${text}」に ${emoji}`,
  knocks: (name) => `${name} さんがノックしています`,
  sample: '通知はこのように表示されます。',
};

/** Of another direction than the sentence, perhaps. */
const isolated = (text: string): string => `\u2068${text}\u2069`;

const ar: NoticeWords = {
  one: 'رسالة جديدة',
  many: (count) =>
    counted('ar', count, {
      ...{ zero: 'لا رسائل جديدة', one: 'رسالة جديدة واحدة', two: 'رسالتان جديدتان' },
      ...{ few: '# رسائل جديدة', many: '# رسالة جديدة', other: '# رسالة جديدة' },
    }),
  calls: 'إشارة إليك',
  burst: (count, place) => `${ar.many(count)} في ${isolated(place)}`,
  burstOf: (count, name) => `${ar.many(count)} من ${isolated(name)}`,
  places: (count, places) =>
    `${ar.many(count)} في ${counted('ar', places, {
      ...{ one: 'محادثة واحدة', two: 'محادثتين' },
      ...{ few: '# محادثات', many: '# محادثة', other: '# محادثة' },
    })}`,
  reaction: 'تفاعل جديد',
  reactionTo: (emoji, text) => `${emoji} على «${isolated(text)}»`,
  knocks: (name) => `يطرق ${isolated(name)} الباب`,
  sample: 'هكذا يبدو الإشعار.',
};

/** All of them, by language. */
export const noticeLanguages = { en, de, fr, es, ja, ar };
