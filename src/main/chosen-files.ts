/** Files that a person chooses in the system's own dialogs: it is the system that asks before another file is replaced. */
import { randomUUID } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { open, rename, rm, stat } from 'node:fs/promises';
import { createInterface } from 'node:readline';
import { dialog, type BrowserWindow } from 'electron';
import type { Files } from '../client/ports';
import type { Words } from './words';

/** Bytes of a file that is read; a larger one is none of ours. */
const MOST_READ = 512 * 1024 * 1024;

type Ending = keyof Words['files'];

/** Asks for files to be sent; their paths, none where the person thought better of it. @param window - as below */
export async function choosePaths(window: () => BrowserWindow | null): Promise<string[]> {
  const options = { properties: ['openFile' as const, 'multiSelections' as const] };
  const parent = window();
  const chosen = await (parent ? dialog.showOpenDialog(parent, options) : dialog.showOpenDialog(options));
  return chosen.canceled ? [] : chosen.filePaths;
}

/** Files of ports.ts. @param window - what the dialogs belong to; they stand alone where there is none */
export function chosenFiles(window: () => BrowserWindow | null, words: Words): Files {
  const filter = (ending: Ending): { name: string; extensions: string[] } => ({
    name: words.files[ending],
    extensions: [ending],
  });
  return {
    async save(name, pieces) {
      const options = { defaultPath: name, filters: [filter(name.endsWith('.html') ? 'html' : 'json')] };
      const parent = window();
      const chosen = await (parent ? dialog.showSaveDialog(parent, options) : dialog.showSaveDialog(options));
      if (chosen.canceled || chosen.filePath === '') return false;
      await writeWhole(chosen.filePath, pieces);
      return true;
    },
    async open() {
      const options = { properties: ['openFile' as const], filters: [filter('json')] };
      const parent = window();
      const chosen = await (parent ? dialog.showOpenDialog(parent, options) : dialog.showOpenDialog(options));
      const [path] = chosen.filePaths;
      if (chosen.canceled || path === undefined) return null;
      if ((await stat(path)).size > MOST_READ) throw new Error(`${path}: too large`);
      return createInterface({ input: createReadStream(path, 'utf8'), crlfDelay: Infinity });
    },
  };
}

/** What was there stays until all of the new one is on the disk. */
async function writeWhole(path: string, pieces: AsyncIterable<string>): Promise<void> {
  // A name that nobody has: this one is not asked about.
  const temporary = `${path}.${randomUUID()}.part`;
  const file = await open(temporary, 'wx', 0o600);
  try {
    try {
      for await (const piece of pieces) await file.write(piece);
      await file.sync();
    } finally {
      await file.close();
    }
    await rename(temporary, path);
  } catch (error) {
    await rm(temporary, { force: true });
    throw error;
  }
}
