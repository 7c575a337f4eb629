/** One room: its log, its sequence, and who is in it. */
import * as v from 'valibot';
import { entrySchema } from '../../shared/protocol';
import type { Entry, ErrorCode, Limits, Member, Room as RoomInfo } from '../../shared/protocol';
import { JsonLog, type Durability } from '../../storage/json-log';
import type { Log } from '../log';
import type { Peer } from '../peer';
import { CommitQueue, type Submission } from './commit-queue';
import { systemText } from './encode';
import { FanOut } from './fan-out';
import { IdIndex, idKey } from './id-index';
import { noticeText } from './notice';
import type { Presence } from './presence';

/** What a room is made of. */
export interface RoomOptions {
  id: string;
  name: string;
  createdAt: number;
  /** The log's file. */
  path: string;
  durability: Durability;
  limits: Limits;
  log: Log;
  presence: Presence;
  /** Milliseconds since 1970. */
  now(): number;
}

/** What becomes of a message: it waits for its commit, was written before, or its id belongs to another one. */
export type Submitted = { state: 'waiting' } | { state: 'conflict' } | { state: 'written'; seq: number };

/** A page of the log, oldest first. */
export interface Page {
  entries: Entry[];
  /** There is more in the direction asked for. */
  more: boolean;
}

const parseEntry = (value: unknown): Entry | null => {
  const parsed = v.safeParse(entrySchema, value);
  return parsed.success ? parsed.output : null;
};

/** Opened when it is first needed. */
export class Room {
  readonly id: string;
  readonly name: string;
  readonly createdAt: number;
  readonly #options: RoomOptions;
  readonly #fanOut = new FanOut();
  readonly #present = new Map<string, { member: Member; connections: number }>();
  readonly #ids = new IdIndex();
  readonly #pending = new Map<string, Submission>();
  readonly #commits: CommitQueue;
  #seq = 0;
  #log: JsonLog<Entry> | null = null;
  #opening: Promise<JsonLog<Entry>> | null = null;
  #indexing: Promise<void> | null = null;

  constructor(options: RoomOptions) {
    this.id = options.id;
    this.name = options.name;
    this.createdAt = options.createdAt;
    this.#options = options;
    this.#commits = new CommitQueue({
      last: () => this.#seq,
      append: async (entries) => (await this.open()).append(entries),
      committed: (batch, entries) => this.#committed(batch, entries),
      failed: (batch, code, error) => this.#failed(batch, code, error),
    });
  }

  /** Sequence of the newest entry that everybody in the room was sent; 0 when there is none. */
  get seq(): number {
    return this.#seq;
  }

  /** Members in it, each once. */
  get count(): number {
    return this.#present.size;
  }

  get info(): RoomInfo {
    return { id: this.id, name: this.name, seq: this.#seq, count: this.count };
  }

  /** Opens the log, so that the newest sequence is known. A failure is not remembered: the next call tries again. */
  open(): Promise<JsonLog<Entry>> {
    this.#opening ??= this.#open().catch((error: unknown) => {
      this.#opening = null;
      throw error;
    });
    return this.#opening;
  }

  /** Opens the log and learns which ids were used. Needed before anybody joins. */
  ready(): Promise<void> {
    this.#indexing ??= this.#index().catch((error: unknown) => {
      this.#indexing = null;
      throw error;
    });
    return this.#indexing;
  }

  /** Lets a connection in. It gets every entry above `seq`, as it is now, from here on. */
  join(peer: Peer, member: Member): void {
    if (peer.rooms.has(this)) return;
    peer.rooms.add(this);
    this.#fanOut.add(peer);
    const present = this.#present.get(member.id);
    if (present) {
      present.connections += 1;
    } else {
      this.#present.set(member.id, { member, connections: 1 });
      this.#options.presence.joined(this, member);
    }
  }

  /** Lets a connection out. */
  leave(peer: Peer): void {
    if (!peer.member || !peer.rooms.delete(this)) return;
    this.#fanOut.remove(peer);
    const present = this.#present.get(peer.member.id);
    if (!present || --present.connections > 0) return;
    this.#present.delete(peer.member.id);
    this.#options.presence.left(this, present.member);
  }

  /** The first `most` members, in the order in which they came. */
  listed(most: number): Member[] {
    const members: Member[] = [];
    for (const { member } of this.#present.values()) {
      if (members.length >= most) break;
      members.push(member);
    }
    return members;
  }

  /** Takes a message. Unless it was there before, everybody in the room gets it once it is durable, the sender included. */
  submit(from: Peer, author: Member, id: string, text: string): Submitted {
    const key = idKey(author.id, id);
    const pending = this.#pending.get(key);
    if (pending) {
      if (pending.text !== text) return { state: 'conflict' };
      if (!pending.waiting.includes(from)) pending.waiting.push(from);
      return { state: 'waiting' };
    }
    const seq = this.#ids.find(author.id, id);
    if (seq !== undefined) return { state: 'written', seq };
    const submission = { id, author, text, at: this.#options.now(), from, waiting: [from] };
    this.#pending.set(key, submission);
    this.#commits.add(submission);
    return { state: 'waiting' };
  }

  /** The entry of one sequence. */
  async entry(seq: number): Promise<Entry | null> {
    const [entry] = await (await this.open()).before(seq + 1, 1);
    return entry?.seq === seq ? entry : null;
  }

  /** Up to `limit` entries before a sequence, or the newest for null. */
  async before(seq: number | null, limit: number): Promise<Page> {
    const log = await this.open();
    // What is being committed at this moment belongs to nobody yet.
    const entries = await log.before(Math.min(seq ?? Infinity, this.#seq + 1), limit, this.#options.limits.pageBytes);
    return { entries, more: (entries[0]?.seq ?? 0) > (log.first ?? 0) };
  }

  /** Up to `limit` entries after a sequence. */
  async after(seq: number, limit: number): Promise<Page> {
    const newest = this.#seq;
    const log = await this.open();
    const entries = (await log.after(seq, limit, this.#options.limits.pageBytes)).filter((entry) => entry.seq <= newest);
    return { entries, more: (entries.at(-1)?.seq ?? newest) < newest };
  }

  tellPresence(joined: Member[], left: Member[]): void {
    const { limits, now } = this.#options;
    const { count, id } = this;
    const crowd = count > limits.membersListed;
    this.#fanOut.tell({ type: 'presence', room: id, joined: crowd ? [] : joined, left: crowd ? [] : left, count });
    this.#fanOut.notice(() => systemText({ name: this.name, seq: this.#seq }, noticeText(joined, left), now()));
  }

  /** Resolves when all that was submitted is committed or refused. */
  idle(): Promise<void> {
    return this.#commits.idle();
  }

  async close(): Promise<void> {
    await this.idle();
    await this.#log?.close();
  }

  async #open(): Promise<JsonLog<Entry>> {
    const { path, durability, log } = this.#options;
    this.#log = await JsonLog.open<Entry>({ path, durability, key: ({ seq }) => seq, parse: parseEntry });
    this.#seq = this.#log.last ?? 0;
    for (const repair of this.#log.repairs) log.warn('error', { room: this.id, repair: JSON.stringify(repair) });
    return this.#log;
  }

  async #index(): Promise<void> {
    for await (const { author, id, seq } of (await this.open()).scan()) this.#ids.add(author.id, id, seq);
  }

  #committed(batch: readonly Submission[], entries: Entry[]): void {
    for (const { author, id, seq } of entries) {
      this.#ids.add(author.id, id, seq);
      this.#pending.delete(idKey(author.id, id));
    }
    this.#seq = entries.at(-1)?.seq ?? this.#seq;
    const deliveries = entries.map((entry, index) => ({ entry, from: (batch[index] as Submission).from }));
    this.#fanOut.deliver(this, deliveries, this.#options.limits.pageBytes);
  }

  #failed(batch: readonly Submission[], code: ErrorCode, error: unknown): void {
    this.#options.log.error('error', error, { room: this.id, code, entries: batch.length });
    for (const { author, id, waiting } of batch) {
      this.#pending.delete(idKey(author.id, id));
      for (const peer of waiting) peer.refuse(code, { room: this.id, id });
    }
  }
}
