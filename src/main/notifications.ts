/** Notices as the system's own notifications. */
import { Notification, type NotificationConstructorOptions } from 'electron';
import type { KnockNotice, Notice } from '../client/ports';
import { noticeText } from '../client/unread/words';
import type { MessageTarget } from '../shared/ipc/chat-api';
import { playedSounds, type NoticeSettings, type PlayedSound } from '../shared/ipc/settings-api';
import type { Words } from './words';

/** Systems whose notifications take an answer; elsewhere there is no field for one. */
const ANSWERS: readonly NodeJS.Platform[] = ['darwin', 'win32'];

/** What becomes of a notification. */
export interface NotificationActions {
  /** It was clicked; null where it is about no message. */
  open(target: MessageTarget | null): void;
  /** It was answered where it stands. */
  reply(target: MessageTarget, text: string): void;
  /** A sound of Hearth's own is to be heard. */
  play(sound: PlayedSound): void;
}

/** Shows notices; a room's newer one takes the place of its older one. */
export class Notifications {
  readonly #shown = new Map<string, Notification>();
  readonly #words: Words;
  readonly #actions: NotificationActions;
  readonly #answers: boolean;

  /** @param platform - of this system */
  constructor(words: Words, actions: NotificationActions, platform: NodeJS.Platform = process.platform) {
    this.#words = words;
    this.#actions = actions;
    this.#answers = ANSWERS.includes(platform);
  }

  show(notice: Notice): void {
    const { hub, room, seq, sound, kind } = notice;
    const target = room === '' ? null : { hub, room, seq };
    const answers = this.#answers && kind === 'message' && target !== null;
    const reply = answers ? { hasReply: true, replyPlaceholder: this.#words.reply } : {};
    const { open, reply: answer } = this.#actions;
    const options = { ...noticeText(notice, this.#words.notices), ...reply };
    const shown = this.#show(keyOf(kind === 'many' ? '' : room, kind), options, sound, () => open(target));
    if (answers) shown?.on('reply', (details) => answer(target, details.reply));
  }

  /** Somebody knocks. @param open - called when it was clicked: what there is to decide stands above every room */
  knock({ id, name, words, hub }: KnockNotice, sound: NoticeSettings['sound'], open: () => void): void {
    this.#show(`knock ${id}`, { title: this.#words.notices.knocks(name), body: `${hub}: ${words}` }, sound, open);
  }

  #show(
    key: string,
    options: NotificationConstructorOptions,
    sound: NoticeSettings['sound'],
    open: () => void,
  ): Notification | null {
    if (!Notification.isSupported()) return null;
    this.#shown.get(key)?.close();
    const notification = new Notification({ ...options, silent: sound !== 'system' });
    notification.on('click', () => {
      this.#shown.delete(key);
      open();
    });
    this.#shown.set(key, notification);
    notification.show();
    const own = playedSounds.find((one) => one === sound);
    if (own) this.#actions.play(own);
    return notification;
  }

  /** What was said in a room was read elsewhere: nothing of it is news. */
  seen(room: string): void {
    const key = keyOf(room, 'message');
    this.#shown.get(key)?.close();
    this.#shown.delete(key);
  }

  /** Takes back what is shown: the person is here and sees for themselves. */
  clear(): void {
    for (const notification of this.#shown.values()) notification.close();
    this.#shown.clear();
  }
}

const keyOf = (room: string, kind: Notice['kind']): string => `${kind} ${room}`;
