/** The one window. */
import { join } from 'node:path';
import { BrowserWindow, nativeTheme } from 'electron';
import { report } from './log';
import type { Pages } from './pages';
import type { WindowState } from './window-state';

/** Fewer than this many crashes of a page within `CRASH_WINDOW` are followed by a fresh page; more would be a loop. */
const CRASHES = 3;
const CRASH_WINDOW = 60_000;

/** Painted before the page is: the theme colours of the renderer's index.html. */
const background = (): string => (nativeTheme.shouldUseDarkColors ? '#171311' : '#f3efe9');

/** Opens the window, hidden until it has something to show. */
export function openWindow(pages: Pages, state: WindowState, developing: boolean): BrowserWindow {
  const { maximized, bounds } = state;
  const window = new BrowserWindow({
    ...bounds,
    minWidth: 360,
    minHeight: 480,
    show: false,
    title: 'Hearth',
    backgroundColor: background(),
    webPreferences: {
      preload: join(import.meta.dirname, '../preload/index.cjs'),
      sandbox: true,
      contextIsolation: true,
      nodeIntegration: false,
      nodeIntegrationInWorker: false,
      nodeIntegrationInSubFrames: false,
      webSecurity: true,
      allowRunningInsecureContent: false,
      experimentalFeatures: false,
      webviewTag: false,
      devTools: developing,
      // Chromium would fetch its dictionaries from the internet.
      spellcheck: false,
    },
  });
  window.once('ready-to-show', () => {
    if (maximized) window.maximize();
    window.show();
  });
  reloadAfterCrash(window);
  window.loadURL(pages.start).catch((error: unknown) => report('page not loaded', { error }));
  return window;
}

/** Brings the window to the front, whatever became of it. */
export function showWindow(window: BrowserWindow): void {
  if (window.isMinimized()) window.restore();
  window.show();
  window.focus();
}

/** A page that died comes back fresh; the connection and the hub live elsewhere and notice nothing. */
function reloadAfterCrash(window: BrowserWindow): void {
  let crashes: number[] = [];
  window.webContents.on('render-process-gone', (_event, { reason }) => {
    if (reason === 'clean-exit') return;
    crashes = [...crashes.filter((at) => Date.now() - at < CRASH_WINDOW), Date.now()];
    report('page crashed', { reason, crashes: crashes.length });
    if (crashes.length < CRASHES && !window.isDestroyed()) window.webContents.reload();
  });
}
