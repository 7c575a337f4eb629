/* eslint-disable @typescript-eslint/no-require-imports -- a sandboxed preload is CommonJS */
const { contextBridge, ipcRenderer } = require('electron');

/** @param {() => unknown} attempt */
const refusal = (attempt) => {
  try {
    attempt();
    return null;
  } catch (error) {
    return error instanceof Error ? error.message : String(error);
  }
};

class Box {
  field = 1;
  method() {
    return 2;
  }
}

/** @type {Record<string, string | null>} */
const refusals = {
  fs: refusal(() => require('fs')),
  ipcMain: refusal(() => require('electron').ipcMain),
  process: typeof process,
};

contextBridge.exposeInMainWorld('fixture', {
  /** @param {string} name @param {...unknown} args */
  call: (name, ...args) => ipcRenderer.invoke(name, ...args),
  /** @param {(value: unknown) => void} listener */
  onTold(listener) {
    const own = (/** @type {unknown} */ _event, /** @type {unknown} */ value) => listener(value);
    ipcRenderer.on('told', own);
    return () => void ipcRenderer.removeListener('told', own);
  },
  box: new Box(),
  refusals,
});
refusals['twice'] = refusal(() => contextBridge.exposeInMainWorld('fixture', {}));
contextBridge.exposeInMainWorld('later', { refusals });
