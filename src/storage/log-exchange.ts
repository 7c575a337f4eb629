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
  try {
    await writeEmpty(fresh);
    await fs.rename(path, aside);
    try {
      await fs.rename(temporary, path);
    } catch (error) {
      await fs.rename(aside, path);
      throw error;
    }
    await fs.syncFolder(dirname(path));
  } catch (error) {
    await fresh.close();
    throw error;
  }
  return { aside, fresh };
}
