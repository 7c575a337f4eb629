/** The window through its life: opened, hidden while hosting goes on, shown again, gone. */
import type { BrowserWindow, WebContents } from 'electron';
import { Emitter } from '../shared/emitter';
import type { MessageTarget } from '../shared/ipc/chat-api';
import { tell } from './ipc';
import type { Pages } from './pages';
import { openWindow, showWindow } from './window';
import { loadWindowState, saveWindowState, windowStateOf, type WindowState } from './window-state';

/** What the window asks before it closes. */
export interface MainWindowOptions {
  /** Data directory, where its place is kept. */
  folder: string;
  pages: Pages;
  developing: boolean;
  /** The app is quitting, and past its question. */
  quitting: () => boolean;
  /** Closing the window must not end the app now. */
  stays: () => boolean;
}

/** At most one window. */
export class MainWindow {
  /** Whether the person looks at it. */
  readonly looking = new Emitter<boolean>();
  /** It was closed by the person and is only hidden. */
  readonly hidden = new Emitter<null>();
  readonly #options: MainWindowOptions;
  #window: BrowserWindow | null = null;
  #place: WindowState;
  #listening = false;
  #invite: string | null = null;
  #target: MessageTarget | null = null;

  private constructor(options: MainWindowOptions, place: WindowState) {
    this.#options = options;
    this.#place = place;
  }

  /** Reads where it was last; opens nothing yet. After `ready`. */
  static async prepare(options: MainWindowOptions): Promise<MainWindow> {
    return new MainWindow(options, await loadWindowState(options.folder));
  }

  get window(): BrowserWindow | null {
    return this.#window;
  }

  get contents(): WebContents | undefined {
    return this.#window?.webContents;
  }

  /** Opens it, or brings it to the front. */
  open(): void {
    if (this.#window) return showWindow(this.#window);
    const { pages, developing } = this.#options;
    this.#window = openWindow(pages, this.#place, developing);
    this.#watch(this.#window);
  }

  /** Has the page ask about a link: now, or as soon as it listens. */
  ask(link: string): void {
    this.#invite = link;
    if (this.#listening) this.#pass();
  }

  /** Has the page show a message: now, or as soon as it listens. */
  show(target: MessageTarget): void {
    this.#target = target;
    if (this.#listening) this.#pass();
  }

  /** The page asked for its state: it hears what it is told from now on, and nothing that was told earlier. */
  pageListens(): void {
    this.#listening = true;
    setImmediate(() => this.#pass());
  }

  /** Writes where it is, for the next start. */
  async keepPlace(): Promise<void> {
    if (this.#window) this.#place = windowStateOf(this.#window);
    await saveWindowState(this.#options.folder, this.#place);
  }

  #pass(): void {
    if (this.#invite !== null) tell(this.contents, 'onInvite', this.#invite);
    if (this.#target !== null) tell(this.contents, 'onOpenMessage', this.#target);
    this.#invite = this.#target = null;
  }

  #watch(window: BrowserWindow): void {
    const away = (): void => this.looking.emit(false);
    window.on('focus', () => this.looking.emit(true));
    window.on('blur', away);
    window.on('hide', away);
    window.on('minimize', away);
    window.webContents.on('did-start-loading', () => {
      this.#listening = false;
    });
    window.on('close', (event) => {
      this.#place = windowStateOf(window);
      if (this.#options.quitting() || !this.#options.stays()) return;
      event.preventDefault();
      window.hide();
      this.hidden.emit(null);
    });
    window.on('closed', () => {
      this.#window = null;
    });
  }
}
