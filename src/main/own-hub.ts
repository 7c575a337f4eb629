/** The hub that this app hosted last: one click on it hosts it again, as it was. */
import { join } from 'node:path';
import * as v from 'valibot';
import type { HostOptions } from '../shared/ipc/chat-api';
import { readJson, writeJson } from '../storage/atomic-file';
import { report } from './log';

const record = v.object({
  hubId: v.pipe(v.string(), v.regex(/^[\w-]{43}$/)),
  options: v.object({ name: v.string(), room: v.string(), port: v.number(), guests: v.boolean() }),
});

/** What is remembered of it. */
export type OwnHubRecord = v.InferOutput<typeof record>;

/** Kept in `own-hub.json` of the data directory. */
export class OwnHub {
  readonly #path: string;
  #record: OwnHubRecord | null;

  private constructor(path: string, kept: OwnHubRecord | null) {
    this.#path = path;
    this.#record = kept;
  }

  static async load(folder: string): Promise<OwnHub> {
    const path = join(folder, 'own-hub.json');
    return new OwnHub(path, await readJson(path, (value) => v.parse(record, value)));
  }

  /** Whether a hub is the one that this app hosts. */
  is(hubId: string | null | undefined): boolean {
    return this.#record !== null && this.#record.hubId === hubId;
  }

  /** How it was hosted last; null where none was. */
  get options(): HostOptions | null {
    return this.#record?.options ?? null;
  }

  /** Remembers it. Should the disk refuse, it is remembered for as long as the app runs. */
  async save(hubId: string, { name, room, port, guests }: HostOptions): Promise<void> {
    this.#record = { hubId, options: { name, room, port, guests } };
    await writeJson(this.#path, this.#record).catch((error: unknown) => report('own hub not saved', { error }));
  }
}
