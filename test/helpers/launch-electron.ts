/** The same handle over Electron's own runtime, through playwright's `_electron`. */
import { once } from 'node:events';
import { resolve } from 'node:path';
import { _electron } from 'playwright-core';
import type { AppHandle, LaunchOptions, ShownNotification } from './launch-app';

/** What the patched Notification leaves in the main process. */
interface Traces {
  opened: string[];
  shown: { notification: { title: string; body: string; emit(name: string): boolean } }[];
}

/** Starts the app folder with a program of Electron. */
export async function launchElectron(program: string, options: LaunchOptions): Promise<AppHandle> {
  const { dataDir, args = [], env = {}, theme = 'light', locale = 'en-GB' } = options;
  const sandbox = process.getuid?.() === 0 ? ['--no-sandbox'] : [];
  const app = await _electron.launch({
    executablePath: program,
    args: ['.', ...sandbox, `--lang=${locale}`, '--data-dir', resolve(dataDir), ...args],
    env: { ...(process.env as Record<string, string>), ...env },
    colorScheme: theme,
  });
  await app.evaluate(({ Notification, dialog, nativeTheme, shell }, source) => {
    nativeTheme.themeSource = source;
    const traces: Traces = { shown: [], opened: [] };
    Object.assign(globalThis, { hearthTraces: traces });
    const show = Notification.prototype.show;
    Notification.prototype.show = function (this: Electron.Notification) {
      traces.shown.push({ notification: this });
      show.call(this);
    };
    shell.openExternal = async (url) => void traces.opened.push(url);
    dialog.showMessageBox = () => Promise.resolve({ response: 0, checkboxChecked: false });
  }, theme);
  const page = await app.firstWindow();
  await page.waitForLoadState();
  const child = app.process();
  const pageErrors: string[] = [];
  page.on('pageerror', (error) => pageErrors.push(error.message));
  page.on('console', (message) => {
    if (message.type() === 'error') pageErrors.push(message.text());
  });
  return {
    runtime: 'electron',
    page,
    pid: child.pid ?? 0,
    notifications: () =>
      app.evaluate(() => {
        const { shown } = (globalThis as unknown as { hearthTraces: Traces }).hearthTraces;
        return shown.map(({ notification: { title, body } }): ShownNotification => ({ title, body }));
      }),
    clickNotification: (index) =>
      app.evaluate((_electron, at) => {
        const { shown } = (globalThis as unknown as { hearthTraces: Traces }).hearthTraces;
        shown.at(at)?.notification.emit('click');
      }, index),
    badge: () => app.evaluate((electron) => electron.app.getBadgeCount()),
    emitPower: (event) => app.evaluate(({ powerMonitor }, name) => void powerMonitor.emit(name), event),
    setFocused: (focused) =>
      app.evaluate(({ BrowserWindow }, on) => {
        const [window] = BrowserWindow.getAllWindows();
        // A window manager that has none of it (Xvfb) sends no event by itself.
        window?.emit(on ? 'focus' : 'blur');
      }, focused),
    window: () =>
      app.evaluate(({ BrowserWindow }) => {
        const [window] = BrowserWindow.getAllWindows();
        if (!window) throw new Error('The app has no window.');
        // Not in the type declarations, and the only way to see what a page really runs with.
        const contents = window.webContents as unknown as { getLastWebPreferences(): Record<string, unknown> };
        const webPreferences = { ...contents.getLastWebPreferences() };
        return { visible: window.isVisible(), focused: window.isFocused(), webPreferences };
      }),
    closeWindow: () => app.evaluate(({ BrowserWindow }) => BrowserWindow.getAllWindows()[0]?.close()),
    clipboard: () => app.evaluate(({ clipboard }) => clipboard.readText()),
    opened: () => app.evaluate(() => (globalThis as unknown as { hearthTraces: Traces }).hearthTraces.opened),
    attachesWebview: () =>
      app.evaluate(({ BrowserWindow }) => {
        let attaches = true;
        const event = { preventDefault: () => (attaches = false) };
        BrowserWindow.getAllWindows()[0]?.webContents.emit('will-attach-webview', event, {}, {});
        return attaches;
      }),
    currentPage: () => page,
    ask: null,
    killHub: () =>
      app.evaluate((electron) => {
        const hub = electron.app.getAppMetrics().find(({ serviceName, name }) => (name ?? serviceName) === 'Hearth hub');
        if (hub) process.kill(hub.pid, 'SIGKILL');
      }),
    pageErrors: () => [...pageErrors],
    close: () => app.close(),
    async kill() {
      child.kill('SIGKILL');
      if (child.exitCode === null && child.signalCode === null) await once(child, 'exit');
    },
  };
}
