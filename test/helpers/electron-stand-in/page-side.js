/* eslint-disable -- read as text by driver.ts, which puts `bridge`, wire.mjs and the preload around it; it runs in the page. */
// @ts-nocheck

/** What contextBridge lets through: clones, and functions as wrappers that let through the same. */
function cross(value) {
  if (typeof value === 'function') {
    const wrapped = (...args) => cross(value(...args.map(cross)));
    return wrapped;
  }
  if (typeof value === 'symbol') throw new TypeError('stand-in: a symbol does not cross the context bridge');
  if (value === null || typeof value !== 'object') return value;
  if (value instanceof Promise) return value.then(cross, (error) => Promise.reject(cross(error)));
  if (value instanceof Error) return new Error(value.message);
  if (Array.isArray(value)) return value.map(cross);
  const prototype = Object.getPrototypeOf(value);
  const plain = prototype === Object.prototype || prototype === null || prototype.constructor?.toString().startsWith('class ');
  // Own fields of class instances cross; their prototype, and so their methods, do not.
  if (plain) return Object.fromEntries(Object.entries(value).map(([key, field]) => [key, cross(field)]));
  return structuredClone(value);
}

function freeze(value) {
  if (value === null || (typeof value !== 'object' && typeof value !== 'function')) return value;
  Object.values(value).forEach(freeze);
  return Object.freeze(value);
}

const listeners = new Map();

const ipcRenderer = strict('ipcRenderer', {
  async invoke(channel, ...args) {
    const answer = await bridge('invoke', { channel, text: cloneToText(args) });
    if (answer.ok) return decode(answer.text);
    throw new Error(`Error invoking remote method '${channel}': ${answer.error}`);
  },
  send(channel, ...args) {
    void bridge('send', { channel, text: cloneToText(args) });
  },
  on(channel, listener) {
    listeners.set(channel, [...(listeners.get(channel) ?? []), listener]);
    return ipcRenderer;
  },
  removeListener(channel, listener) {
    const found = listeners.get(channel) ?? [];
    const at = found.lastIndexOf(listener);
    listeners.set(
      channel,
      found.filter((_listener, index) => index !== at),
    );
    return ipcRenderer;
  },
  listenerCount: (channel) => (listeners.get(channel) ?? []).length,
});

const contextBridge = strict('contextBridge', {
  exposeInMainWorld(key, api) {
    if (Object.hasOwn(globalThis, key)) {
      throw new Error(`Cannot bind an API on top of an existing property on the window object: ${key}`);
    }
    Object.defineProperty(globalThis, key, { value: freeze(cross(api)), enumerable: true, writable: false, configurable: false });
  },
});

/** Pages of the stand-in are given no files of a disk. */
const webUtils = strict('webUtils', { getPathForFile: () => '' });

const electron = strict('electron (sandboxed preload)', { contextBridge, ipcRenderer, webUtils });

function strict(name, members) {
  return new Proxy(members, {
    get(target, member) {
      if (typeof member === 'symbol' || member === 'then' || member in target) return target[member];
      throw new TypeError(`stand-in: ${name} has no ${String(member)}`);
    },
  });
}

function requireForPreload(name) {
  if (name === 'electron' || name === 'electron/renderer') return electron;
  throw new Error(`module not found: ${name}`);
}

/** What main sends arrives as answers to one open question: no global is needed that the page could see. */
(async () => {
  for (;;) {
    const batch = await bridge('next', null);
    if (!batch) return;
    for (const { channel, text } of batch) {
      const args = decode(text);
      // Each listener in a task of its own: one that throws is reported and stops nobody.
      for (const listener of listeners.get(channel) ?? [])
        queueMicrotask(() => listener({ sender: ipcRenderer, ports: [] }, ...args));
    }
  }
})();
