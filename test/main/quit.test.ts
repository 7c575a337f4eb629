import { EventEmitter } from 'node:events';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { guardQuit } from '../../src/main/quit';
import { wordsFor } from '../../src/main/words';

const electron = vi.hoisted(() => ({ app: null as unknown, response: 0, asked: [] as unknown[] }));
vi.mock('electron', () => ({
  get app() {
    return electron.app;
  },
  dialog: {
    showMessageBox(options: unknown) {
      electron.asked.push(options);
      return Promise.resolve({ response: electron.response });
    },
  },
}));

class App extends EventEmitter {
  ended = false;
  quit(): void {
    let prevented = false;
    this.emit('before-quit', { preventDefault: () => (prevented = true) });
    this.ended ||= !prevented;
  }
}

let app: App;
let closed: number;
let others: number;
let close: () => Promise<void>;
let mayClose: () => boolean;
beforeEach(() => {
  vi.useFakeTimers();
  Object.assign(electron, { app: (app = new App()), response: 0, asked: [] });
  closed = 0;
  others = 0;
  close = () => Promise.resolve(void (closed += 1));
  mayClose = guardQuit({ words: wordsFor('en'), window: () => null, others: () => others, close: () => close() });
});
afterEach(() => vi.useRealTimers());

describe('quitting', () => {
  it('closes everything first, once', async () => {
    app.quit();
    app.quit();
    expect([app.ended, mayClose()]).toEqual([false, false]);
    await vi.advanceTimersByTimeAsync(0);
    expect([app.ended, mayClose(), closed, electron.asked]).toEqual([true, true, 1, []]);
  });

  it('asks once where others would lose their host', async () => {
    others = 2;
    app.quit();
    await vi.advanceTimersByTimeAsync(0);
    expect(electron.asked).toEqual([
      expect.objectContaining({
        message: 'Quit and end the room?',
        detail: expect.stringMatching(/^2 others/),
        buttons: ['Quit', 'Cancel'],
      }),
    ]);
    expect([app.ended, closed]).toEqual([true, 1]);
  });

  it('stays when the answer is no, and asks again next time', async () => {
    others = 1;
    electron.response = 1;
    app.quit();
    await vi.advanceTimersByTimeAsync(0);
    expect([app.ended, closed, mayClose()]).toEqual([false, 0, false]);
    electron.response = 0;
    app.quit();
    await vi.advanceTimersByTimeAsync(0);
    expect([app.ended, electron.asked.length]).toEqual([true, 2]);
  });

  it('takes two seconds at most, whatever hangs', async () => {
    close = () => new Promise(() => undefined);
    app.quit();
    await vi.advanceTimersByTimeAsync(1_999);
    expect(app.ended).toBe(false);
    await vi.advanceTimersByTimeAsync(1);
    expect(app.ended).toBe(true);
  });

  it('ends even when closing fails', async () => {
    close = () => Promise.reject(new Error('disk full'));
    vi.spyOn(process.stderr, 'write').mockReturnValue(true);
    app.quit();
    await vi.advanceTimersByTimeAsync(0);
    expect(app.ended).toBe(true);
  });
});
