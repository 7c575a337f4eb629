/** The running app: one window, one chat, at most one hub, and the system around them. */
import { app, Notification, session } from 'electron';
import { answerNotice } from '../client/answer';
import { Chat } from '../client/chat';
import { ChatService } from './chat-service';
import { choosePaths, chosenFiles } from './chosen-files';
import { fileBytes } from './files/bytes';
import { fileWire } from './files/wire';
import { systemClock } from './clock';
import { Hosting } from './hosting';
import { handleAll, tell } from './ipc';
import { loadHubKey } from './key-store';
import { openKeyring } from './keyring';
import { Ledger } from './ledger';
import { MainWindow } from './main-window';
import { setMenu } from './menu';
import { lockNavigation } from './navigation';
import { Notifications } from './notifications';
import { reveal } from './open-link';
import { OwnHubs } from './own-hubs';
import type { Pages } from './pages';
import { guardPermissions } from './permissions';
import { openPorts } from './ports';
import { onWake, watchIdle } from './power';
import { serveBundle } from './protocol';
import { guardQuit } from './quit';
import { guardRequests } from './requests';
import { showTheme } from './theme';
import { makeTray, nameTray, showUnread } from './unread';
import { wordsFor, type Words } from './words';
import { dialWs } from './ws-transport';

/** Where the app finds its files and pages. */
export interface DesktopOptions {
  /** Data directory. */
  folder: string;
  /** The built renderer. */
  bundle: string;
  pages: Pages;
  developing: boolean;
}

/** The app, once it runs. */
export interface Desktop {
  /** Brings the window to the front; a link is shown there as a question, never followed. */
  show(link: string | null): void;
}

/** Opens the window on the first screen and connects everything to it. After `ready`. */
export async function startDesktop({ folder, bundle, pages, developing }: DesktopOptions): Promise<Desktop> {
  // One object that all share: what it says changes with the language.
  const words = { ...wordsFor(app.getLocale()) };
  const speak = (language: string): void => {
    Object.assign(words, wordsFor(language === 'system' ? app.getLocale() : language));
    setMenu(words, developing);
  };
  const ledger = await Ledger.load(folder, systemClock);
  // Before the first window: a page must never exist without its guards.
  guardPages(pages);
  // The dev server's page is reloaded over a socket of its own.
  if (!developing) guardRequests(session.defaultSession, pages, (url) => ledger.stopped(url));
  serveBundle(bundle, pages);

  const keyring = await openKeyring();
  const ports = await openPorts(folder, ledger.recording(dialWs), keyring);
  // Before the first window, which is painted in its colour.
  const settings = await ports.store.settings.load();
  showTheme(settings.appearance.theme);
  speak(settings.appearance.language);
  const hosting = new Hosting(ports.identity.memberId, (dataDir) => loadHubKey(dataDir, keyring));
  const files = chosenFiles(() => main.window, words);
  const bytes = fileBytes({
    ...{ folder, reveal, downloads: () => app.getPath('downloads') },
    choose: () => choosePaths(() => main.window),
  });
  const chat = new Chat({ ...ports, files, carriage: { bytes, wire: ledger.recordingFiles(fileWire()) } });
  chat.notifier.set(settings.notices);
  await chat.start();
  const service = new ChatService(chat, hosting, await OwnHubs.load(folder), ledger, ports.store.settings, words);
  const main = await MainWindow.prepare({
    folder,
    pages,
    developing,
    quitting: () => quitting(),
    stays: () => service.hosting || process.platform === 'darwin',
  });
  const quitting = guardQuit({
    words,
    window: () => main.window,
    others: () => service.othersConnected(),
    close: () => Promise.all([service.close().then(() => ledger.close()), main.keepPlace()]),
  });

  const handlers = service.handlers();
  const getState = (): ReturnType<typeof handlers.getState> => {
    main.pageListens();
    return handlers.getState();
  };
  handleAll({ ...handlers, getState }, pages);
  tellPage(chat, service, main);
  service.spoken.on(speak);
  surround(chat, service, main, words);

  // Until the window says otherwise, nobody is looking.
  chat.setFocused(false);
  main.open();
  return {
    show(link) {
      main.open();
      if (link !== null) main.ask(link);
    },
  };
}

function guardPages(pages: Pages): void {
  app.on('web-contents-created', (_event, contents) => lockNavigation(contents, pages));
  app.on('session-created', (created) => guardPermissions(created, pages));
  guardPermissions(session.defaultSession, pages);
}

function tellPage(chat: Chat, service: ChatService, main: MainWindow): void {
  service.changed.on((state) => tell(main.contents, 'onState', state));
  chat.onTimeline((event) => tell(main.contents, 'onTimeline', event));
  chat.onPresence((event) => tell(main.contents, 'onPresence', event));
  chat.onOutbox((event) => tell(main.contents, 'onOutbox', event));
  chat.files.onTransfers((transfers) => tell(main.contents, 'onTransfers', transfers));
  chat.awareness.onTyping((event) => tell(main.contents, 'onTyping', event));
  chat.awareness.onReads((event) => tell(main.contents, 'onReads', event));
  chat.awareness.onStatuses((event) => tell(main.contents, 'onStatuses', event));
}

/** Notifications, tray, badge, sleep. */
function surround(chat: Chat, service: ChatService, main: MainWindow, words: Words): void {
  const { notifier } = chat;
  const notifications = new Notifications(words, {
    open(target) {
      main.open();
      if (target) main.show(target);
    },
    // Who answers has read what it answers.
    reply: (target, text) => void answerNotice(chat, target, text),
    play: (sound) => tell(main.contents, 'onSound', sound),
  });
  const offered = { open: () => main.open(), quit: () => app.quit() };
  const tray = makeTray(words, offered);
  service.spoken.on(() => nameTray(tray, words, offered));
  service.changed.on(() => showUnread(chat.unread() + chat.knocking(), words, tray, main.window));
  chat.onNotice((notice) => notifications.show(notice));
  notifier.onSeen.on((room) => notifications.seen(room));
  chat.onKnock((knock) => notifications.knock(knock, notifier.settings.sound, () => main.open()));
  main.looking.on((looking) => {
    chat.setFocused(looking);
    if (looking) notifications.clear();
  });
  const off = main.hidden.on(() => {
    if (!service.hosting) return;
    // Once: whoever closes the window again knows.
    off();
    new Notification({ title: words.hostingStays, body: words.hostingStaysWhy }).show();
  });
  app.on('window-all-closed', () => app.quit());
  onWake(() => chat.wake());
  watchIdle((idle) => chat.awareness.own.setIdle(idle));
}
