/** `app`: life from ready to quit, paths, the lock. */
import { EventEmitter } from 'node:events';
import { mkdirSync, readdirSync, readFileSync, rmSync, watch, writeFileSync } from 'node:fs';
import { isAbsolute, join } from 'node:path';
import { controls, lifecycle, records } from './state.mjs';
import { preventable, strict } from './strict.mjs';

/** @type {Map<string, string>} */
const paths = new Map();
/** Windows that quitting closes; `browser-window.mjs` adds them. @type {Set<{ close(): void, isDestroyed(): boolean }>} */
export const openWindows = new Set();
const switches = process.argv.filter((argument) => argument.startsWith('--')).map((argument) => argument.slice(2).split('='));

/** @param {string} what */
function mustBeEarly(what) {
  if (lifecycle.ready) throw new Error(`${what} has to be called before app is ready`);
}

/** @param {number} code */
function end(code) {
  app.emit('quit', {}, code);
  process.exit(code);
}

function alive(/** @type {number} */ pid) {
  try {
    return process.kill(pid, 0);
  } catch {
    return false;
  }
}

/** The lock: a folder in the data directory, where later instances leave what they were started with. */
function takeLock() {
  const folder = join(app.getPath('userData'), 'stand-in-lock');
  mkdirSync(folder, { recursive: true });
  const holder = join(folder, 'pid');
  try {
    const pid = Number(readFileSync(holder, 'utf8'));
    if (pid !== process.pid && alive(pid)) {
      writeFileSync(join(folder, `start-${process.pid}.json`), JSON.stringify({ argv: process.argv, cwd: process.cwd() }));
      return false;
    }
  } catch {
    // Nobody holds it.
  }
  writeFileSync(holder, String(process.pid));
  const watcher = watch(folder, () => {
    for (const name of readdirSync(folder).filter((entry) => entry.startsWith('start-'))) {
      try {
        const { argv, cwd } = JSON.parse(readFileSync(join(folder, name), 'utf8'));
        rmSync(join(folder, name), { force: true });
        app.emit('second-instance', preventable({}), argv, cwd, null);
      } catch {
        // Half written: another event follows.
      }
    }
  });
  watcher.unref();
  return true;
}

class App extends EventEmitter {
  isPackaged = process.env['HEARTH_STAND_IN_PACKAGED'] === '1';
  dock = undefined;
  commandLine = strict('app.commandLine', {
    /** @param {string} name */
    hasSwitch: (name) => switches.some(([found]) => found === name),
    /** @param {string} name */
    getSwitchValue: (name) => switches.find(([found]) => found === name)?.[1] ?? '',
    /** @param {string} name @param {string} [value] */
    appendSwitch: (name, value = '') => void switches.push([name, value]),
  });
  getName = () => 'Hearth';
  getVersion = () => '0.1.0';
  getLocale = () => process.env['HEARTH_STAND_IN_LOCALE'] ?? 'en-GB';
  getAppPath = () => process.cwd();
  isReady = () => lifecycle.ready;

  /** @param {string} name @returns {string} */
  getPath(name) {
    const path = paths.get(name) ?? (name === 'downloads' ? join(this.getPath('userData'), 'downloads') : undefined);
    if (path === undefined) throw new Error(`stand-in: no path "${name}"; give --data-dir`);
    return path;
  }

  /** @param {string} name @param {string} path */
  setPath(name, path) {
    if (!isAbsolute(path)) throw new Error('Path must be absolute');
    paths.set(name, path);
  }

  whenReady() {
    return lifecycle.ready ? Promise.resolve() : new Promise((resolve) => this.once('ready', () => resolve(undefined)));
  }

  enableSandbox() {
    mustBeEarly('app.enableSandbox()');
    records.sandboxed = true;
  }

  requestSingleInstanceLock() {
    return takeLock();
  }

  /** @param {string} protocol */
  setAsDefaultProtocolClient(protocol) {
    return /^[a-z][a-z0-9+.-]*$/.test(protocol);
  }

  /** @param {number} count */
  setBadgeCount(count) {
    records.badge = count;
    return true;
  }

  getBadgeCount() {
    return records.badge;
  }

  quit() {
    const event = preventable({});
    this.emit('before-quit', event);
    if (event.defaultPrevented) return;
    lifecycle.quitting = true;
    for (const window of [...openWindows]) {
      window.close();
      if (!window.isDestroyed()) {
        lifecycle.quitting = false;
        return;
      }
    }
    const last = preventable({});
    this.emit('will-quit', last);
    lifecycle.quitting = !last.defaultPrevented;
    if (lifecycle.quitting) end(0);
  }

  exit(code = 0) {
    end(code);
  }
}

export const app = strict('app', new App());

controls['quit'] = () => void setImmediate(() => app.quit());
controls['openLink'] = (url) => void app.emit('open-url', preventable({}), url);
for (const signal of /** @type {const} */ (['SIGTERM', 'SIGINT'])) process.on(signal, () => app.quit());

setImmediate(() => {
  lifecycle.ready = true;
  app.emit('ready', {}, {});
});
