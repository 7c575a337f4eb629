/** Leaving: asked once where others would be cut off, and never before what must be kept is on disk. */
import { app, dialog, type BrowserWindow } from 'electron';
import { report } from './log';
import type { Words } from './words';

/** What quitting must know and do. */
export interface QuitOptions {
  words: Words;
  window: () => BrowserWindow | null;
  /** People who would lose their host. */
  others: () => number;
  /** Flushes and ends everything. */
  close: () => Promise<unknown>;
}

/** R18: everything ends within two seconds, whatever hangs. */
const LONGEST_CLOSE = 2_000;

const within = (ms: number, work: Promise<unknown>): Promise<unknown> =>
  Promise.race([work, new Promise((resolve) => setTimeout(resolve, ms))]);

/**
 * Takes over quitting.
 * @returns whether the app is past the question, so that windows may close
 */
export function guardQuit(options: QuitOptions): () => boolean {
  let stage: 'running' | 'leaving' | 'closed' = 'running';
  const leave = async (): Promise<void> => {
    if (!(await agreed(options))) {
      stage = 'running';
      return;
    }
    // What cannot be closed must not keep the app from ending.
    await within(LONGEST_CLOSE, options.close()).catch((error: unknown) => report('close failed', { error }));
    stage = 'closed';
    app.quit();
  };
  app.on('before-quit', (event) => {
    if (stage === 'closed') return;
    event.preventDefault();
    if (stage === 'leaving') return;
    stage = 'leaving';
    void leave();
  });
  return () => stage === 'closed';
}

async function agreed({ words, window, others }: QuitOptions): Promise<boolean> {
  const count = others();
  if (count === 0) return true;
  const box = {
    type: 'question' as const,
    message: words.quitHosting,
    detail: words.quitHostingWhy(count),
    buttons: [words.quit, words.cancel],
    defaultId: 0,
    cancelId: 1,
  };
  const parent = window();
  const { response } = await (parent ? dialog.showMessageBox(parent, box) : dialog.showMessageBox(box));
  return response === 0;
}
