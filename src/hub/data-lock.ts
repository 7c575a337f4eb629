/** One hub per data directory: `hub.lock` holds the number of the process that uses it. */
import { open, readFile, rm } from 'node:fs/promises';
import { resolve } from 'node:path';
import { StartError } from './start-error';

/** Locks of this process: its own number in a file says nothing about a second hub in it. */
const held = new Set<string>();

function alive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error: unknown) {
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
}

async function write(path: string): Promise<boolean> {
  try {
    const file = await open(path, 'wx', 0o600);
    await file.writeFile(`${String(process.pid)}\n`);
    await file.close();
    return true;
  } catch (error: unknown) {
    if ((error as NodeJS.ErrnoException).code === 'EEXIST') return false;
    throw error;
  }
}

/**
 * Takes the lock; one that a dead process left is taken over.
 * @returns gives it back; idempotent
 * @throws StartError `storage_failed` when a running hub has it
 */
export async function lockData(path: string): Promise<() => Promise<void>> {
  const full = resolve(path);
  const inUse = (): StartError =>
    new StartError(
      'storage_failed',
      `Another hub uses this data directory (${full}). Stop it, or choose another one with --data.`,
    );
  if (held.has(full)) throw inUse();
  held.add(full);
  try {
    if (!(await write(full))) {
      const pid = Number.parseInt(await readFile(full, 'utf8'), 10);
      if (pid !== process.pid && pid > 0 && alive(pid)) throw inUse();
      await rm(full, { force: true });
      if (!(await write(full))) throw inUse();
    }
  } catch (error: unknown) {
    held.delete(full);
    throw error;
  }
  return async () => {
    if (held.delete(full)) await rm(full, { force: true });
  };
}
