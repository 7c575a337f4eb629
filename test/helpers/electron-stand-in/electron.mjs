/** Stands for the module `electron` in the main process. What is not here does not import: Node names it. */
import { app } from './app.mjs';
import { BrowserWindow, ipcMain } from './browser-window.mjs';
import {
  clipboard,
  dialog,
  Menu,
  nativeImage,
  nativeTheme,
  Notification,
  powerMonitor,
  screen,
  shell,
  Tray,
} from './desktop-doubles.mjs';
import { safeStorage } from './safe-storage.mjs';
import { protocol, session } from './session.mjs';
import { strict } from './strict.mjs';
import { utilityProcess } from './utility-process.mjs';

const members = {
  app,
  BrowserWindow,
  clipboard,
  dialog,
  ipcMain,
  Menu,
  nativeImage,
  nativeTheme,
  Notification,
  powerMonitor,
  protocol,
  safeStorage,
  screen,
  session,
  shell,
  Tray,
  utilityProcess,
};

export default strict('electron', members);
export {
  app,
  BrowserWindow,
  clipboard,
  dialog,
  ipcMain,
  Menu,
  nativeImage,
  nativeTheme,
  Notification,
  powerMonitor,
  protocol,
  safeStorage,
  screen,
  session,
  shell,
  Tray,
  utilityProcess,
};
