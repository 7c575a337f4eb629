/** The application menu: what the system's own shortcuts and screen readers need, and nothing more. */
import { Menu, type MenuItemConstructorOptions } from 'electron';
import type { Words } from './words';

/** The menu for a platform; developer tools only while developing. */
export function menuTemplate(words: Words, platform: NodeJS.Platform, developing: boolean): MenuItemConstructorOptions[] {
  const zoom: MenuItemConstructorOptions[] = [{ role: 'resetZoom' }, { role: 'zoomIn' }, { role: 'zoomOut' }];
  const tools: MenuItemConstructorOptions[] = [{ type: 'separator' }, { role: 'reload' }, { role: 'toggleDevTools' }];
  return [
    platform === 'darwin' ? { role: 'appMenu' } : { label: words.file, submenu: [{ role: 'quit', label: words.quit }] },
    { role: 'editMenu', label: words.edit },
    {
      label: words.view,
      submenu: [...zoom, { type: 'separator' }, { role: 'togglefullscreen' }, ...(developing ? tools : [])],
    },
    { role: 'windowMenu', label: words.window },
  ];
}

/** Sets it. */
export function setMenu(words: Words, developing: boolean): void {
  Menu.setApplicationMenu(Menu.buildFromTemplate(menuTemplate(words, process.platform, developing)));
}
