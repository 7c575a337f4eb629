/** Notices as the browser's notifications, where the context allows them. */
import type { KnockNotice, Notice } from '../../../../client/ports';
import { noticeText, noticeWords, type NoticeWords } from '../../../../client/unread/words';
import type { Capabilities, MessageTarget } from '../../../../shared/ipc/chat-api';
import { playedSounds, type NoticeSettings, type PlayedSound } from '../../../../shared/ipc/settings-api';

/** What becomes of a notification. */
export interface NoticeActions {
  /** It was clicked. */
  open(target: MessageTarget): void;
  /** A sound of Hearth's own is to be heard. */
  play(sound: PlayedSound): void;
}

/** In the language of the page. */
const words = (): NoticeWords => noticeWords(document.documentElement.lang);

/** Shows notices; a room's newer one takes the place of its older one. */
export class Notices {
  readonly #actions: NoticeActions;
  readonly #shown = new Map<string, Notification>();
  /** The browser has the API and refuses to use it (Chrome on Android). */
  #broken = false;

  constructor(actions: NoticeActions) {
    this.#actions = actions;
  }

  get permission(): Capabilities['notifications'] {
    if (this.#broken || !isSecureContext || typeof Notification === 'undefined') return 'unavailable';
    return Notification.permission === 'default' ? 'ask' : Notification.permission;
  }

  /** Asks the person, once they pressed the button that says why. */
  async ask(): Promise<void> {
    if (this.permission === 'ask') await Notification.requestPermission();
  }

  show(notice: Notice): void {
    const { hub, room, seq, kind, sound } = notice;
    const open = (): void => {
      if (room !== '') this.#actions.open({ hub, room, seq });
    };
    this.#show(keyOf(kind === 'many' ? '' : room, kind), noticeText(notice, words()), sound, open);
  }

  /** Somebody knocks: what there is to decide stands above every room. */
  knock({ id, name, words: key, hub }: KnockNotice, sound: NoticeSettings['sound']): void {
    this.#show(`knock ${id}`, { title: words().knocks(name), body: `${hub}: ${key}` }, sound, () => undefined);
  }

  /** What was said in a room was read elsewhere: nothing of it is news. */
  seen(room: string): void {
    const key = keyOf(room, 'message');
    this.#shown.get(key)?.close();
    this.#shown.delete(key);
  }

  #show(tag: string, { title, body }: { title: string; body: string }, sound: NoticeSettings['sound'], open: () => void): void {
    if (this.permission !== 'granted') return;
    try {
      const notification = new Notification(title, { body, tag, icon: './icon.svg', silent: sound !== 'system' });
      this.#shown.set(tag, notification);
      notification.addEventListener('click', () => {
        this.#shown.delete(tag);
        notification.close();
        window.focus();
        open();
      });
    } catch {
      this.#broken = true;
      return;
    }
    const own = playedSounds.find((one) => one === sound);
    if (own) this.#actions.play(own);
  }
}

const keyOf = (room: string, kind: Notice['kind']): string => `${kind} ${room}`;
