/** The words of notifications: the system shows them, where no component is. */
import { inLanguage } from '../../shared/counted';
import type { Notice } from '../ports';
import { noticeLanguages, type NoticeWords } from './languages';

export type { NoticeWords } from './languages';

/** Characters of a message in a notification: no system shows more. */
const BODY_LENGTH = 160;

/** The words for a locale; English where there are none. */
export const noticeWords = (locale: string): NoticeWords => inLanguage(noticeLanguages, locale);

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
