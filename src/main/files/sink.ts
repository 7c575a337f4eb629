/** Where a fetched file goes: into the download folder, under a safe name, over nobody else's file. */
import { constants } from 'node:fs';
import { link, lstat, mkdir, open, rename, unlink, writeFile, type FileHandle } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { SaveError, type FileSink } from '../../client/transfers/ports';
import { numbered, safeFileName } from '../../shared/file-name';

const codeOf = (error: unknown): string => (error as NodeJS.ErrnoException).code ?? '';

/** What the system says about a disk, as people hear of it. */
function saveError(error: unknown): SaveError {
  if (error instanceof SaveError) return error;
  return new SaveError(['ENOSPC', 'EDQUOT', 'EFBIG'].includes(codeOf(error)) ? 'save_full' : 'save_failed');
}

/** Names that are tried before it is given up. */
const TRIES = 1_000;

/** Ids are ours, and yet: nothing of a path may be in them. */
const partOf = (folder: string, id: string): string => join(folder, `hearth-${basename(id)}.part`);

/** Opens what is there of a file, and nothing that only looks like it: a link would lead elsewhere. */
async function openPart(path: string): Promise<FileHandle> {
  const { O_CREAT, O_RDWR, O_NOFOLLOW = 0 } = constants;
  const there = await lstat(path).catch(() => null);
  if (there && !there.isFile()) throw new SaveError('save_failed');
  return open(path, O_RDWR | O_CREAT | O_NOFOLLOW, 0o600);
}

/** Gives a file a name that nobody has. @returns its path */
async function place(from: string, folder: string, name: string): Promise<string> {
  for (let n = 1; n <= TRIES; n += 1) {
    const path = join(folder, numbered(name, n));
    try {
      // In one step: a name that is taken, by a link as well, refuses.
      await link(from, path);
      await unlink(from);
      return path;
    } catch (error: unknown) {
      if (codeOf(error) === 'EEXIST') continue;
      if (await placeWithoutLinks(from, path)) return path;
    }
  }
  throw new SaveError('save_failed');
}

/** The same where the disk knows no links, as USB sticks: the name is taken first, then given to the file. */
async function placeWithoutLinks(from: string, path: string): Promise<boolean> {
  const taken = await open(path, 'wx', 0o600).catch((error: unknown) => {
    if (codeOf(error) === 'EEXIST') return null;
    throw error;
  });
  if (!taken) return false;
  await taken.close();
  await rename(from, path).catch(async (error: unknown) => {
    await unlink(path);
    throw error;
  });
  return true;
}

/** Windows asks before it runs what came from elsewhere, where this stands beside it. Other disks than its own cannot hold it. */
async function mark(path: string): Promise<void> {
  if (process.platform !== 'win32') return;
  await writeFile(`${path}:Zone.Identifier`, '[ZoneTransfer]\r\nZoneId=3\r\n').catch(() => undefined);
}

/** @param id - of the fetching; the same one finds what is there of it */
export async function openSink(folder: string, id: string, name: string, size: number): Promise<FileSink> {
  const path = partOf(folder, id);
  let handle: FileHandle;
  let received: number;
  try {
    await mkdir(folder, { recursive: true });
    handle = await openPart(path);
    received = Math.min((await handle.stat()).size, size);
  } catch (error: unknown) {
    throw saveError(error);
  }
  let open_ = true;
  const close = async (): Promise<void> => {
    if (!open_) return;
    open_ = false;
    await handle.close();
  };
  return {
    get received() {
      return received;
    },
    async read(offset, length) {
      const bytes = Buffer.alloc(length);
      const { bytesRead } = await handle.read(bytes, 0, length, offset);
      return bytes.subarray(0, bytesRead);
    },
    async write(bytes) {
      try {
        for (let done = 0; done < bytes.length;) {
          const { bytesWritten } = await handle.write(bytes, done, bytes.length - done, received);
          done += bytesWritten;
          received += bytesWritten;
        }
      } catch (error: unknown) {
        throw saveError(error);
      }
    },
    async finish() {
      try {
        // What an earlier life left behind it is none of the file.
        await handle.truncate(received);
        await handle.datasync();
        await close();
        const saved = await place(path, folder, safeFileName(name));
        await mark(saved);
        return { name: basename(saved), place: saved };
      } catch (error: unknown) {
        throw saveError(error);
      }
    },
    close,
    async discard() {
      await close();
      await unlink(path).catch(() => undefined);
    },
  };
}
