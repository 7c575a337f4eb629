/** `members.json`: whom the hub remembers, and why. Others come and go without a trace. */
import { join } from 'node:path';
import * as v from 'valibot';
import { skeleton } from '../../shared/names/skeleton';
import { memberPrefix, roles, type Role } from '../../shared/protocol';
import { readJson, writeJson } from '../../storage/atomic-file';
import type { LogFs } from '../../storage/log-fs';
import { addressKey } from './attempts';
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
    v.object({
      ...{ at: v.number(), by: v.string(), reason: v.optional(v.string()), address: v.optional(v.string()) },
      /** Until then from that address as well. */
      addressUntil: v.optional(v.number()),
    }),
  ),
  mutedUntil: v.optional(v.number()),
  /** A host gave the role: no invite changes it. */
  decided: v.optional(v.boolean()),
  /** Rooms whose password was right, each with the epoch of it. */
  rooms: v.optional(v.record(v.string(), v.number())),
  seenAt: v.number(),
});

const membersFile = v.object({ members: v.array(memberRecord) });

/** Scripts may all have one name. */
const keepsName = (id: string): boolean => !id.startsWith(memberPrefix.script);

/** Somebody whom the hub remembers. */
export type MemberRecord = v.InferOutput<typeof memberRecord>;

/** What of a record may be changed. */
export type MemberPatch = Partial<Omit<MemberRecord, 'id'>>;

/** All of them, in memory; each change is durable when it resolves. */
export class MemberStore {
  readonly #fs: LogFs;
  readonly #path: string;
  readonly #now: () => number;
  readonly #byId: Map<string, MemberRecord>;
  readonly #names = new NameIndex();
  /** Addresses that are banned, each with the members that are banned with them. */
  readonly #addresses = new Map<string, Set<string>>();

  private constructor(fs: LogFs, path: string, now: () => number, records: readonly MemberRecord[]) {
    this.#fs = fs;
    this.#path = path;
    this.#now = now;
    this.#byId = new Map(records.map((record) => [record.id, record]));
    for (const record of records) this.#index(record);
  }

  /**
   * @param folder - the data directory. Rejects with StorageError, NewerFileError among them
   * @param now - the hub's clock, which alone says what has ended
   */
  static async open(fs: LogFs, folder: string, now: () => number): Promise<MemberStore> {
    const path = join(folder, 'members.json');
    const parse = (value: unknown): MemberRecord[] | null => {
      const parsed = v.safeParse(membersFile, value);
      return parsed.success ? parsed.output.members : null;
    };
    return new MemberStore(fs, path, now, (await readJson(path, parse, { fs })) ?? []);
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

  /** Whether an address, or an IPv6 network, is banned together with a member. */
  addressBanned(address: string): boolean {
    const ids = this.#addresses.get(addressKey(address));
    if (!ids) return false;
    const now = this.#now();
    return [...ids].some((id) => (this.#byId.get(id)?.banned?.addressUntil ?? Infinity) > now);
  }

  /** When somebody may write again; null: now. */
  mutedUntil(id: string): number | null {
    const until = this.#byId.get(id)?.mutedUntil;
    return until !== undefined && until > this.#now() ? until : null;
  }

  /** Hosts who are not banned. */
  get hosts(): number {
    let hosts = 0;
    for (const { role, banned } of this.#byId.values()) if (role === 'host' && !banned) hosts += 1;
    return hosts;
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
    if (keepsName(id) && !banned) this.#names.add(id, skeleton(name));
    if (banned?.address === undefined) return;
    const key = addressKey(banned.address);
    const ids = this.#addresses.get(key) ?? new Set();
    this.#addresses.set(key, ids.add(id));
  }

  #unindex({ id, name, banned }: MemberRecord): void {
    if (keepsName(id) && !banned) this.#names.remove(id, skeleton(name));
    if (banned?.address === undefined) return;
    const key = addressKey(banned.address);
    const ids = this.#addresses.get(key);
    ids?.delete(id);
    if (ids?.size === 0) this.#addresses.delete(key);
  }

  #makeRoom(): void {
    if (this.#byId.size < MOST) return;
    let oldest: MemberRecord | null = null;
    const now = this.#now();
    for (const record of this.#byId.values()) {
      const plain = record.role === 'member' && !record.decided && !record.banned && (record.mutedUntil ?? 0) <= now;
      if (plain && (!oldest || record.seenAt < oldest.seenAt)) oldest = record;
    }
    if (oldest) this.#drop(oldest);
  }
}
