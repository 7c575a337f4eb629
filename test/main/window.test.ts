import { EventEmitter } from 'node:events';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { BrowserWindow } from 'electron';
import { ownPages } from '../../src/main/pages';
import { openWindow, showWindow } from '../../src/main/window';

class Contents extends EventEmitter {
  reload = vi.fn();
}
class Window extends EventEmitter {
  webContents = new Contents();
  loaded: string[] = [];
  calls: string[] = [];
  minimized = false;
  constructor(readonly options: { webPreferences: Record<string, unknown> } & Record<string, unknown>) {
    super();
  }
  loadURL(url: string): Promise<void> {
    this.loaded.push(url);
    return Promise.resolve();
  }
  show = (): unknown => this.calls.push('show');
  focus = (): unknown => this.calls.push('focus');
  maximize = (): unknown => this.calls.push('maximize');
  restore = (): unknown => this.calls.push('restore');
  isMinimized = (): boolean => this.minimized;
  isDestroyed = (): boolean => false;
}
const theme = vi.hoisted(() => ({ shouldUseDarkColors: false }));
vi.mock('electron', () => ({
  get BrowserWindow() {
    return Window;
  },
  nativeTheme: theme,
}));

const state = { bounds: { x: 1, y: 2, width: 800, height: 600 }, maximized: false };
const open = (maximized = false, developing = false): Window =>
  openWindow(ownPages(), { ...state, maximized }, developing) as unknown as Window;

beforeEach(() => {
  vi.useFakeTimers();
  vi.spyOn(process.stderr, 'write').mockReturnValue(true);
});
afterEach(() => {
  vi.useRealTimers();
  theme.shouldUseDarkColors = false;
});

describe('the window', () => {
  it('opens where it was, on the first page, hidden until there is something to see', () => {
    const window = open(true);
    expect(window.options).toMatchObject({ ...state.bounds, show: false });
    expect([window.loaded, window.calls]).toEqual([['app://hearth/index.html'], []]);
    window.emit('ready-to-show');
    expect(window.calls).toEqual(['maximize', 'show']);
  });

  it('is painted in the colour of the theme at once', () => {
    const light = open().options['backgroundColor'];
    theme.shouldUseDarkColors = true;
    expect(open().options['backgroundColor']).not.toBe(light);
  });

  it('has developer tools only while developing, and fetches no dictionaries', () => {
    expect(open().options.webPreferences).toMatchObject({
      devTools: false,
      spellcheck: false,
      sandbox: true,
      contextIsolation: true,
    });
    expect(open(false, true).options.webPreferences).toMatchObject({ devTools: true });
  });

  it('comes back from wherever it is', () => {
    const window = open();
    window.minimized = true;
    showWindow(window as unknown as BrowserWindow);
    expect(window.calls).toEqual(['restore', 'show', 'focus']);
  });
});

describe('a page that crashes (E23)', () => {
  const crash = (window: Window, reason = 'crashed'): unknown => window.webContents.emit('render-process-gone', {}, { reason });

  it('is loaded afresh', () => {
    const window = open();
    crash(window);
    crash(window, 'oom');
    expect(window.webContents.reload).toHaveBeenCalledTimes(2);
  });

  it('is not, when it only ended', () => {
    const window = open();
    crash(window, 'clean-exit');
    expect(window.webContents.reload).not.toHaveBeenCalled();
  });

  it('is left alone when it does nothing but crash, until a minute has passed', () => {
    const window = open();
    for (let times = 0; times < 5; times += 1) crash(window);
    expect(window.webContents.reload).toHaveBeenCalledTimes(2);
    vi.advanceTimersByTime(60_000);
    crash(window);
    expect(window.webContents.reload).toHaveBeenCalledTimes(3);
  });
});
