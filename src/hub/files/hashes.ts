/** SHA-256 of files that grow, followed while they do: when the last byte is there, little is left to be read. */
import { createHash, type Hash } from 'node:crypto';
import { open } from 'node:fs/promises';

/** Bytes that are read at a time. */
const PIECE = 1024 * 1024;

/** Hashes files by path. */
export interface FileHashes {
  /** The first `size` bytes of a file are written and stay as they are. Never rejects: what cannot be read now is read by `finish`. */
  follow(path: string, size: number): void;
  /** The hash of the first `size` bytes, base64url; then nothing is known of the file any more. Rejects where it cannot be read. */
  finish(path: string, size: number): Promise<string>;
  /** The file will not be finished. */
  forget(path: string): void;
}

interface Following {
  hash: Hash;
  /** Bytes that are in it. */
  at: number;
  /** The last thing that was asked of it. */
  work: Promise<void>;
}

async function read(path: string, following: Following, size: number): Promise<void> {
  if (following.at >= size) return;
  const file = await open(path, 'r');
  try {
    const piece = Buffer.allocUnsafe(Math.min(PIECE, size - following.at));
    while (following.at < size) {
      const { bytesRead } = await file.read(piece, 0, Math.min(piece.length, size - following.at), following.at);
      if (bytesRead === 0) throw new Error(`${path}: shorter than ${String(size)}`);
      following.hash.update(piece.subarray(0, bytesRead));
      following.at += bytesRead;
    }
  } finally {
    await file.close();
  }
}

/** In this thread: for tests, and where no other can be had. */
export function hashesHere(): FileHashes {
  const files = new Map<string, Following>();
  const next = (path: string, size: number): Following => {
    const following = files.get(path) ?? { hash: createHash('sha256'), at: 0, work: Promise.resolve() };
    files.set(path, following);
    const go = (): Promise<void> => read(path, following, size);
    following.work = following.work.then(go, go);
    return following;
  };
  return {
    follow: (path, size) => void next(path, size).work.catch(() => undefined),
    async finish(path, size) {
      const following = next(path, size);
      await following.work.finally(() => files.delete(path));
      return following.hash.digest('base64url');
    },
    forget: (path) => void files.delete(path),
  };
}
