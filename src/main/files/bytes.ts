/** FileBytes of the app: files of the disk are read where they lie, what has no place is kept in the data directory until it is sent. */
import { createHash, randomUUID } from 'node:crypto';
import { mkdir, open, stat, unlink, writeFile } from 'node:fs/promises';
import { basename, dirname, extname, isAbsolute, join } from 'node:path';
import type { FileBytes, FileSource } from '../../client/transfers/ports';
import type { PickedFile } from '../../shared/ipc/files-api';
import { readJson, writeJson } from '../../storage/atomic-file';
import { openSink } from './sink';
import { mediaTypeOf } from './media-types';

/** What it needs of the window and the system. */
export interface FileBytesOptions {
  /** Data directory. */
  folder: string;
  /** Where fetched files go. */
  downloads(): string;
  /** Asks the person for files; their paths. */
  choose(): Promise<string[]>;
  /** Shows a file in its folder; never opens it. */
  reveal(path: string): void;
}

/** A file as it was when it was chosen: one that has changed since is another one. */
interface Place {
  path: string;
  size: number;
  changed: number;
}

const handleOf = ({ path, size, changed }: Place): string => JSON.stringify([path, size, changed]);

function placeOf(handle: string): Place | null {
  try {
    const value: unknown = JSON.parse(handle);
    if (!Array.isArray(value)) return null;
    const [path, size, changed] = value as unknown[];
    return typeof path === 'string' && typeof size === 'number' && typeof changed === 'number' ? { path, size, changed } : null;
  } catch {
    return null;
  }
}

async function picked(path: string): Promise<PickedFile[]> {
  const found = await stat(path).catch(() => null);
  // A folder, a pipe, or nothing any more.
  if (!found?.isFile()) return [];
  const place = { path, size: found.size, changed: found.mtimeMs };
  return [{ handle: handleOf(place), name: basename(path), size: found.size, type: mediaTypeOf(extname(path)) }];
}

async function sourceOf({ path, size, changed }: Place): Promise<FileSource | null> {
  const file = await open(path, 'r').catch(() => null);
  if (!file) return null;
  const same = async (): Promise<boolean> => {
    const now = await file.stat();
    return now.isFile() && now.size === size && now.mtimeMs === changed;
  };
  if (!(await same().catch(() => false))) {
    await file.close();
    return null;
  }
  return {
    size,
    async read(offset, length) {
      const bytes = Buffer.allocUnsafe(length);
      const { bytesRead } = await file.read(bytes, 0, length, offset);
      if (bytesRead < length || !(await same())) throw new Error('the file changed');
      return bytes;
    },
    close: () => file.close(),
  };
}

/** Hub ids are base64url; anything else has no file. */
const hubFile = (folder: string, hub: string): string | null =>
  /^[\w-]{1,64}$/.test(hub) ? join(folder, 'transfers', `${hub}.json`) : null;

/** FileBytes of transfers/ports.ts. */
export function fileBytes({ folder, downloads, choose, reveal }: FileBytesOptions): FileBytes {
  const outgoing = join(folder, 'outgoing');
  const all = async (paths: readonly string[]): Promise<PickedFile[]> => (await Promise.all(paths.map(picked))).flat();
  return {
    lasting: true,
    pick: async () => all(await choose()),
    take: (files) => all(files.filter((file) => typeof file === 'string').filter(isAbsolute)),
    async takeBytes(name, type, data) {
      await mkdir(outgoing, { recursive: true, mode: 0o700 });
      const path = join(outgoing, randomUUID());
      await writeFile(path, data, { flag: 'wx', mode: 0o600, flush: true });
      const [file] = await picked(path);
      if (!file) throw new Error('what was just written is gone');
      return { ...file, name, type };
    },
    async open(handle) {
      const place = placeOf(handle);
      return place && sourceOf(place);
    },
    async drop(handle) {
      const { path } = placeOf(handle) ?? {};
      // Files of people stay where they are.
      if (path !== undefined && dirname(path) === outgoing) await unlink(path);
    },
    sink: (id, name, size) => openSink(downloads(), id, name, size),
    async show(path) {
      const there = await stat(path).catch(() => null);
      if (!there?.isFile()) return false;
      reveal(path);
      return true;
    },
    hash() {
      const hash = createHash('sha256');
      return { update: (bytes) => void hash.update(bytes), digest: () => hash.copy().digest('base64url') };
    },
    async load(hub) {
      const path = hubFile(folder, hub);
      return path && readJson(path, (value) => value);
    },
    async save(hub, transfers) {
      const path = hubFile(folder, hub);
      if (path) await writeJson(path, transfers);
    },
  };
}
