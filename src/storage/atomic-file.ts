/** Small JSON files that are replaced as a whole: after a crash there is the old content or the new one, never a part. */
import { dirname } from 'node:path';
import { writeAll } from './log-file';
import { nodeLogFs, type LogFs } from './log-fs';
import { NewerFileError, versionOf } from './newer-file';
import { firstFree } from './sibling';
import { storageError } from './storage-error';

/** How a file is read and written. */
export interface AtomicFileOptions {
  /** @default the file system of Node */
  fs?: LogFs;
  /** Newest layout that this program knows; `version` at the top of a file's value says which one it has. @default 1 */
  version?: number;
}

/**
 * Reads a JSON file; null where there is none. A damaged one is moved to `<name>.damaged-<n>` and counts as none. Rejects with
 * NewerFileError, and touches nothing, where the file says that it has a newer layout.
 * @param parse - null where the value is not what the file should hold
 */
export async function readJson<T>(
  path: string,
  parse: (value: unknown) => T | null,
  { fs = nodeLogFs, version = 1 }: AtomicFileOptions = {},
): Promise<T | null> {
  try {
    const bytes = await readWhole(fs, path);
    if (!bytes) return null;
    const json = jsonOf(bytes);
    if (json && versionOf(json.value) > version) {
      writesOn(fs).newer.add(path);
      throw new NewerFileError(path);
    }
    const value = json && parsed(json.value, parse);
    if (value !== null) return value;
    await fs.rename(
      path,
      await firstFree(
        (n) => `${path}.damaged-${n}`,
        (name) => fs.exists(name),
      ),
    );
    return null;
  } catch (error) {
    throw storageError(error, path);
  }
}

/** Null where there is no file. */
async function readWhole(fs: LogFs, path: string): Promise<Buffer | null> {
  if (!(await fs.exists(path))) return null;
  const handle = await fs.open(path, 'read');
  try {
    const bytes = Buffer.alloc(await handle.size());
    let done = 0;
    for (let got = 1; done < bytes.length && got > 0; done += got) got = await handle.read(bytes.subarray(done), done);
    return bytes.subarray(0, done);
  } finally {
    await handle.close();
  }
}

function jsonOf(bytes: Buffer): { value: unknown } | null {
  try {
    return { value: JSON.parse(bytes.toString('utf8')) };
  } catch {
    return null;
  }
}

function parsed<T>(value: unknown, parse: (value: unknown) => T | null): T | null {
  try {
    return parse(value);
  } catch {
    return null;
  }
}

interface Pending {
  text: string;
  done: Promise<void>;
}

/** Of one file system, per path: the write under way, and the one that follows it. */
interface Writes {
  underWay: Map<string, Promise<void>>;
  waiting: Map<string, Pending>;
  /** Found to be of a newer program. */
  newer: Set<string>;
}

const allWrites = new WeakMap<LogFs, Writes>();

function writesOn(fs: LogFs): Writes {
  const writes = allWrites.get(fs) ?? { underWay: new Map(), waiting: new Map(), newer: new Set() };
  allWrites.set(fs, writes);
  return writes;
}

/**
 * Replaces a file by `value` as JSON that only its owner may read; resolves when it survives a power cut. Writes to one path follow each
 * other; of several that wait only the last is written, and all of them resolve or reject with it. Rejects with StorageError; the file
 * is then as before.
 */
export function writeJson(path: string, value: unknown, { fs = nodeLogFs }: Pick<AtomicFileOptions, 'fs'> = {}): Promise<void> {
  // Now, so that what the caller changes later is not half in it.
  const text = `${JSON.stringify(value, null, 2)}\n`;
  const writes = writesOn(fs);
  // Whoever goes on without what was in it must not put something else in its place.
  if (writes.newer.has(path)) return Promise.reject(new NewerFileError(path));
  const next = writes.waiting.get(path);
  if (next) {
    next.text = text;
    return next.done;
  }
  const before = writes.underWay.get(path);
  if (!before) return start(fs, writes, path, text);
  const pending: Pending = { text, done: Promise.resolve() };
  const run = (): Promise<void> => {
    writes.waiting.delete(path);
    return start(fs, writes, path, pending.text);
  };
  pending.done = before.then(run, run);
  writes.waiting.set(path, pending);
  return pending.done;
}

function start(fs: LogFs, { underWay }: Writes, path: string, text: string): Promise<void> {
  const writing = replace(fs, path, Buffer.from(text)).catch((error: unknown) => {
    throw storageError(error, path);
  });
  underWay.set(path, writing);
  const forget = (): void => {
    if (underWay.get(path) === writing) underWay.delete(path);
  };
  writing.then(forget, forget);
  return writing;
}

async function replace(fs: LogFs, path: string, bytes: Buffer): Promise<void> {
  await fs.makeFolder(dirname(path));
  // One name, so that a crash leaves one file behind and the next write takes it away.
  const temporary = `${path}.tmp`;
  if (await fs.exists(temporary)) await fs.remove(temporary);
  const handle = await fs.open(temporary, 'new');
  try {
    writeAll(handle, bytes, 0);
    await handle.sync();
  } finally {
    await handle.close();
  }
  await fs.rename(temporary, path);
  await fs.syncFolder(dirname(path));
}
