/** What people keep JSON on disk with otherwise: each rewrites the file for every message. */
import { join } from 'node:path';
import Conf from 'conf';
import { JSONFilePreset } from 'lowdb/node';
import { entries, entry } from './history-data';

/** Adds one message. */
type Add = () => Promise<void>;

export async function lowdbAt(folder: string, count: number): Promise<Add> {
  const db = await JSONFilePreset(join(folder, `lowdb-${count}.json`), entries(count));
  return async () => {
    db.data.push(entry(db.data.length + 1));
    await db.write();
  };
}

/** electron-store is conf with Electron's folder; it runs in Electron only. */
export function electronStoreAt(folder: string, count: number): Add {
  const store = new Conf<{ messages: unknown[] }>({ cwd: folder, configName: `conf-${count}` });
  const all: unknown[] = entries(count);
  return async () => {
    all.push(entry(all.length + 1));
    store.set('messages', all);
    await Promise.resolve();
  };
}
