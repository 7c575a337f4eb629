/** `presence.json` of the app's folder: what a person shows of themselves. */
import { join } from 'node:path';
import type { PresenceStore } from '../client/presence/own-presence';
import { readJson, writeJson } from '../storage/atomic-file';

/** What is in it is looked through by whoever reads it. */
export function presenceFile(folder: string): PresenceStore {
  const path = join(folder, 'presence.json');
  const isObject = (value: unknown): object | null => (typeof value === 'object' ? value : null);
  return {
    load: () => readJson(path, isObject),
    save: (own) => writeJson(path, own),
  };
}
