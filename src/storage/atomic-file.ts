/** Small JSON files that are replaced as a whole: after a crash there is the old content or the new one, never a part. */
import { constants } from 'node:fs';
import { access, mkdir, open, readFile, rename } from 'node:fs/promises';
import { dirname } from 'node:path';
import { syncFolder } from './log-fs';
import { firstFree } from './sibling';
import { codeOf, storageError } from './storage-error';

const exists = (path: string): Promise<boolean> =>
  access(path, constants.F_OK).then(
    () => true,
    () => false,
  );

/**
 * Reads a JSON file; null where there is none. A damaged one is moved to `<name>.damaged-<n>` and counts as none.
 * @param parse - null where the value is not what the file should hold
 */
export async function readJson<T>(path: string, parse: (value: unknown) => T | null): Promise<T | null> {
  try {
    const value = parseText(await readFile(path), parse);
    if (value !== null) return value;
    await rename(path, await firstFree((n) => `${path}.damaged-${n}`, exists));
    return null;
  } catch (error) {
    if (codeOf(error) === 'ENOENT') return null;
    throw storageError(error, path);
  }
}

function parseText<T>(bytes: Buffer, parse: (value: unknown) => T | null): T | null {
  try {
    return parse(JSON.parse(bytes.toString('utf8')));
  } catch {
    return null;
  }
}

/** How a file is written. */
export interface WriteOptions {
  /** @default 0o600: what people write is theirs */
  mode?: number;
}

interface Pending {
  text: string;
  mode: number;
  done: Promise<void>;
}

/** Per path: the write under way, and the one that follows it. */
const underWay = new Map<string, Promise<void>>();
const waiting = new Map<string, Pending>();

/**
 * Replaces a file by `value` as JSON; resolves when it survives a power cut. Writes to one path follow each other; of several that
 * wait only the last is written, and all of them resolve or reject with it. Rejects with StorageError; the file is then as before.
 */
export function writeJson(path: string, value: unknown, { mode = 0o600 }: WriteOptions = {}): Promise<void> {
  // Now, so that what the caller changes later is not half in it.
  const text = `${JSON.stringify(value, null, 2)}\n`;
  const next = waiting.get(path);
  if (next) {
    Object.assign(next, { text, mode });
    return next.done;
  }
  const before = underWay.get(path);
  if (!before) return start(path, text, mode);
  const pending: Pending = { text, mode, done: Promise.resolve() };
  pending.done = before.then(
    () => startWaiting(path, pending),
    () => startWaiting(path, pending),
  );
  waiting.set(path, pending);
  return pending.done;
}

function startWaiting(path: string, { text, mode }: Pending): Promise<void> {
  waiting.delete(path);
  return start(path, text, mode);
}

function start(path: string, text: string, mode: number): Promise<void> {
  const writing = replace(path, text, mode).catch((error: unknown) => {
    throw storageError(error, path);
  });
  underWay.set(path, writing);
  const forget = (): void => {
    if (underWay.get(path) === writing) underWay.delete(path);
  };
  writing.then(forget, forget);
  return writing;
}

async function replace(path: string, text: string, mode: number): Promise<void> {
  await mkdir(dirname(path), { recursive: true, mode: 0o700 });
  // One name, so that a crash leaves one file behind and the next write takes it away.
  const temporary = `${path}.tmp`;
  const handle = await open(temporary, 'w', mode);
  try {
    await handle.writeFile(text);
    await handle.chmod(mode);
    await handle.sync();
  } finally {
    await handle.close();
  }
  await rename(temporary, path);
  await syncFolder(dirname(path));
}
