/** settings.json: the person's name, and what was set about this device. */
import { join } from 'node:path';
import * as v from 'valibot';
import type { Settings } from '../shared/ipc/settings-api';
import { settingsOf } from '../shared/ipc/settings-schema';
import { readJson, writeJson } from '../storage/atomic-file';

const file = v.looseObject({ name: v.optional(v.string()) });

type Kept = v.InferOutput<typeof file>;

/** The file; read once, then kept: this process is the only one that writes it. What another version put there stays. */
export class SettingsFile {
  readonly #path: string;
  #kept: Promise<Kept> | null = null;

  constructor(folder: string) {
    this.#path = join(folder, 'settings.json');
  }

  async loadName(): Promise<string | null> {
    return (await this.#read()).name ?? null;
  }

  async load(): Promise<Settings> {
    return settingsOf(await this.#read());
  }

  /** Rejects with a storage error where the disk does not take it. */
  async change(parts: Partial<Settings> & { name?: string }): Promise<void> {
    // Changes follow each other: two at once would each write a file without the other's part.
    const kept = this.#read().then((before) => ({ ...before, ...parts }));
    this.#kept = kept;
    await writeJson(this.#path, await kept);
  }

  #read(): Promise<Kept> {
    this.#kept ??= readJson(this.#path, (value) => v.parse(file, value)).then((kept) => kept ?? {});
    return this.#kept;
  }
}
