/** The spec's side of the stand-in: starts the built app in a process of its own and gives it pages of a real Chromium. */
import { fork, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { readFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import type { Browser, BrowserContext, Frame, Page, Route } from 'playwright-core';
import { createRpc } from './rpc.mjs';

const here = new URL('.', import.meta.url);
const builtMain = fileURLToPath(new URL('../../../out/main/index.js', here));

/** Pages of `app://HOST/` live here: a secure context, as `app://` is. */
const SUFFIX = '.app.localhost';
const toPage = (url: string): string => url.replace(/^app:\/\/([^/]+)/, `http://$1${SUFFIX}`);
const toApp = (url: string): string => url.replace(/^http:\/\/([^/]+)\.app\.localhost/, 'app://$1');
const isAppPage = (url: string): boolean => /^http:\/\/[^/]+\.app\.localhost\//.test(url);

/** Name of the binding until the page's own script has it; no script of the page sees it. */
const BINDING = '__standIn';

/** What the page waits for: messages of main, in order. */
interface Inbox {
  messages: { channel: string; text: string }[];
  waiting: ((batch: Inbox['messages'] | null) => void) | null;
}

/** What a window is opened with. */
interface WindowOptions {
  width: number;
  height: number;
  preload: string | null;
}

/** What is started, and with what. */
export interface StandInOptions {
  args: readonly string[];
  env: NodeJS.ProcessEnv;
  /** Main script. @default the built app's */
  main?: string;
  /** Program that runs it. @default this Node */
  node?: string;
}

interface Answer {
  status: number;
  headers: [string, string][];
  body: Uint8Array;
}

async function pageScript(preload: string): Promise<string> {
  const read = (name: string): Promise<string> => readFile(new URL(name, here), 'utf8');
  const [wire, page] = await Promise.all([read('wire.mjs'), read('page-side.js')]);
  return `(() => {
    if (window !== window.top || !location.host.endsWith(${JSON.stringify(SUFFIX)})) return;
    const bridge = globalThis.${BINDING};
    delete globalThis.${BINDING};
    ${wire.replaceAll('export function', 'function')}
    ${page}
    (function (require, module, exports, process, Buffer, global) {
      ${preload}
    })(requireForPreload, { exports: {} }, {});
  })();`;
}

/** One app process with its pages. */
export class StandIn {
  readonly process: ChildProcess;
  /** Asks the app's doubles: `records`, `clickNotification`, `power`, … */
  readonly ask: (method: string, ...args: unknown[]) => Promise<unknown>;
  /** Addresses that pages asked for besides the app's own. */
  readonly contacts: string[] = [];
  /** What pages wrote to their console as errors, and errors that nobody caught. */
  readonly pageErrors: string[] = [];
  readonly #context: BrowserContext;
  readonly #pages = new Map<number, Page>();
  readonly #asked = new Map<number, WindowOptions>();
  readonly #crashed = new Set<number>();
  readonly #inboxes = new Map<number, Inbox>();
  readonly #expected = new Set<string>();
  #tellFirst: (page: Page) => void = () => undefined;
  /** The first window's page, once it is loaded. */
  readonly firstPage = new Promise<Page>((resolve) => (this.#tellFirst = resolve));

  constructor(context: BrowserContext, { args, env, main = builtMain, node = process.execPath }: StandInOptions) {
    this.#context = context;
    this.process = fork(main, args, {
      execPath: node,
      execArgv: ['--import', new URL('register.mjs', here).href],
      env,
      serialization: 'advanced',
      stdio: ['ignore', 'inherit', 'pipe', 'ipc'],
    });
    this.ask = createRpc(this.process, {
      open: (id: number, options: WindowOptions) => this.#open(id, options),
      load: (id: number, url: string) => this.#load(id, url),
      reload: (id: number) => this.#reload(id),
      close: (id: number) => this.#pages.get(id)?.close(),
      emit: (id: number, channel: string, text: string) => this.#emit(id, channel, text),
    });
  }

  /** A context whose pages and storage are one app's. */
  static async context(
    browser: Browser,
    theme: 'light' | 'dark',
    locale: string,
    storageState?: string,
  ): Promise<BrowserContext> {
    return browser.newContext({ colorScheme: theme, locale, viewport: null, ...(storageState ? { storageState } : {}) });
  }

  /** Resolves once the process is gone; its pages go with it. */
  async ended(): Promise<void> {
    if (this.process.exitCode === null && this.process.signalCode === null) await once(this.process, 'exit');
    await this.#context.close();
  }

  async #open(id: number, options: WindowOptions): Promise<void> {
    const { width, height, preload } = options;
    this.#asked.set(id, options);
    const page = await this.#context.newPage();
    await page.setViewportSize({ width, height });
    this.#pages.set(id, page);
    this.#inboxes.set(id, { messages: [], waiting: null });
    page.on('crash', () => {
      this.#crashed.add(id);
      void this.ask('crashed', id);
    });
    page.on('popup', (popup) => {
      const url = popup.url();
      void popup.close();
      void this.ask('popup', id, url).catch((error: unknown) => this.pageErrors.push(String(error)));
    });
    page.on('pageerror', (error) => this.pageErrors.push(error.message));
    page.on('console', (message) => {
      if (message.type() === 'error') this.pageErrors.push(message.text());
    });
    await page.route('**/*', (route) => this.#route(id, page, route));
    await page.exposeBinding(BINDING, ({ frame }, kind: string, payload: unknown) => this.#hear(id, page, frame, kind, payload));
    if (preload !== null) await page.addInitScript({ content: await pageScript(preload) });
  }

  async #load(id: number, url: string): Promise<void> {
    const page = this.#page(id);
    this.#expected.add(toPage(url).replace(/#.*$/, ''));
    await page.goto(toPage(url));
    this.#tellFirst(page);
  }

  async #reload(id: number): Promise<void> {
    const page = this.#page(id);
    const options = this.#asked.get(id);
    if (this.#crashed.delete(id) && options) {
      // Playwright gives a dead page up: another one takes its place in the window.
      await this.#open(id, options);
      await page.close();
      return this.#load(id, toApp(page.url()));
    }
    this.#expected.add(page.url().replace(/#.*$/, ''));
    await page.reload();
  }

  #page(id: number): Page {
    const page = this.#pages.get(id);
    if (!page) throw new Error(`stand-in: no window ${String(id)}`);
    return page;
  }

  async #route(id: number, page: Page, route: Route): Promise<void> {
    const request = route.request();
    const url = request.url();
    try {
      if (request.isNavigationRequest() && !this.#expected.delete(url.replace(/#.*$/, ''))) {
        const main = request.frame() === page.mainFrame();
        if (!(await this.ask('navigating', id, { url: toApp(url), main }))) return await route.abort('aborted');
      }
      if (!isAppPage(url)) {
        this.contacts.push(url);
        return await route.continue();
      }
      const asked = { url: toApp(url), method: request.method(), headers: await request.allHeaders() };
      const answer = (await this.ask('request', asked)) as Answer | null;
      if (!answer) return await route.abort('failed');
      await route.fulfill({ status: answer.status, headers: Object.fromEntries(answer.headers), body: Buffer.from(answer.body) });
    } catch {
      // The app or the page went away meanwhile: nobody waits for the answer.
      await route.abort().catch(() => undefined);
    }
  }

  async #hear(id: number, page: Page, frame: Frame, kind: string, payload: unknown): Promise<unknown> {
    if (kind === 'next') return this.#next(id);
    const sender = { url: toApp(frame.url()), main: frame === page.mainFrame() };
    return this.ask('invoke', id, payload, frame.isDetached() ? null : sender);
  }

  /** The page's one open question; a new document asks anew, and its predecessor's question is void. */
  #next(id: number): Promise<Inbox['messages'] | null> {
    const inbox = this.#inboxes.get(id);
    if (!inbox) return Promise.resolve(null);
    inbox.waiting?.(null);
    inbox.waiting = null;
    if (inbox.messages.length > 0) return Promise.resolve(inbox.messages.splice(0));
    return new Promise((resolve) => (inbox.waiting = resolve));
  }

  #emit(id: number, channel: string, text: string): void {
    const inbox = this.#inboxes.get(id);
    if (!inbox) return;
    inbox.messages.push({ channel, text });
    inbox.waiting?.(inbox.messages.splice(0));
    inbox.waiting = null;
  }
}
