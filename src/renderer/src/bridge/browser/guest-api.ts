/** ChatApi around a Chat that runs in the page. */
import type { Chat } from '../../../../client/chat';
import { chatCalls } from '../../../../client/chat-calls';
import { Emitter } from '../../../../shared/emitter';
import type { ChatApi, ChatState, MessageTarget } from '../../../../shared/ipc/chat-api';
import type { Outcome } from '../../../../shared/ipc/outcome';
import { noticeWords } from '../../../../client/unread/words';
import type { PlayedSound } from '../../../../shared/ipc/settings-api';
import { copyText } from './clipboard';
import type { LandingInvite } from './landing';
import { Notices } from './notices';
import { openLink } from './open-link';
import { watchIdlePage } from './presence';
import { pageSettings } from './settings';

const done: Outcome = { ok: true, value: null };
const cannot: Outcome = { ok: false, problem: { code: 'internal' } };

/** Tells the chat whether anybody looks, and when the machine or its network came back. */
function watchWindow(chat: Chat): void {
  const look = (): void => chat.setFocused(document.visibilityState === 'visible' && document.hasFocus());
  for (const event of ['focus', 'blur'] as const) window.addEventListener(event, look);
  document.addEventListener('visibilitychange', () => {
    look();
    if (document.visibilityState === 'visible') chat.wake();
  });
  window.addEventListener('online', () => chat.wake());
  window.addEventListener('pageshow', () => chat.wake());
  look();
}

/** What a guest's API is told of the page. */
export interface GuestOptions {
  temporary: boolean;
  /** The invite that led here. */
  invite: LandingInvite;
  /** Address of the hub that served the page. */
  here: () => string;
  /** What it is called, once it has said so. */
  place: Promise<string | null>;
}

/** The guest's API: hosting is not for browsers, and the hub is the one that served the page. */
export function guestApi(chat: Chat, { temporary, invite, here, place }: GuestOptions): ChatApi {
  const opened = new Emitter<MessageTarget>();
  const sounds = new Emitter<PlayedSound>();
  const settings = pageSettings();
  const changed = new Emitter<ChatState>();
  const notices = new Notices({ open: (target) => opened.emit(target), play: (sound) => sounds.emit(sound) });
  let called: string | null = null;
  const state = (): ChatState => ({
    ...chat.state(),
    hosting: { phase: 'off' },
    capabilities: {
      kind: 'browser',
      host: false,
      fixedHub: true,
      notifications: notices.permission,
      ...(called === null ? {} : { place: called }),
      ...(temporary ? { temporary: true as const } : {}),
    },
  });
  chat.onState(() => changed.emit(state()));
  chat.onNotice((notice) => notices.show(notice));
  chat.notifier.onSeen.on((room) => notices.seen(room));
  chat.onKnock((knock) => notices.knock(knock, chat.notifier.settings.sound));
  void settings.loadSettings().then((kept) => chat.notifier.set(kept.notices));
  void place.then((name) => {
    called = name;
    if (name !== null) changed.emit(state());
  });
  watchWindow(chat);
  watchIdlePage((idle) => chat.awareness.own.setIdle(idle));
  const join = async (address: string): Promise<Outcome> => {
    const outcome = await chat.join(invite.use(address));
    // Called off, or nobody there: it is as good as before.
    if (outcome.ok) invite.forget();
    return outcome;
  };
  return {
    getState: () => Promise.resolve(state()),
    ...chatCalls(chat),
    join,
    // Who was here before and comes by an invite comes to show it.
    openHub: (hubId) => (invite.pending ? join(here()) : chat.openHub(hubId)),
    host: () => Promise.resolve(cannot),
    stopHosting: () => Promise.resolve(cannot),
    copyText,
    openLink: (href) => Promise.resolve(openLink(href)),
    loadLedger: () => Promise.resolve([]),
    loadSettings: settings.loadSettings,
    changeSettings(parts) {
      if (parts.notices) chat.notifier.set(parts.notices);
      return settings.changeSettings(parts);
    },
    tryNotification() {
      chat.notifier.sample(noticeWords(document.documentElement.lang).sample);
      // The browser may refuse only when it is tried.
      changed.emit(state());
      return Promise.resolve(done);
    },
    async askNotifications() {
      await notices.ask();
      changed.emit(state());
      return done;
    },
    onState: (listener) => changed.on(listener),
    onTimeline: (listener) => chat.onTimeline(listener),
    onPresence: (listener) => chat.onPresence(listener),
    onOutbox: (listener) => chat.onOutbox(listener),
    onTransfers: (listener) => chat.files.onTransfers(listener),
    onTyping: (listener) => chat.awareness.onTyping(listener),
    onReads: (listener) => chat.awareness.onReads(listener),
    onStatuses: (listener) => chat.awareness.onStatuses(listener),
    onOpenMessage: (listener) => opened.on(listener),
    onSound: (listener) => sounds.on(listener),
    // Links of the scheme `hearth:` are opened by the system, which knows no pages.
    onInvite: () => () => undefined,
  };
}
