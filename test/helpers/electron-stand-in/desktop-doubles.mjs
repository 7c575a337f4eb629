/** What belongs to the desktop around the window: recorded, answered from the test. */
import { EventEmitter } from 'node:events';
import { controls, mustBeReady, records } from './state.mjs';
import { strict } from './strict.mjs';

/** @type {{ shown: boolean, emit(name: string): boolean }[]} */
const notifications = [];

class NotificationDouble extends EventEmitter {
  shown = false;
  /** @param {{ title?: string, body?: string }} [options] */
  constructor({ title = '', body = '' } = {}) {
    super();
    this.title = title;
    this.body = body;
    return strict('Notification', this);
  }

  static isSupported() {
    return true;
  }

  show() {
    mustBeReady('Notification');
    this.shown = true;
    notifications.push(this);
    records.notifications.push({ title: this.title, body: this.body });
    this.emit('show', {});
  }

  close() {
    if (!this.shown) return;
    this.shown = false;
    this.emit('close', {});
  }
}
export const Notification = strict('Notification', NotificationDouble);

controls['clickNotification'] = (/** @type {number} */ index) => {
  const notification = notifications.at(index);
  if (!notification?.shown) throw new Error(`stand-in: notification ${index} is not on the screen`);
  notification.emit('click');
};

/** @typedef {{ label?: string, role?: string, type?: string, click?: () => void, submenu?: Item[] }} Item */

class MenuDouble {
  /** @type {Item[]} */
  items = [];

  /** @param {Item[]} template */
  static buildFromTemplate(template) {
    const menu = strict('Menu', new MenuDouble());
    menu.items = template.map((item) => {
      if (item.label === undefined && item.role === undefined && item.type !== 'separator') {
        throw new TypeError('Invalid submenu item: a label, a role or a separator');
      }
      return item;
    });
    return menu;
  }

  /** @param {MenuDouble | null} menu */
  static setApplicationMenu(menu) {
    applicationMenu = menu;
  }
}
/** @type {MenuDouble | null} */
let applicationMenu = null;
export const Menu = strict('Menu', MenuDouble);
controls['menuLabels'] = () => applicationMenu?.items.map(({ label, role }) => label ?? role);

/** @type {MenuDouble | null} */
let trayMenu = null;

class TrayDouble extends EventEmitter {
  /** @param {{ isEmpty(): boolean }} image */
  constructor(image) {
    super();
    if (image.isEmpty()) throw new Error('stand-in: a tray icon that nobody can see');
    return strict('Tray', this);
  }

  /** @param {string} text */
  setToolTip(text) {
    records.tooltip = text;
  }

  /** @param {MenuDouble} menu */
  setContextMenu(menu) {
    trayMenu = menu;
  }

  destroy() {
    trayMenu = null;
  }
}
export const Tray = strict('Tray', TrayDouble);
controls['clickTray'] = (/** @type {string} */ label) => {
  const item = trayMenu?.items.find((entry) => entry.label === label);
  if (!item?.click) throw new Error(`stand-in: the tray has no "${label}"`);
  setImmediate(item.click);
};

/** @type {number[]} */
const responses = [];
controls['answerDialog'] = (/** @type {number} */ response) => void responses.push(response);
export const dialog = strict('dialog', {
  /** @param {any[]} args - a window or none, then the options */
  async showMessageBox(...args) {
    const options = args.at(-1);
    records.dialogs.push({ message: options.message, detail: options.detail, buttons: options.buttons });
    return { response: responses.shift() ?? options.defaultId ?? 0, checkboxChecked: false };
  },
  /** @param {string} title @param {string} content */
  showErrorBox(title, content) {
    records.dialogs.push({ message: title, detail: content, buttons: [] });
  },
});

export const shell = strict('shell', {
  /** @param {string} url */
  async openExternal(url) {
    records.opened.push(url);
  },
});

export const clipboard = strict('clipboard', {
  /** @param {string} text */
  async writeText(text) {
    records.clipboard = String(text);
  },
  async readText() {
    return records.clipboard;
  },
});

/** @param {{ width: number, height: number } | null} size */
const image = (size) =>
  strict('NativeImage', {
    isEmpty: () => size === null,
    getSize: () => size ?? { width: 0, height: 0 },
    /** @param {{ width: number, height: number }} to */
    resize: (to) => image(size && to),
  });
export const nativeImage = strict('nativeImage', {
  createEmpty: () => image(null),
  /** @param {string} url */
  createFromDataURL(url) {
    const [, base64] = /^data:image\/png;base64,(.+)$/.exec(url) ?? [];
    const bytes = Buffer.from(base64 ?? '', 'base64');
    // Width and height stand in a PNG's first chunk.
    return bytes.length < 24 ? image(null) : image({ width: bytes.readUInt32BE(16), height: bytes.readUInt32BE(20) });
  },
});

export const nativeTheme = strict(
  'nativeTheme',
  Object.assign(new EventEmitter(), {
    themeSource: 'system',
    shouldUseDarkColors: process.env['HEARTH_STAND_IN_THEME'] === 'dark',
  }),
);

/** Seconds since somebody touched the machine. */
let idleTime = 0;
export const powerMonitor = strict('powerMonitor', Object.assign(new EventEmitter(), { getSystemIdleTime: () => idleTime }));
controls['idle'] = (/** @type {number} */ seconds) => {
  idleTime = seconds;
};
controls['power'] = (/** @type {string} */ event) => {
  if (powerMonitor.listenerCount(event) === 0) throw new Error(`stand-in: nobody listens to powerMonitor "${event}"`);
  powerMonitor.emit(event);
};

const area = { x: 0, y: 0, width: 1920, height: 1080 };
export const screen = strict('screen', {
  getAllDisplays() {
    mustBeReady('screen');
    return [{ id: 1, bounds: area, workArea: area, scaleFactor: 1 }];
  },
});
