/** What a store of files needs of a disk, as an interface, so that tests can fill it up and break it. */
import { open, readdir, rename, stat, statfs, unlink } from 'node:fs/promises';
import { makeFolder, syncFolder } from '../../storage/log-fs';
import { codeOf } from '../../storage/storage-error';

/** An open file. Nothing of it happens on the hub's own thread: a disk that is busy would hold up the chat. */
export interface FileHandle {
  size(): Promise<number>;
  /** Writes all of it. */
  write(bytes: Uint8Array, position: number): Promise<void>;
  /** Fills `into` as far as there is something; resolves with the bytes read, 0 at the end. */
  read(into: Uint8Array, position: number): Promise<number>;
  /** Resolves when all that was written survives a power cut. */
  sync(): Promise<void>;
  close(): Promise<void>;
}

/** The disk under a folder of files. */
export interface FileDisk {
  /** Makes a folder; it survives a power cut. */
  makeFolder(path: string): Promise<void>;
  /** Names in a folder. */
  list(path: string): Promise<string[]>;
  /** Bytes of a file; null where there is none. */
  size(path: string): Promise<number | null>;
  /** `write` makes it where it is missing; `read` rejects with ENOENT. */
  open(path: string, mode: 'write' | 'read'): Promise<FileHandle>;
  rename(from: string, to: string): Promise<void>;
  /** Takes a file away; one that is not there is none too. */
  remove(path: string): Promise<void>;
  /** Makes creations and renames in a folder survive a power cut. */
  syncFolder(path: string): Promise<void>;
  /** Bytes that this user may still write there; null where the system does not say. */
  free(path: string): Promise<number | null>;
}

const missing = (error: unknown): void => {
  if (codeOf(error) !== 'ENOENT') throw error;
};

/** The machine's own. */
export const nodeDisk: FileDisk = {
  makeFolder,
  list: (path) => readdir(path),
  size: (path) =>
    stat(path).then(
      ({ size }) => size,
      (error: unknown) => {
        missing(error);
        return null;
      },
    ),
  async open(path, mode) {
    // Not for appending: a write says where it goes.
    const handle = await open(path, mode === 'read' ? 'r' : 'r+', 0o600).catch((error: unknown) => {
      if (mode === 'read') throw error;
      missing(error);
      return open(path, 'wx+', 0o600);
    });
    return {
      size: async () => (await handle.stat()).size,
      async write(bytes, position) {
        for (let done = 0; done < bytes.length;)
          done += (await handle.write(bytes, done, bytes.length - done, position + done)).bytesWritten;
      },
      read: async (into, position) => (await handle.read(into, 0, into.length, position)).bytesRead,
      sync: () => handle.datasync(),
      close: () => handle.close(),
    };
  },
  rename,
  remove: (path) => unlink(path).catch(missing),
  syncFolder,
  free: (path) =>
    statfs(path).then(
      ({ bavail, bsize }) => bavail * bsize,
      () => null,
    ),
};
