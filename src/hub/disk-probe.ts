/** Finds out whether a disk keeps what it is given. */
import { limits } from '../shared/protocol';
import { writeAll } from '../storage/log-file';
import { nodeLogFs } from '../storage/log-fs';
import { storageError } from '../storage/storage-error';

/** As long as a message can be: where this fits, every message does. */
const BYTES = Buffer.alloc(limits.maxFrame, '\n');

/** Writes a file, waits until it is on the disk, and takes it away again. Rejects with StorageError. */
export async function tryDisk(path: string): Promise<void> {
  try {
    const file = await nodeLogFs.open(path, 'replace');
    try {
      writeAll(file, BYTES, 0);
      await file.sync();
    } finally {
      await file.close();
      await nodeLogFs.remove(path);
    }
  } catch (error: unknown) {
    throw storageError(error, path);
  }
}
