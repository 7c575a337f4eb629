/** `BrowserWindow` and its webContents over a page of the driver's Chromium; `ipcMain` on the other end. */
import { EventEmitter } from 'node:events';
import { readFileSync } from 'node:fs';
import { app, openWindows } from './app.mjs';
import { controls, driver, lifecycle, mustBeReady, records } from './state.mjs';
import { preventable, strict } from './strict.mjs';
import { cloneToText, decode } from './wire.mjs';

/** @type {Map<string, (event: object, ...args: any[]) => unknown>} */
const answers = new Map();
/** @type {Map<number, Window>} */
const windows = new Map();
let last = 0;

export const ipcMain = strict('ipcMain', {
  /** @param {string} channel @param {(event: object, ...args: any[]) => unknown} listener */
  handle(channel, listener) {
    if (answers.has(channel)) throw new Error(`Attempted to register a second handler for '${channel}'`);
    answers.set(channel, listener);
  },
  /** @param {string} channel */
  removeHandler: (channel) => void answers.delete(channel),
});

/** Electron's defaults of what the app may set. */
const defaults = {
  sandbox: true,
  contextIsolation: true,
  nodeIntegration: false,
  nodeIntegrationInWorker: false,
  nodeIntegrationInSubFrames: false,
  webSecurity: true,
  allowRunningInsecureContent: false,
  experimentalFeatures: false,
  webviewTag: false,
  devTools: true,
  spellcheck: true,
  preload: '',
};

/** @param {Record<string, unknown>} given */
function webPreferences(given) {
  for (const name of Object.keys(given)) if (!(name in defaults)) throw new Error(`stand-in: no webPreferences.${name}`);
  const merged = { ...defaults, ...given };
  if (!merged.sandbox || !merged.contextIsolation || merged.nodeIntegration) {
    throw new Error('stand-in: only windows with sandbox and context isolation, and without node integration');
  }
  return merged;
}

class WebContents extends EventEmitter {
  _destroyed = false;
  url = '';
  /** @type {((details: { url: string }) => { action: string }) | null} */
  windowOpenHandler = null;

  /** @param {number} id @param {typeof defaults} preferences */
  constructor(id, preferences) {
    super();
    this.id = id;
    this.preferences = preferences;
  }

  getLastWebPreferences() {
    return { ...this.preferences };
  }

  getURL() {
    return this.url;
  }

  isDestroyed() {
    return this._destroyed;
  }

  /** @param {(details: { url: string }) => { action: string }} handler */
  setWindowOpenHandler(handler) {
    this.windowOpenHandler = handler;
  }

  /** @param {string} channel @param {...unknown} args */
  send(channel, ...args) {
    driver('emit', this.id, channel, cloneToText(args)).catch(() => undefined);
  }

  reload() {
    void load(this, () => driver('reload', this.id));
  }
}

/** @param {WebContents} contents @param {() => Promise<unknown>} start */
async function load(contents, start) {
  contents.emit('did-start-loading');
  await start();
  contents.emit('dom-ready', {});
  contents.emit('did-finish-load');
}

class Window extends EventEmitter {
  _destroyed = false;
  _visible = false;
  _focused = false;
  _minimized = false;
  _maximized = false;

  /** @param {Record<string, any>} [options] */
  constructor(options = {}) {
    super();
    mustBeReady('BrowserWindow');
    const { webPreferences: given = {}, width = 800, height = 600, x = 0, y = 0, show = true } = options;
    this.id = ++last;
    this.bounds = { x, y, width, height };
    const contents = new WebContents(this.id, webPreferences(given));
    this._contents = contents;
    this.webContents = strict('webContents', contents, () => contents._destroyed);
    const { preload } = contents.preferences;
    // Read now: a preload that is missing or is no CommonJS shows at once and not as a page without an API.
    const source = preload === '' ? null : readFileSync(preload, 'utf8');
    this._opened = driver('open', this.id, { width, height, preload: source });
    const proxy = strict('BrowserWindow', this, () => this._destroyed);
    windows.set(this.id, proxy);
    openWindows.add(proxy);
    app.emit('web-contents-created', {}, this.webContents);
    app.emit('browser-window-created', {}, proxy);
    if (show) proxy.show();
    return proxy;
  }

  static getAllWindows() {
    return [...windows.values()];
  }

  static getFocusedWindow() {
    return [...windows.values()].find((window) => window._focused) ?? null;
  }

  /** @param {string} url */
  async loadURL(url) {
    await this._opened;
    this.webContents.url = url;
    await load(this.webContents, () => driver('load', this.id, url));
    if (!this._destroyed) this.emit('ready-to-show');
  }

  show() {
    this._visible = true;
    this.emit('show');
    this.focus();
  }

  hide() {
    this._visible = false;
    this.emit('hide');
    this.blur();
  }

  focus() {
    if (!this._visible || this._focused) return;
    this._focused = true;
    this.emit('focus');
  }

  blur() {
    if (!this._focused) return;
    this._focused = false;
    this.emit('blur');
  }

  isFocused() {
    return this._focused;
  }

  isVisible() {
    return this._visible;
  }

  isMinimized() {
    return this._minimized;
  }

  isMaximized() {
    return this._maximized;
  }

  maximize() {
    this._maximized = true;
  }

  minimize() {
    this._minimized = true;
    this.emit('minimize');
    this.blur();
  }

  restore() {
    this._minimized = false;
    this.emit('restore');
  }

  getNormalBounds() {
    return { ...this.bounds };
  }

  getBounds() {
    return { ...this.bounds };
  }

  /** @param {unknown} image @param {string} description */
  setOverlayIcon(image, description) {
    records.overlay = image === null ? '' : description;
  }

  isDestroyed() {
    return this._destroyed;
  }

  close() {
    const event = preventable({});
    this.emit('close', event);
    if (!event.defaultPrevented) this.destroy();
  }

  destroy() {
    if (this._destroyed) return;
    this._destroyed = true;
    windows.delete(this.id);
    for (const window of openWindows) if (window.isDestroyed()) openWindows.delete(window);
    this._contents._destroyed = true;
    driver('close', this.id).catch(() => undefined);
    this.emit('closed');
    if (windows.size > 0 || lifecycle.quitting) return;
    if (app.listenerCount('window-all-closed') > 0) app.emit('window-all-closed');
    else app.quit();
  }
}

export const BrowserWindow = strict('BrowserWindow', Window);

/** @param {number} id */
const contentsOf = (id) => windows.get(id)?.webContents;

controls['invoke'] = async (
  /** @type {number} */ id,
  /** @type {{ channel: string, text: string }} */ { channel, text },
  /** @type {{ url: string, main: boolean } | null} */ frame,
) => {
  const listener = answers.get(channel);
  if (!listener) return { ok: false, error: `Error: No handler registered for '${channel}'` };
  const senderFrame = frame && strict('WebFrameMain', { url: frame.url, parent: frame.main ? null : {} });
  try {
    const value = await listener({ sender: contentsOf(id), senderFrame, frameId: 1, processId: 1 }, ...decode(text));
    return { ok: true, text: cloneToText(value) };
  } catch (error) {
    return { ok: false, error: String(error) };
  }
};

/** A page wants to go somewhere by itself. */
controls['navigating'] = (/** @type {number} */ id, /** @type {{ url: string, main: boolean }} */ { url, main }) => {
  const contents = contentsOf(id);
  if (!contents) return false;
  const events = main ? ['will-frame-navigate', 'will-navigate'] : ['will-frame-navigate'];
  return events.every((name) => {
    const event = preventable({ url, isMainFrame: main });
    contents.emit(name, event, url);
    return !event.defaultPrevented;
  });
};

/** A page wants a window. */
controls['popup'] = (/** @type {number} */ id, /** @type {string} */ url) => {
  const action = contentsOf(id)?.windowOpenHandler?.({ url }).action ?? 'allow';
  if (action !== 'deny') throw new Error('stand-in: a second window is not provided');
};

/** Whether a page gets a webview. */
controls['attachWebview'] = () => {
  const event = preventable({});
  contentsOf([...windows.keys()][0] ?? 0)?.emit('will-attach-webview', event, {}, {});
  return !event.defaultPrevented;
};

controls['crashed'] = (/** @type {number} */ id) =>
  void contentsOf(id)?.emit('render-process-gone', {}, { reason: 'crashed', exitCode: 139 });
controls['closeWindow'] = () => void setImmediate(() => [...windows.values()][0]?.close());
controls['focus'] = (/** @type {boolean} */ focused) => {
  for (const window of windows.values()) {
    if (focused) window.focus();
    else window.blur();
  }
};
controls['windows'] = () =>
  [...windows.values()].map(({ _visible, _focused, webContents }) => ({
    visible: _visible,
    focused: _focused,
    webPreferences: webContents.getLastWebPreferences(),
  }));
