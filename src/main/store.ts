/** The app's small things on disk: one JSON file each, parsed when read, replaced whole when written. */
import { join } from 'node:path';
import * as v from 'valibot';
import type { KnownHub, Store } from '../client/ports';
import type { PendingMessage } from '../shared/ipc/talk-api';
import { keptPlace } from '../shared/ipc/places-schemas';
import { pendingSchema } from '../shared/ipc/talk-schemas';
import { trusts } from '../shared/ipc/trust-api';
import { readJson, writeJson } from '../storage/atomic-file';
import { SettingsFile } from './settings';

const id = v.pipe(v.string(), v.regex(/^[\w-]{1,64}$/));
const count = v.pipe(v.number(), v.safeInteger(), v.minValue(0));

const knownHubs = v.array(
  v.object({
    id,
    name: v.string(),
    urls: v.array(v.string()),
    label: v.string(),
    lastUsed: v.number(),
    // Versions of before knew no TLS and kept no trust.
    trust: v.optional(v.picklist(trusts), 'unverified'),
    defaultRoom: v.nullable(id),
    me: v.nullable(v.object({ id, name: v.string() })),
    rooms: v.array(
      v.object({
        ...{ id, name: v.string(), joined: v.boolean(), readSeq: count },
        ...{ deleted: v.exactOptional(v.array(count)), cleared: v.exactOptional(count) },
        ...keptPlace,
      }),
    ),
  }),
);

const outbox = v.array(pendingSchema);

/** Store of ports.ts over files in a folder. */
export class FileStore implements Store {
  readonly #folder: string;
  /** What was set about this device. */
  readonly settings: SettingsFile;
  /** Read once, then kept: this process is the only one that writes it (single-instance lock). */
  #hubs: Promise<KnownHub[]> | null = null;

  constructor(folder: string) {
    this.#folder = folder;
    this.settings = new SettingsFile(folder);
  }

  async loadHubs(): Promise<KnownHub[]> {
    return [...(await this.#readHubs())];
  }

  async saveHub(hub: KnownHub): Promise<void> {
    await this.#writeHubs((hubs) => [...hubs.filter((other) => other.id !== hub.id), hub]);
  }

  async removeHub(hubId: string): Promise<void> {
    await this.#writeHubs((hubs) => hubs.filter((hub) => hub.id !== hubId));
  }

  async loadOutbox(hubId: string): Promise<PendingMessage[]> {
    const messages = await readJson(this.#outboxFile(hubId), (value) => v.parse(outbox, value));
    return (messages ?? []) as PendingMessage[];
  }

  async saveOutbox(hubId: string, messages: readonly PendingMessage[]): Promise<void> {
    await writeJson(this.#outboxFile(hubId), messages);
  }

  loadName(): Promise<string | null> {
    return this.settings.loadName();
  }

  async saveName(name: string): Promise<void> {
    await this.settings.change({ name });
  }

  #readHubs(): Promise<KnownHub[]> {
    this.#hubs ??= readJson(this.#hubsFile, (value) => v.parse(knownHubs, value)).then((hubs) => hubs ?? []);
    return this.#hubs;
  }

  /** Changes follow each other: two saves at once would each write a list without the other's hub. */
  async #writeHubs(change: (hubs: readonly KnownHub[]) => KnownHub[]): Promise<void> {
    const hubs = this.#readHubs().then(change);
    this.#hubs = hubs;
    await writeJson(this.#hubsFile, await hubs);
  }

  get #hubsFile(): string {
    return join(this.#folder, 'hubs.json');
  }

  #outboxFile(hubId: string): string {
    return join(this.#folder, 'outbox', `${v.parse(id, hubId)}.json`);
  }
}
