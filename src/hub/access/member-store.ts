/** `members.json`: whom the hub remembers, and why. Others come and go without a trace. */
import { join } from 'node:path';
import * as v from 'valibot';
import { skeleton } from '../../shared/names/skeleton';
import { roles, type Role } from '../../shared/protocol';
import { readJson, writeJson } from '../../storage/atomic-file';
import type { LogFs } from '../../storage/log-fs';
import { NameIndex } from './name-index';

/** Members remembered, about 2 MiB: above it those with nothing but an admission who were away longest are forgotten. */
const MOST = 10_000;

const memberRecord = v.object({
  id: v.string(),
  name: v.string(),
  role: v.picklist(roles),
  /** `epoch`: of the password that was right then; another one makes it worthless. */
  admitted: v.nullable(
    v.object({
      how: v.picklist(['owner', 'invite', 'password', 'account', 'knock']),
      at: v.number(),
      epoch: v.optional(v.number()),
    }),
  ),
  banned: v.optional(
    v.object({ at: v.number(), by: v.string(), reason: v.optional(v.string()), address: v.optional(v.string()) }),
  ),
  mutedUntil: v.optional(v.number()),
  /** Rooms whose password was right, each with the epoch of it. */
  rooms: v.optional(v.record(v.string(), v.number())),
  seenAt: v.number(),
});

const membersFile = v.object({ members: v.array(memberRecord) });

/** Somebody whom the hub remembers. */
export type MemberRecord = v.InferOutput<typeof memberRecord>;

/** What of a record may be changed. */
export type MemberPatch = Partial<Omit<MemberRecord, 'id'>>;

/** All of them, in memory; each change is durable when it resolves. */
export class MemberStore {
  readonly #fs: LogFs;
  readonly #path: string;
  readonly #byId: Map<string, MemberRecord>;
  readonly #names = new NameIndex();
  /** Addresses that are banned, each with the members that are banned with them. */
  readonly #addresses = new Map<string, Set<string>>();

  private constructor(fs: LogFs, path: string, records: readonly MemberRecord[]) {
    this.#fs = fs;
    this.#path = path;
    this.#byId = new Map(records.map((record) => [record.id, record]));
    for (const record of records) this.#index(record);
  }

  /** @param folder - the data directory. Rejects with StorageError, NewerFileError among them */
  static async open(fs: LogFs, folder: string): Promise<MemberStore> {
    const path = join(folder, 'members.json');
    const parse = (value: unknown): MemberRecord[] | null => {
      const parsed = v.safeParse(membersFile, value);
      return parsed.success ? parsed.output.members : null;
    };
    return new MemberStore(fs, path, (await readJson(path, parse, { fs })) ?? []);
  }

  get(id: string): MemberRecord | undefined {
    return this.#byId.get(id);
  }

  all(): MemberRecord[] {
    return [...this.#byId.values()];
  }

  /** What somebody may do; `member` where nothing is remembered. */
  roleOf(id: string): Role {
    return this.#byId.get(id)?.role ?? 'member';
  }

  /** Whether another one who is remembered goes by a name that looks like this one. */
  nameTaken(name: string, id: string): boolean {
    return this.#names.takenFrom(id, skeleton(name));
  }

  addressBanned(address: string): boolean {
    return this.#addresses.has(address);
  }

  /** Changes what is remembered of somebody, or begins to remember. Rejects with StorageError; then all is as before. */
  async change(id: string, name: string, patch: MemberPatch, now: number): Promise<MemberRecord> {
    const before = this.#byId.get(id);
    const next: MemberRecord = { id, role: 'member', admitted: null, seenAt: now, ...before, name, ...patch };
    if (!before) this.#makeRoom();
    this.#put(next, before);
    try {
      await this.save();
    } catch (error: unknown) {
      // Unless somebody changed it again meanwhile.
      if (this.#byId.get(id) === next) {
        if (before) this.#put(before, next);
        else this.#drop(next);
      }
      throw error;
    }
    return next;
  }

  /** Was here at that time. Kept with the next change. */
  seen(id: string, now: number): void {
    const record = this.#byId.get(id);
    if (record) record.seenAt = now;
  }

  /** Writes all of it. */
  save(): Promise<void> {
    return writeJson(this.#path, { version: 1, members: this.all() }, { fs: this.#fs });
  }

  #put(next: MemberRecord, before: MemberRecord | undefined): void {
    if (before) this.#unindex(before);
    this.#byId.set(next.id, next);
    this.#index(next);
  }

  #drop(record: MemberRecord): void {
    this.#unindex(record);
    this.#byId.delete(record.id);
  }

  #index({ id, name, banned }: MemberRecord): void {
    // Whoever may not come back keeps no name from others.
    if (!banned) this.#names.add(id, skeleton(name));
    if (banned?.address === undefined) return;
    const ids = this.#addresses.get(banned.address) ?? new Set();
    this.#addresses.set(banned.address, ids.add(id));
  }

  #unindex({ id, name, banned }: MemberRecord): void {
    if (!banned) this.#names.remove(id, skeleton(name));
    if (banned?.address === undefined) return;
    const ids = this.#addresses.get(banned.address);
    ids?.delete(id);
    if (ids?.size === 0) this.#addresses.delete(banned.address);
  }

  #makeRoom(): void {
    if (this.#byId.size < MOST) return;
    let oldest: MemberRecord | null = null;
    for (const record of this.#byId.values()) {
      const plain = record.role === 'member' && !record.banned && record.mutedUntil === undefined;
      if (plain && (!oldest || record.seenAt < oldest.seenAt)) oldest = record;
    }
    if (oldest) this.#drop(oldest);
  }
}
