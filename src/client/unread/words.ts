/** The words of notifications: the system shows them, where no component is. */
import type { Notice } from '../ports';

/** Characters of a message in a notification: no system shows more. */
const BODY_LENGTH = 160;

const en = {
  one: 'New message',
  many: (count: number) => `${String(count)} new messages`,
  calls: 'Mentions you',
  burst: (count: number, place: string) => `${String(count)} new messages in ${place}`,
  burstOf: (count: number, name: string) => `${String(count)} new messages from ${name}`,
  places: (count: number, places: number) => `${String(count)} new messages in ${String(places)} conversations`,
  reaction: 'New reaction',
  reactionTo: (emoji: string, text: string) => `${emoji} to “${text}”`,
  knocks: (name: string) => `${name} knocks`,
  sample: 'This is what a notification looks like.',
};

/** Words of a language. */
export type NoticeWords = typeof en;

const de: NoticeWords = {
  one: 'Neue Nachricht',
  many: (count) => `${String(count)} neue Nachrichten`,
  calls: 'Erwähnt dich',
  burst: (count, place) => `${String(count)} neue Nachrichten in ${place}`,
  burstOf: (count, name) => `${String(count)} neue Nachrichten von ${name}`,
  places: (count, places) => `${String(count)} neue Nachrichten in ${String(places)} Unterhaltungen`,
  reaction: 'Neue Reaktion',
  reactionTo: (emoji, text) => `${emoji} zu „${text}“`,
  knocks: (name) => `${name} klopft an`,
  sample: 'So sieht eine Benachrichtigung aus.',
};

/** The words for a locale; English where there are none. */
export const noticeWords = (locale: string): NoticeWords => (/^de\b/i.test(locale) ? de : en);

/** Cut at a whole character, with an ellipsis. */
function clip(text: string): string {
  const line = text.replace(/\s+/g, ' ').trim();
  const characters = [...new Intl.Segmenter().segment(line)].map(({ segment }) => segment);
  return characters.length <= BODY_LENGTH ? line : `${characters.slice(0, BODY_LENGTH - 1).join('')}…`;
}

/** What a notification says: no more than this person wants to be read over their shoulder. */
export function noticeText(notice: Notice, words: NoticeWords): { title: string; body: string } {
  const { kind, preview, count, author, text, direct, roomName, places = [], emoji = '' } = notice;
  if (preview === 'none') {
    if (kind === 'reaction') return { title: 'Hearth', body: words.reaction };
    return { title: 'Hearth', body: count === 1 ? words.one : words.many(count) };
  }
  const whole = preview === 'full';
  if (kind === 'many') return { title: words.places(count, places.length), body: clip(places.join(', ')) };
  const place = `#${roomName}`;
  const title = direct ? author : `${author} · ${place}`;
  if (kind === 'reaction') return { title, body: whole ? clip(words.reactionTo(emoji, text)) : words.reaction };
  if (count === 1) return { title, body: whole ? clip(text) : notice.mentioned ? words.calls : words.one };
  const burst = direct ? words.burstOf(count, author) : words.burst(count, place);
  return { title: burst, body: whole ? clip(direct ? text : `${author}: ${text}`) : '' };
}
