/** The Electron assertions that can be seen in the built app: E1 to E14, E18, E20, E22. */
import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it, onTestFinished } from 'vitest';
import { closeBrowser } from '../helpers/browser';
import { launchApp, type AppHandle } from '../helpers/launch-app';
import { tempFolder } from '../helpers/temp-folder';

let folder: string;
let app: AppHandle;
beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'hearth-guards-'));
  app = await launchApp({ dataDir: folder });
  await app.page.getByRole('button', { name: 'Host a room' }).waitFor();
});
afterAll(async () => {
  await app.close();
  await closeBrowser();
  rmSync(folder, { recursive: true, force: true });
});

describe('the window', () => {
  it('runs with nothing that a page must not have (E2, E3, E4, E6, E8, E9, E10, E11)', async () => {
    const { webPreferences } = await app.window();
    expect(webPreferences).toMatchObject({
      sandbox: true,
      contextIsolation: true,
      nodeIntegration: false,
      nodeIntegrationInWorker: false,
      nodeIntegrationInSubFrames: false,
      webSecurity: true,
      allowRunningInsecureContent: false,
      experimentalFeatures: false,
      webviewTag: false,
    });
    expect(webPreferences['enableBlinkFeatures'] ?? '').toBe('');
  });

  it('was started with every page in a sandbox, before there was any (E4)', async () => {
    if (app.ask) expect(await app.ask('records')).toMatchObject({ sandboxed: true });
    else expect((await app.window()).webPreferences['sandbox']).toBe(true);
  });

  it('loaded its own page and nothing from anywhere else (E1)', async () => {
    const seen = await app.page.evaluate(() => [
      location.href,
      ...performance.getEntriesByType('resource').map(({ name }) => name),
    ]);
    expect(seen.length).toBeGreaterThan(2);
    const own = app.ask ? 'http://hearth.app.localhost/' : 'app://hearth/';
    expect(seen.filter((url) => !url.startsWith(own))).toEqual([]);
  });

  it('has no Node in its page (E3)', async () => {
    expect(
      await app.page.evaluate(() => ['require', 'process', 'module', 'Buffer', 'global'].filter((name) => name in window)),
    ).toEqual([]);
  });

  it('gets at most 30 named functions and nothing else (E20)', async () => {
    const api = await app.page.evaluate(() =>
      Object.entries((window as unknown as { hearth: object }).hearth).map(([name, value]) => [name, typeof value]),
    );
    expect(api.length).toBeGreaterThan(0);
    expect(api.length).toBeLessThanOrEqual(30);
    expect(api.filter(([, type]) => type !== 'function')).toEqual([]);
    expect(
      api.filter(([name]) => ['send', 'invoke', 'on', 'ipcRenderer', 'require'].includes(name ?? '')).map(([name]) => name),
    ).toEqual([]);
    // `talk` takes the name of a call, and `send` is a chat message: a room and a text, never a channel.
    const odd = await app.page.evaluate(() =>
      (window as unknown as { hearth: { talk(...args: unknown[]): Promise<unknown> } }).hearth.talk('send', 'hearth:host', {}),
    );
    expect(odd).toEqual({ ok: false, problem: { code: 'internal' } });
  });

  it('takes no webview (E12)', async () => {
    expect(await app.attachesWebview()).toBe(false);
  });

  it('gets the permissions of the table and no other one, in its main frame alone (E5)', async () => {
    if (!app.ask) {
      // What a page can ask of the real runtime without a device.
      const states = await app.page.evaluate(() =>
        Promise.all(
          ['geolocation', 'camera', 'midi'].map(
            async (name) => (await navigator.permissions.query({ name } as PermissionDescriptor)).state,
          ),
        ),
      );
      return expect(new Set(states)).toEqual(new Set(['denied']));
    }
    const own = 'app://hearth/index.html';
    for (const name of [
      'media',
      'geolocation',
      'openExternal',
      'clipboard-read',
      'fileSystem',
      'hid',
      'serial',
      'unknown',
      'pointerLock',
    ]) {
      expect(await app.ask('permission', name, own, true)).toEqual({ check: false, request: false });
    }
    for (const name of ['notifications', 'clipboard-sanitized-write']) {
      expect(await app.ask('permission', name, own, true)).toEqual({ check: true, request: true });
      expect(await app.ask('permission', name, own, false)).toEqual({ check: false, request: false });
      expect(await app.ask('permission', name, 'https://example.org/', true)).toEqual({ check: false, request: false });
    }
  });

  it('stays on its page (E13) and opens no other (E14)', async () => {
    const before = app.page.url();
    await app.page.evaluate(() => void (location.href = 'http://127.0.0.1:9/'));
    await app.page.evaluate(() => void window.open('http://127.0.0.1:9/'));
    await app.page.evaluate(() => (window as unknown as { hearth: { getState(): Promise<unknown> } }).hearth.getState());
    expect(app.page.url()).toBe(before);
    await expect.poll(() => app.page.context().pages().length).toBe(1);
  });

  it.each(['../main/index.js', '%2e%2e/main/index.js', '..%5cmain%5cindex.js', 'index.html%00', '..%2fpreload%2findex.cjs'])(
    'gets nothing beside its bundle: %s (E18)',
    async (path) => {
      expect(await app.page.evaluate(async (address) => (await fetch(address)).status, path)).toBe(404);
    },
  );
});

describe('the Content-Security-Policy (E1, E7)', () => {
  const attempts: [string, string, string][] = [
    [
      'an inline script',
      'require-trusted-types-for',
      "const s = document.createElement('script'); s.append('1'); document.body.append(s)",
    ],
    ['a script of another origin', 'script-src', "void import('data:text/javascript,1').catch(() => undefined)"],
    ['a remote image', 'img-src', "document.body.append(Object.assign(new Image(), { src: 'http://127.0.0.1:9/x.png' }))"],
    ['a remote connection', 'connect-src', "void fetch('http://127.0.0.1:9/').catch(() => undefined)"],
    ['a remote socket', 'connect-src', "try { new WebSocket('ws://127.0.0.1:9/') } catch {}"],
    [
      'a frame',
      'frame-src',
      "document.body.append(Object.assign(document.createElement('iframe'), { src: 'http://127.0.0.1:9/' }))",
    ],
    [
      'a form',
      'form-action',
      "const f = document.body.appendChild(document.createElement('form')); f.action = 'http://127.0.0.1:9/'; f.submit()",
    ],
    ['HTML from text', 'require-trusted-types-for', "try { document.body.insertAdjacentHTML('beforeend', '<b>x</b>') } catch {}"],
  ];

  it.each(attempts)('stops %s', async (_name, directive, source) => {
    const seen = await app.page.evaluate(
      ([wanted, code]) =>
        new Promise<string>((resolve) => {
          const listen = (event: SecurityPolicyViolationEvent): void => {
            if (!event.effectiveDirective.startsWith(wanted) && !event.violatedDirective.startsWith(wanted)) return;
            document.removeEventListener('securitypolicyviolation', listen);
            resolve(wanted);
          };
          document.addEventListener('securitypolicyviolation', listen);
          (0, eval)(code);
        }),
      [directive, source] as const,
    );
    expect(seen).toBe(directive);
  });

  it('stops eval', async () => {
    const name = await app.page.evaluate(
      () =>
        new Promise<string>((resolve) => {
          // In a task of the page itself: what a debugger evaluates may evaluate.
          setTimeout(() => {
            try {
              resolve(String((0, eval)('1')));
            } catch (error) {
              resolve((error as Error).name);
            }
          });
        }),
    );
    expect(name).toBe('EvalError');
  });
});

describe('a packaged app (E22)', () => {
  // Only the stand-in can be told that it is packaged; the real one is what `npm run dist` makes.
  const packaged = { HEARTH_STAND_IN_PACKAGED: '1' };

  it.each(['--remote-debugging-port=9222', '--remote-debugging-pipe', '--inspect', '--inspect-brk=0'])(
    'refuses to start with %s',
    async (flag) => {
      const dataDir = await tempFolder();
      const start = launchApp({ dataDir, args: [flag], env: packaged });
      await expect(start).rejects.toThrow(/exit 2\)[^]*"event":"debugging refused"/);
      // It was gone before it touched anything.
      expect(readdirSync(dataDir)).toEqual([]);
    },
  );

  it('has no developer tools, and one built from source has', async () => {
    const dist = await launchApp({ dataDir: await tempFolder(), env: packaged });
    onTestFinished(() => dist.kill());
    const devTools = async (one: AppHandle): Promise<unknown> => (await one.window()).webPreferences['devTools'];
    expect([await devTools(dist), await devTools(app)]).toEqual([app.ask ? false : true, true]);
  });
});
