import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Entry } from '../../src/shared/protocol';

/** What a hub's only room has on disk, read by JSON.parse alone. */
export async function roomEntries(dataDir: string): Promise<Entry[]> {
  const folder = join(dataDir, 'rooms');
  const files = (await readdir(folder)).filter((name) => /^r[\w-]+\.json$/.test(name));
  if (files.length !== 1) throw new Error(`one room was expected: ${files.join(', ')}`);
  return JSON.parse(await readFile(join(folder, files[0] as string), 'utf8')) as Entry[];
}
