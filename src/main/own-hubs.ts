/** The places that this app hosted: each has a folder of its own, and one click, or its name, hosts it again as it was. */
import { access as reach } from 'node:fs/promises';
import { join } from 'node:path';
import * as v from 'valibot';

import { accessPolicies, foldName, guestsModes, type Guests } from '../shared/protocol';
import { readJson, writeJson } from '../storage/atomic-file';
import { report } from './log';

/** Who may join; before there was encryption, browsers could or could not. */
const guests = v.union([
  v.picklist(guestsModes),
  v.pipe(
    v.boolean(),
    v.transform((browsers): Guests => (browsers ? 'encrypted' : 'off')),
  ),
]);

const records = v.array(
  v.object({
    hubId: v.pipe(v.string(), v.regex(/^[\w-]{43}$/)),
    folder: v.pipe(v.string(), v.regex(/^\d{1,9}$/)),
    options: v.object({
      ...{ name: v.string(), room: v.string(), port: v.number(), guests },
      // Versions of before let everybody in.
      access: v.optional(v.picklist(accessPolicies), 'open'),
    }),
  }),
);

/** What is remembered of one. */
export type OwnHub = v.InferOutput<typeof records>[number];

/** Listed in `own-hubs.json`, kept in `hubs/<number>` of the data directory. */
export class OwnHubs {
  readonly #root: string;
  #hubs: readonly OwnHub[];

  private constructor(root: string, hubs: readonly OwnHub[]) {
    this.#root = root;
    this.#hubs = hubs;
  }

  static async load(root: string): Promise<OwnHubs> {
    return new OwnHubs(root, (await readJson(join(root, 'own-hubs.json'), (value) => v.parse(records, value))) ?? []);
  }

  /** A place by its hub's id. */
  find(hubId: string | null | undefined): OwnHub | undefined {
    return this.#hubs.find((hub) => hub.hubId === hubId);
  }

  /** The folder of a place of this name, if there was one; else of a new and empty one. */
  async folderFor(name: string): Promise<string> {
    const known = this.#hubs.find(({ options }) => foldName(options.name) === foldName(name));
    if (known) return known.folder;
    for (let number = this.#hubs.length + 1; ; number += 1) {
      const folder = String(number);
      // A folder that nobody lists belongs to a start that was cut short, or to somebody who put it there.
      const taken = await reach(this.path(folder)).then(
        () => true,
        () => false,
      );
      if (!taken) return folder;
    }
  }

  /** Where a place keeps its rooms. */
  path(folder: string): string {
    return join(this.#root, 'hubs', folder);
  }

  /** Remembers a place. Should the disk refuse, it is remembered for as long as the app runs. */
  async remember({ hubId, folder, options: { name, room, port, guests, access } }: OwnHub): Promise<void> {
    const hub = { hubId, folder, options: { name, room, port, guests, access } };
    this.#hubs = [...this.#hubs.filter((other) => other.hubId !== hubId && other.folder !== folder), hub];
    const path = join(this.#root, 'own-hubs.json');
    await writeJson(path, this.#hubs).catch((error: unknown) => report('own hubs not saved', { error }));
  }
}
