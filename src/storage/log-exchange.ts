/** Puts an empty log in the place of one that gets a name of its own. */
import { dirname } from 'node:path';
import { writeEmpty } from './log-file';
import type { LogFs, LogHandle } from './log-fs';
import { asideName, firstFree } from './sibling';

/** The old file's new path, and the new file, open. Whatever goes wrong, the old file is where it was. */
export async function exchange(fs: LogFs, path: string): Promise<{ aside: string; fresh: LogHandle }> {
  const temporary = `${path}.tmp`;
  const aside = await firstFree(asideName(path), (name) => fs.exists(name));
  const fresh = await fs.open(temporary, 'replace');
  const done: [from: string, to: string][] = [];
  try {
    await writeEmpty(fresh);
    for (const [from, to] of [
      [path, aside],
      [temporary, path],
    ] as const) {
      await fs.rename(from, to);
      done.push([from, to]);
    }
    // Before anything is written to the new file: it must not be gone after a power cut.
    await fs.syncFolder(dirname(path));
  } catch (error) {
    for (const [from, to] of done.reverse()) await fs.rename(to, from);
    await fresh.close();
    throw error;
  }
  return { aside, fresh };
}
