/** The number of unread messages on the app's icon and in the tray. */
import { app, Menu, nativeImage, Tray, type BrowserWindow } from 'electron';
import dot from './assets/dot.png?inline';
import icon from './assets/tray.png?inline';
import type { Words } from './words';

/** What the tray offers. */
export interface TrayActions {
  open(): void;
  quit(): void;
}

/** Shows the tray icon. The caller keeps it: a collected Tray disappears. */
export function makeTray(words: Words, actions: TrayActions): Tray {
  const image = nativeImage.createFromDataURL(icon);
  // macOS draws the menu bar's icons at 16 points; elsewhere the system scales.
  const tray = new Tray(process.platform === 'darwin' ? image.resize({ width: 16, height: 16 }) : image);
  tray.setToolTip('Hearth');
  nameTray(tray, words, actions);
  tray.on('click', () => actions.open());
  return tray;
}

/** Its menu, in the language that is spoken now. */
export function nameTray(tray: Tray, words: Words, actions: TrayActions): void {
  tray.setContextMenu(
    Menu.buildFromTemplate([
      { label: words.open, click: () => actions.open() },
      { type: 'separator' },
      { label: words.quit, click: () => actions.quit() },
    ]),
  );
}

/** Says the number everywhere the platform has a place for it. */
export function showUnread(count: number, words: Words, tray: Tray, window: BrowserWindow | null): void {
  app.setBadgeCount(count);
  tray.setToolTip(count === 0 ? 'Hearth' : words.unread(count));
  if (process.platform !== 'win32' || !window || window.isDestroyed()) return;
  // Windows has no number on icons; a dot with words for screen readers is its way.
  window.setOverlayIcon(count === 0 ? null : nativeImage.createFromDataURL(dot), count === 0 ? '' : words.unread(count));
}
