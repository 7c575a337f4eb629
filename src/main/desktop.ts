/** The running app: one window, one chat, at most one hub, and the system around them. */
import { join } from 'node:path';
import { app, Notification, session, type BrowserWindow, type WebContents } from 'electron';
import { Chat } from '../client/chat';
import { ChatService } from './chat-service';
import { Hosting } from './hosting';
import { handleAll, tell } from './ipc';
import { setMenu } from './menu';
import { lockNavigation } from './navigation';
import { Notifications } from './notifications';
import type { Pages } from './pages';
import { guardPermissions } from './permissions';
import { openPorts } from './ports';
import { onWake } from './power';
import { serveBundle } from './protocol';
import { guardQuit } from './quit';
import { makeTray, showUnread } from './unread';
import { openWindow, showWindow } from './window';
import { loadWindowState, saveWindowState, type WindowState } from './window-state';
import { wordsFor } from './words';

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
  const words = wordsFor(app.getLocale());
  // Before the first window: a page must never exist without its guards.
  app.on('web-contents-created', (_event, contents) => lockNavigation(contents, pages));
  app.on('session-created', (created) => guardPermissions(created, pages));
  guardPermissions(session.defaultSession, pages);
  serveBundle(bundle, pages);
  setMenu(words, developing);

  const chat = new Chat(await openPorts(folder));
  await chat.start();
  const service = new ChatService(chat, new Hosting(join(folder, 'hub')));

  let window: BrowserWindow | null = null;
  let place: WindowState = await loadWindowState(folder);
  let invite: string | null = null;
  let listening = false;
  let explained = false;
  const contents = (): WebContents | undefined => window?.webContents;
  const passInvite = (): void => {
    if (invite === null || !listening) return;
    tell(contents(), 'onInvite', invite);
    invite = null;
  };

  const notifications = new Notifications(words, (room) => {
    open();
    tell(contents(), 'onOpenRoom', room);
  });
  const mayClose = guardQuit({
    words,
    window: () => window,
    others: () => service.othersConnected(),
    close: async () => {
      await Promise.all([service.close(), saveWindowState(folder, place)]);
    },
  });
  const tray = makeTray(words, { open: () => open(), quit: () => app.quit() });

  const handlers = service.handlers();
  handleAll(
    {
      ...handlers,
      getState: () => {
        // The page that asks for its state listens from now on; an invite sent earlier would have reached nobody.
        listening = true;
        setImmediate(passInvite);
        return handlers.getState();
      },
    },
    pages,
  );
  service.changed.on((state) => {
    tell(contents(), 'onState', state);
    showUnread(chat.unread(), words, tray, window);
  });
  chat.onTimeline((event) => tell(contents(), 'onTimeline', event));
  chat.onPresence((event) => tell(contents(), 'onPresence', event));
  chat.onOutbox((event) => tell(contents(), 'onOutbox', event));
  chat.onNotice((notice) => notifications.show(notice));
  onWake(() => chat.wake());

  const open = (): void => {
    if (window) return showWindow(window);
    window = openWindow(pages, place, developing);
    watch(window);
  };

  const watch = (opened: BrowserWindow): void => {
    opened.on('focus', () => {
      chat.setFocused(true);
      notifications.clear();
    });
    const away = (): void => chat.setFocused(false);
    opened.on('blur', away);
    opened.on('hide', away);
    opened.on('minimize', away);
    opened.webContents.on('did-start-loading', () => {
      listening = false;
    });
    opened.on('close', (event) => {
      place = { bounds: opened.getNormalBounds(), maximized: opened.isMaximized() };
      if (mayClose() || !(service.hosting || process.platform === 'darwin')) return;
      event.preventDefault();
      opened.hide();
      if (service.hosting && !explained) explain();
    });
    opened.on('closed', () => {
      window = null;
    });
  };

  const explain = (): void => {
    explained = true;
    new Notification({ title: words.hostingStays, body: words.hostingStaysWhy }).show();
  };

  app.on('window-all-closed', () => app.quit());
  // Until the window says otherwise, nobody is looking.
  chat.setFocused(false);
  open();
  return {
    show(link) {
      open();
      if (link === null) return;
      invite = link;
      passInvite();
    },
  };
}
