/** Notices as the browser's notifications, where the context allows them. */
import type { KnockNotice, Notice } from '../../../../client/ports';
import type { Capabilities } from '../../../../shared/ipc/chat-api';
import { knockTitle } from './words';

/** Characters of a message in a notification: no system shows more. */
const BODY_LENGTH = 160;

/** Shows notices; a room's newer one takes the place of its older one. */
export class Notices {
  readonly #open: (room: string) => void;
  /** The browser has the API and refuses to use it (Chrome on Android). */
  #broken = false;

  /** @param open - called with the room whose notification was clicked */
  constructor(open: (room: string) => void) {
    this.#open = open;
  }

  get permission(): Capabilities['notifications'] {
    if (this.#broken || !isSecureContext || typeof Notification === 'undefined') return 'unavailable';
    return Notification.permission === 'default' ? 'ask' : Notification.permission;
  }

  /** Asks the person, once they pressed the button that says why. */
  async ask(): Promise<void> {
    if (this.permission === 'ask') await Notification.requestPermission();
  }

  show({ room, roomName, author, text, count }: Notice): void {
    const line = text.replace(/\s+/g, ' ').trim().slice(0, BODY_LENGTH);
    const title = count > 1 ? `#${roomName} (${String(count)})` : `${author} · #${roomName}`;
    this.#show(title, { body: count > 1 ? `${author}: ${line}` : line, tag: room }, () => this.#open(room));
  }

  /** Somebody knocks: what there is to decide stands above every room. */
  knock({ id, name, words, hub }: KnockNotice): void {
    this.#show(knockTitle(name), { body: `${hub}: ${words}`, tag: `knock ${id}` });
  }

  #show(title: string, options: { body: string; tag: string }, open = (): void => undefined): void {
    if (this.permission !== 'granted') return;
    try {
      const notification = new Notification(title, { ...options, icon: './icon.svg' });
      notification.addEventListener('click', () => {
        notification.close();
        window.focus();
        open();
      });
    } catch {
      this.#broken = true;
    }
  }
}
