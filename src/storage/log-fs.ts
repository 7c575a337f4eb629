/** The few file operations a log needs, as an interface, so that tests can tear, drop and refuse them. */
import fs from 'node:fs';
import { access, mkdir, open, rename, unlink } from 'node:fs/promises';
import { dirname } from 'node:path';
import { codeOf } from './storage-error';

/** How a file was left: two that differ in neither are taken for the same. */
export interface Stamp {
  size: number;
  /** Time of the last change to its contents, in nanoseconds. */
  changed: bigint;
}

/** An open file. */
export interface LogHandle {
  size(): Promise<number>;
  stamp(): Promise<Stamp>;
  /** Fills `into` from `position`; resolves with the bytes read, 0 at the end. */
  read(into: Buffer, position: number): Promise<number>;
  /** Writes synchronously and returns how many bytes were taken, which may be fewer than given. */
  write(bytes: Buffer, position: number): number;
  truncate(size: number): void;
  /** Resolves when all that was written survives a power cut. */
  sync(): Promise<void>;
  close(): Promise<void>;
}

/**
 * How to open: keep what is there, empty it first, refuse (EEXIST) where something is there, or only read (ENOENT where nothing is
 * there).
 */
export type OpenMode = 'keep' | 'replace' | 'new' | 'read';

/** The file system, as a log uses it. */
export interface LogFs {
  /** Makes a folder and those above it; it survives a power cut. */
  makeFolder(path: string): Promise<void>;
  /** Opens for reading and writing, made where missing; `read` neither writes nor makes. */
  open(path: string, mode: OpenMode): Promise<LogHandle>;
  exists(path: string): Promise<boolean>;
  rename(from: string, to: string): Promise<void>;
  /** Takes a file away that is there. */
  remove(path: string): Promise<void>;
  /** Makes creations and renames in a folder survive a power cut. */
  syncFolder(path: string): Promise<void>;
}

const { O_CREAT, O_EXCL, O_RDONLY, O_RDWR, O_TRUNC } = fs.constants;
const flags = {
  keep: O_RDWR | O_CREAT,
  replace: O_RDWR | O_CREAT | O_TRUNC,
  new: O_RDWR | O_CREAT | O_EXCL,
  read: O_RDONLY,
};

async function openNode(path: string, mode: OpenMode): Promise<LogHandle> {
  const handle = await open(path, flags[mode], 0o600);
  return {
    size: async () => (await handle.stat()).size,
    stamp: async () => {
      const { size, mtimeNs } = await handle.stat({ bigint: true });
      return { size: Number(size), changed: mtimeNs };
    },
    read: async (into, position) => (await handle.read(into, 0, into.length, position)).bytesRead,
    // Synchronous on purpose: a write to the page cache takes microseconds, a trip through the thread pool a hundred.
    write: (bytes, position) => fs.writeSync(handle.fd, bytes, 0, bytes.length, position),
    truncate: (size) => fs.ftruncateSync(handle.fd, size),
    sync: () => handle.datasync(),
    close: () => handle.close(),
  };
}

/** Makes creations and renames in a folder survive a power cut, where the system lets folders be opened. */
export async function syncFolder(path: string): Promise<void> {
  // Windows neither allows nor needs it.
  if (process.platform === 'win32') return;
  const handle = await open(path, 'r');
  try {
    await handle.sync();
  } finally {
    await handle.close();
  }
}

/** Makes a folder and those above it, each of which survives a power cut. */
export async function makeFolder(path: string): Promise<void> {
  const first = await mkdir(path, { recursive: true, mode: 0o700 });
  if (first === undefined) return;
  for (let made = path; ; made = dirname(made)) {
    await syncFolder(dirname(made));
    if (made === first || made === dirname(made)) return;
  }
}

/** The real file system. */
export const nodeLogFs: LogFs = {
  makeFolder,
  open: openNode,
  exists: (path) =>
    access(path).then(
      () => true,
      (error: unknown) => {
        if (codeOf(error) === 'ENOENT') return false;
        throw error;
      },
    ),
  rename,
  remove: unlink,
  syncFolder,
};
