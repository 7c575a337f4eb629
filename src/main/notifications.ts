/** Notices as the system's own notifications. */
import { Notification } from 'electron';
import type { KnockNotice, Notice } from '../client/ports';
import type { Words } from './words';

/** Characters of a message in a notification: no system shows more. */
const BODY_LENGTH = 160;

/** Cut at a whole character, with an ellipsis. */
function clip(text: string): string {
  const line = text.replace(/\s+/g, ' ').trim();
  const characters = [...new Intl.Segmenter().segment(line)].map(({ segment }) => segment);
  return characters.length <= BODY_LENGTH ? line : `${characters.slice(0, BODY_LENGTH - 1).join('')}…`;
}

/** What a notification says. */
export function notificationText(notice: Notice, words: Words): { title: string; body: string } {
  if (notice.count > 1) {
    return { title: words.burst(notice.count, notice.roomName), body: clip(`${notice.author}: ${notice.text}`) };
  }
  return { title: `${notice.author} · #${notice.roomName}`, body: clip(notice.text) };
}

/** Shows notices; a room's newer one takes the place of its older one. */
export class Notifications {
  readonly #shown = new Map<string, Notification>();
  readonly #words: Words;
  readonly #open: (room: string) => void;

  /** @param open - called with the room whose notification was clicked */
  constructor(words: Words, open: (room: string) => void) {
    this.#words = words;
    this.#open = open;
  }

  show(notice: Notice): void {
    this.#show(notice.room, notificationText(notice, this.#words), () => this.#open(notice.room));
  }

  /** Somebody knocks. @param open - called when it was clicked: what there is to decide stands above every room */
  knock({ id, name, words, hub }: KnockNotice, open: () => void): void {
    this.#show(`knock ${id}`, { title: this.#words.knocks(name), body: `${hub}: ${words}` }, open);
  }

  #show(key: string, text: { title: string; body: string }, open: () => void): void {
    if (!Notification.isSupported()) return;
    this.#shown.get(key)?.close();
    const notification = new Notification(text);
    notification.on('click', () => {
      this.#shown.delete(key);
      open();
    });
    this.#shown.set(key, notification);
    notification.show();
  }

  /** Takes back what is shown: the person is here and sees for themselves. */
  clear(): void {
    for (const notification of this.#shown.values()) notification.close();
    this.#shown.clear();
  }
}
