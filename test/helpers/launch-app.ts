/** Starts the built app for a spec: on Electron's own runtime where it is installed, on the stand-in elsewhere. */
import { createRequire } from 'node:module';
import { existsSync, readFileSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import type { Page } from 'playwright-core';
import { browser } from './browser';
import { StandIn } from './electron-stand-in/driver';
import { launchElectron } from './launch-electron';

/** What a spec starts the app with. */
export interface LaunchOptions {
  /** One person's files; the same folder again is the same person. */
  dataDir: string;
  args?: readonly string[];
  env?: Readonly<Record<string, string>>;
  theme?: 'light' | 'dark';
  /** @default 'en-GB' */
  locale?: string;
  /** Of the stand-in: the program that runs it, in the place of Node. */
  node?: string;
}

/** A notification that was shown. */
export interface ShownNotification {
  title: string;
  body: string;
}

/** A running app. */
export interface AppHandle {
  runtime: 'electron' | 'stand-in';
  page: Page;
  /** Process id of the app's main process. */
  pid: number;
  /** All that were shown, oldest first. */
  notifications(): Promise<ShownNotification[]>;
  /** Clicks one of them; negative counts from the newest. */
  clickNotification(index: number): Promise<void>;
  /** The number on the app's icon. */
  badge(): Promise<number>;
  emitPower(event: 'resume' | 'suspend' | 'lock-screen' | 'unlock-screen'): Promise<void>;
  /** Whether the person looks at the window. */
  setFocused(focused: boolean): Promise<void>;
  /** The window as it is now. */
  window(): Promise<{ visible: boolean; focused: boolean; webPreferences: Record<string, unknown> }>;
  /** Presses the window's close button. */
  closeWindow(): Promise<void>;
  clipboard(): Promise<string>;
  /** Links that were handed to the system. */
  opened(): Promise<string[]>;
  /** Whether a page would get a webview. */
  attachesWebview(): Promise<boolean>;
  /** The page now, which is another one after a crash. */
  currentPage(): Page;
  /** Asks the doubles what no runtime tells; null on Electron's own. */
  ask: ((method: string, ...args: unknown[]) => Promise<unknown>) | null;
  /** Kills the hosted hub's process as a crash would. */
  killHub(): Promise<void>;
  /** What the page reported as errors, Content-Security-Policy violations among them. */
  pageErrors(): string[];
  /** Quits and waits for the end. Questions are answered with yes. */
  close(): Promise<void>;
  /** kill -9. */
  kill(): Promise<void>;
}

/** The program of Electron's runtime, null where it is not installed. */
export function electronProgram(): string | null {
  const folder = dirname(createRequire(import.meta.url).resolve('electron/package.json'));
  const pathFile = join(folder, 'path.txt');
  if (!existsSync(pathFile)) return null;
  const program = join(folder, 'dist', readFileSync(pathFile, 'utf8').trim());
  return existsSync(program) ? program : null;
}

/** Starts the app and waits for its window. */
export async function launchApp(options: LaunchOptions): Promise<AppHandle> {
  const program = electronProgram();
  return program === null ? launchStandIn(options) : launchElectron(program, options);
}

interface Records {
  notifications: ShownNotification[];
  badge: number;
  clipboard: string;
  opened: string[];
}

async function launchStandIn({
  dataDir,
  args = [],
  env = {},
  theme = 'light',
  locale = 'en-GB',
  node,
}: LaunchOptions): Promise<AppHandle> {
  const folder = resolve(dataDir);
  const storage = join(folder, 'stand-in-storage.json');
  const context = await StandIn.context(await browser(), theme, locale, existsSync(storage) ? storage : undefined);
  const standIn = new StandIn(context, {
    args: ['--data-dir', folder, ...args],
    env: { ...process.env, HEARTH_STAND_IN_THEME: theme, HEARTH_STAND_IN_LOCALE: locale, ...env },
    ...(node === undefined ? {} : { node }),
  });
  let log = '';
  standIn.process.stderr?.setEncoding('utf8').on('data', (text: string) => (log += text));
  const died = standIn.ended().then(() => {
    throw new Error(`The app ended before its window opened (exit ${String(standIn.process.exitCode)}):\n${log}`);
  });
  const page = await Promise.race([standIn.firstPage, died]);
  died.catch(() => undefined);
  const { ask } = standIn;
  const records = async (): Promise<Records> => (await ask('records')) as Records;
  const quiet = (question: Promise<unknown>): Promise<void> => question.then(() => undefined);
  return {
    runtime: 'stand-in',
    page,
    pid: standIn.process.pid ?? 0,
    notifications: async () => (await records()).notifications,
    clickNotification: (index) => quiet(ask('clickNotification', index)),
    badge: async () => (await records()).badge,
    emitPower: (event) => quiet(ask('power', event)),
    setFocused: (focused) => quiet(ask('focus', focused)),
    window: async () => {
      const [window] = (await ask('windows')) as Awaited<ReturnType<AppHandle['window']>>[];
      if (!window) throw new Error('The app has no window.');
      return window;
    },
    closeWindow: () => quiet(ask('closeWindow')),
    clipboard: async () => (await records()).clipboard,
    opened: async () => (await records()).opened,
    attachesWebview: async () => (await ask('attachWebview')) === true,
    currentPage: () => context.pages().at(-1) ?? page,
    ask,
    killHub: () => quiet(ask('killUtilities')),
    pageErrors: () => [...standIn.pageErrors],
    async close() {
      await context.storageState({ path: storage }).catch(() => undefined);
      await ask('quit').catch(() => undefined);
      await standIn.ended();
    },
    async kill() {
      standIn.process.kill('SIGKILL');
      await standIn.ended();
    },
  };
}
