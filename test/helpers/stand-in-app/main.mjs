/** The smallest app that uses what the stand-in promises; `test/electron-stand-in.test.ts` asks it through the page. */
import { app, BrowserWindow, ipcMain, protocol, session, utilityProcess } from 'electron';
import electron from 'electron';

class Point {
  x = 1;
  double() {
    return this.x * 2;
  }
}

/** @param {() => unknown} attempt */
const refusal = (attempt) => {
  try {
    attempt();
    return null;
  } catch (error) {
    return error instanceof Error ? error.message : String(error);
  }
};

const early = refusal(() => session.defaultSession);
protocol.registerSchemesAsPrivileged([{ scheme: 'app', privileges: { standard: true, secure: true } }]);
await app.whenReady();
const late = refusal(() => protocol.registerSchemesAsPrivileged([{ scheme: 'more' }]));

const page = `<!doctype html><title>fixture</title><script>window.inline = true</script><script type="module" src="/page.js"></script>`;
protocol.handle('app', (request) => {
  const csp = { 'Content-Security-Policy': "default-src 'none'; script-src 'self'; connect-src 'self'" };
  const { pathname } = new URL(request.url);
  if (pathname === '/page.js')
    return new Response('window.module = true', { headers: { ...csp, 'Content-Type': 'text/javascript' } });
  if (pathname === '/index.html') return new Response(page, { headers: { ...csp, 'Content-Type': 'text/html' } });
  return new Response(null, { status: 404, headers: csp });
});

const window = new BrowserWindow({
  width: 800,
  height: 600,
  webPreferences: { preload: new URL('preload.cjs', import.meta.url).pathname },
});
window.webContents.on('will-navigate', (event) => {
  if (new URL(event.url).protocol !== 'app:') event.preventDefault();
});
window.webContents.setWindowOpenHandler(() => ({ action: 'deny' }));

/** @type {Record<string, (...args: any[]) => unknown>} */
const answers = {
  echo: (value) => value,
  fail: () => {
    throw new Error('no');
  },
  giveFunction: () => () => 1,
  giveInstance: () => new Point(),
  tell: (value) => window.webContents.send('told', value),
  refusals: () => ({
    early,
    late,
    // @ts-expect-error -- that is the question
    module: refusal(() => electron.touchBar),
    // @ts-expect-error -- that is the question
    app: refusal(() => app.beep()),
    sendFunction: refusal(() => window.webContents.send('told', () => 1)),
    unsandboxed: refusal(() => new BrowserWindow({ webPreferences: { sandbox: false } })),
    twice: refusal(() => ipcMain.handle('echo', () => 1)),
  }),
  child: (/** @type {unknown} */ value) =>
    new Promise((resolve) => {
      const child = utilityProcess.fork(new URL('child.mjs', import.meta.url).pathname, ['one'], { stdio: 'inherit' });
      /** @type {unknown[]} */
      const heard = [];
      child.on('message', (message) => heard.push(message));
      child.on('exit', (code) => resolve({ heard, code }));
      child.postMessage(value);
    }),
};
for (const [name, answer] of Object.entries(answers)) {
  ipcMain.handle(name, (event, ...args) => {
    if (event.senderFrame?.url !== 'app://fixture/index.html') throw new Error(`unexpected sender ${event.senderFrame?.url}`);
    return answer(...args);
  });
}
await window.loadURL('app://fixture/index.html');
