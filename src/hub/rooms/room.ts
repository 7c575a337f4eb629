/** One room: its log, its sequence, and who is in it. */
import {
  sameBody,
  type Body,
  type Entry,
  type EntryOf,
  type ErrorCode,
  type HubFrame,
  type Limits,
  type Member,
  type Room as RoomInfo,
} from '../../shared/protocol';
import type { Durability, LogFs } from '../../storage/json-log';
import type { Clock } from '../clock';
import type { Counters } from '../counters';
import type { RoomRecord } from '../hub-file';
import { newId } from '../ids';
import type { Log } from '../log';
import type { Peer } from '../peer';
import { CommitQueue, type Submission } from './commit-queue';
import { joinedText, systemText, type Joined } from './encode';
import { FanOut } from './fan-out';
import { idKey } from './id-index';
import { noticeText } from './notice';
import { Pace } from './pace';
import { placeInfo, placeOf, placeRecord, UNKNOWN, type Place } from './place';
import type { Presence } from './presence';
import type { RetentionLimits } from './retention';
import { Regards } from './regard';
import { RoomLog, type Page } from './room-log';
import { Roster } from './roster';
import { SlowMode } from './slow';
import { newestTopic } from './topic';

/** How a room is kept in order. */
export interface RoomOrder {
  /** Only hosts and moderators write. */
  locked: boolean;
  /** Seconds between two messages of one member; 0 is off. */
  slow: number;
}

/** What a room is made of. */
export interface RoomOptions extends RoomRecord {
  /** Where the log's file is. */
  fs: LogFs;
  path: string;
  durability: Durability;
  limits: Limits;
  log: Log;
  presence: Presence;
  counters: Counters;
  clock: Clock;
  /** Milliseconds since 1970. */
  now(): number;
  /** The room is about something else from this entry on. */
  onTopic(room: Room, entry: Pick<EntryOf<'topic'>, 'text' | 'seq'>): void;
  /** A message with files was written. */
  onFiles(entry: EntryOf<'message'>): void;
}

/** What becomes of a message: it waits for its commit, was written before, its id belongs to another one, or its author may not write. */
export type Submitted = { state: 'waiting' } | { state: 'conflict' } | { state: 'refused' } | { state: 'written'; seq: number };

/** Asked once a message is known to be a new one; what is refused here was told. */
export type MayWrite = () => boolean;

/** An order, as far as there is something to say. */
const said = ({ locked, slow }: RoomOrder): { locked?: true; slow?: number } => ({
  ...(locked ? { locked } : {}),
  ...(slow > 0 ? { slow } : {}),
});

/** Opened when it is first needed. */
export class Room {
  readonly id: string;
  readonly createdAt: number;
  /** What it is called, what it is about, and who may know of it. */
  place: Place;
  /** It has a password. */
  guarded = false;
  readonly slowMode = new SlowMode();
  /** What was said about messages, for whoever says more. */
  readonly regards: Regards;
  /** Topics that are on their way, or looked for. */
  #entitling = 0;
  #order: RoomOrder;
  readonly #options: RoomOptions;
  readonly #fanOut: FanOut;
  readonly #roster: Roster;
  readonly #log: RoomLog;
  readonly #pending = new Map<string, Submission>();
  /** Ids that are looked for on the disk. */
  readonly #looking = new Map<string, Promise<Submitted>>();
  readonly #deleting = new Map<number, Promise<ErrorCode | null>>();
  readonly #commits: CommitQueue;

  constructor(options: RoomOptions) {
    this.id = options.id;
    this.place = placeOf(options);
    this.createdAt = options.createdAt;
    this.#order = { locked: options.locked ?? false, slow: options.slow ?? 0 };
    this.#options = options;
    this.#fanOut = new FanOut(() => this.#standing(), options.counters);
    this.#roster = new Roster(options.limits.membersListed);
    this.#log = new RoomLog(options);
    this.regards = new Regards((target) => this.#log.regard(target));
    this.#commits = new CommitQueue(
      {
        last: () => this.seq,
        append: (entries) => this.#append(entries),
        committed: (batch, entries) => this.#committed(batch, entries),
        failed: (batch, code, error) => this.#failed(batch, code, error),
      },
      new Pace(options.clock, options.limits.flushMost),
      options.counters,
    );
  }

  /** Sequence of the newest entry that everybody in the room was sent; 0 when there is none. */
  get seq(): number {
    return this.#log.seq;
  }

  /** Members in it, each once. */
  get count(): number {
    return this.#roster.size;
  }

  /** Full clients in it that hear everything. */
  get full(): ReadonlySet<Peer> {
    return this.#fanOut.full;
  }

  get name(): string {
    return this.place.name;
  }

  /** As a member who may know of it sees it. */
  info(viewer: string): RoomInfo {
    const { id, seq, count, guarded, place } = this;
    return { ...{ id, seq, count }, ...placeInfo(place, viewer), ...said(this.#order), ...(guarded ? { password: true } : {}) };
  }

  get order(): RoomOrder {
    return this.#order;
  }

  set order(order: RoomOrder) {
    this.#order = order;
    if (order.slow === 0) this.slowMode.clear();
  }

  /** What the hub's file keeps of it. */
  record(order = this.#order, place = this.place): RoomRecord {
    const { id, createdAt } = this;
    return { ...{ id, createdAt }, ...placeRecord(place), ...said(order) };
  }

  /** Opens the log, so that the newest sequence is known. */
  open(): Promise<void> {
    return this.#log.open();
  }

  /** Opens the log and learns which ids were used. Needed before anybody joins. */
  async ready(): Promise<void> {
    await this.#log.ready();
    if (this.place.topicSeq === UNKNOWN && !this.#entitling) void this.#findTopic().catch(() => undefined);
  }

  /** What it is about, as its log has it: the hub ended between an entry and the note of it. */
  async #findTopic(): Promise<void> {
    this.#entitling += 1;
    const finding = newestTopic(this.#log, this.#options.limits.historyPage);
    const found = await finding.finally(() => (this.#entitling -= 1));
    this.#options.onTopic(this, found ?? { text: this.place.topic, seq: 0 });
  }

  /** Lets a connection in. It gets every entry above `seq`, as it is now, from here on. */
  join(peer: Peer, member: Member): void {
    // Whoever joins is told who is there.
    this.#options.presence.listed(this);
    // Also for one that is in it and was told that it lags.
    this.#fanOut.add(peer);
    if (peer.rooms.has(this)) return;
    peer.rooms.add(this);
    peer.trace ??= 'came';
    if (this.#roster.add(member)) this.#options.presence.joined(this, member);
  }

  /** Lets a connection out. */
  leave(peer: Peer): void {
    if (!peer.member || !peer.rooms.delete(this)) return;
    this.#fanOut.remove(peer);
    const left = this.#roster.remove(peer.member.id);
    if (!left) return;
    this.#options.presence.left(this, left);
    // Nobody is there to write: the next one to join brings it back.
    if (this.count === 0) this.#rest();
  }

  /** What one who joined is told. */
  joinedFrame(ref: number, viewer: string, resync: boolean): string {
    const joined: Joined = { type: 'joined', ref, room: this.info(viewer), ...(resync ? { resync } : {}) };
    return joinedText(joined, this.#roster.text);
  }

  /** The first `most` members, in the order in which they came. */
  listed(most: number): Member[] {
    return this.#roster.first(most);
  }

  /**
   * Takes what a member says. Unless it was there before, everybody in the room gets it once it is durable, the sender included. A promise only
   * where its id may have been used before; what its sender sends next has to wait for it. Rejects with StorageError.
   */
  submit(from: Peer, author: Member, id: string, body: Body, may: MayWrite): Submitted | Promise<Submitted> {
    const key = idKey(author.id, id);
    const pending = this.#pending.get(key);
    if (pending) {
      if (!sameBody(pending.body, body)) return { state: 'conflict' };
      if (!pending.waiting.includes(from)) pending.waiting.push(from);
      return { state: 'waiting' };
    }
    const looking = this.#looking.get(key);
    if (looking) return looking.catch(() => undefined).then(() => this.submit(from, author, id, body, may));
    const finding = this.#log.find(author.id, id);
    if (!finding) return this.#take(key, from, author, id, body, may);
    const found = finding
      .finally(() => this.#looking.delete(key))
      .then((seq): Submitted => (seq === null ? this.#take(key, from, author, id, body, may) : { state: 'written', seq }));
    this.#looking.set(key, found);
    return found;
  }

  #take(key: string, from: Peer, author: Member, id: string, body: Body, may: MayWrite): Submitted {
    if (!may()) return { state: 'refused' };
    from.trace = 'wrote';
    const submission = { id, author, body, at: this.#options.now(), from, waiting: [from] };
    this.#pending.set(key, submission);
    this.#commits.add(submission);
    return { state: 'waiting' };
  }

  /**
   * Takes a message's text away, for everybody and for ever; resolves when that is durable and told, with what went wrong otherwise. Two who ask at
   * once make one deletion.
   */
  delete(from: Peer, author: Member, target: number): Promise<ErrorCode | null> {
    if (this.#log.deleted(target)) return Promise.resolve(null);
    const deleting =
      this.#deleting.get(target) ??
      new Promise<ErrorCode | null>((resolve) => {
        const settled = (code: ErrorCode | null): void => {
          this.#deleting.delete(target);
          resolve(code);
        };
        const body = { kind: 'deletion' as const, target, text: '' };
        this.#commits.add({ id: newId(), author, body, at: this.#options.now(), from, waiting: [], settled });
      });
    this.#deleting.set(target, deleting);
    return deleting;
  }

  /** Says what the room is about from here on; resolves when that is durable and told, with what went wrong otherwise. */
  entitle(from: Peer, author: Member, topic: string): Promise<ErrorCode | null> {
    this.#entitling += 1;
    return new Promise<ErrorCode | null>((settled) => {
      const body = { kind: 'topic' as const, text: topic };
      this.#commits.add({ id: newId(), author, body, at: this.#options.now(), from, waiting: [], settled });
    }).finally(() => (this.#entitling -= 1));
  }

  /** A member is another one now, but for the id. */
  rename(member: Member): void {
    this.#roster.rename(member);
  }

  /** Says something to the scripts that asked for notices. */
  notice(text: string): void {
    this.#fanOut.notice(() => systemText({ name: this.name, seq: this.seq }, text, this.#options.now()));
  }

  /** Sequence of a message by its author's id; null where there is none. Needs `ready`. */
  written(author: string, id: string): Promise<number | null> {
    return this.#log.find(author, id) ?? Promise.resolve(null);
  }

  /** The entry of one sequence. */
  entry(seq: number): Promise<Entry | null> {
    return this.#log.entry(seq);
  }

  /** Sequence of the oldest entry; 0 where there is none. */
  get first(): number {
    return this.#log.first;
  }

  /** Whether the text of a message is gone, or about to. */
  deleted(seq: number): boolean {
    return this.#log.deleted(seq) || this.#deleting.has(seq);
  }

  /** Messages that are pinned, oldest first. */
  get pinned(): number[] {
    return this.#log.pinned;
  }

  /** Messages by their sequences, oldest first, with what was said about them; others are left out. */
  messages(seqs: readonly number[]): Promise<Page> {
    return this.#log.messages(seqs);
  }

  /** As `before`, with what was said later about the messages among them. */
  page(seq: number | null, limit: number): Promise<Page> {
    return this.#log.page(seq, limit);
  }

  /** Up to `limit` entries before a sequence, or the newest for null. */
  before(seq: number | null, limit: number): Promise<Page> {
    return this.#log.before(seq, limit);
  }

  /** Up to `limit` entries after a sequence. */
  after(seq: number, limit: number): Promise<Page> {
    return this.#log.after(seq, limit);
  }

  tellPresence(came: Member[], left: Member[]): void {
    // As they are called by now: a new name or role was told while they were on nobody's list.
    const joined = came.map((member) => this.#roster.get(member.id) ?? member);
    const { limits, now } = this.#options;
    const { count, id } = this;
    const crowd = count > limits.membersListed;
    this.#fanOut.tell({ type: 'presence', room: id, joined: crowd ? [] : joined, left: crowd ? [] : left, count });
    this.#fanOut.notice(() => systemText({ name: this.name, seq: this.seq }, noticeText(joined, left), now()));
  }

  /** Who is there, for whoever was spared the notices. */
  #standing(): HubFrame {
    this.#options.presence.listed(this);
    const members = this.#roster.first();
    return { type: 'presence', room: this.id, joined: [], left: [], count: this.count, members };
  }

  /** Resolves when all that was submitted is committed or refused. */
  async idle(): Promise<void> {
    await Promise.allSettled(this.#looking.values());
    await this.#commits.idle();
  }

  /** Drops the oldest messages; returns how many. Rejects with StorageError. */
  async retain(limits: RetentionLimits, now: number): Promise<number> {
    const dropped = await this.#log.retain(limits, now);
    if (dropped > 0) this.regards.clear();
    return dropped;
  }

  async close(): Promise<void> {
    await this.idle();
    await this.#log.close();
  }

  /** Nobody is there. What is said about messages is needed by what is still on its way. */
  #rest(): void {
    this.regards.clear();
    void this.idle().then(() => (this.count === 0 ? this.#log.rest() : undefined));
  }

  async #append(entries: Entry[]): Promise<void> {
    const { clock, counters } = this.#options;
    const start = clock.elapsed();
    await this.#log.append(entries);
    counters.synced(clock.elapsed() - start);
  }

  #committed(batch: readonly Submission[], entries: Entry[]): void {
    this.#log.keep(entries);
    for (const { author, id } of entries) this.#pending.delete(idKey(author.id, id));
    const deliveries = entries.map((entry, index) => ({ entry, from: (batch[index] as Submission).from }));
    this.#fanOut.deliver(this, deliveries, this.#options.limits.pageBytes);
    for (const entry of entries) if (entry.kind === 'topic') this.#options.onTopic(this, entry);
    for (const entry of entries) if (entry.kind === 'message' && entry.files) this.#options.onFiles(entry);
    for (const { settled } of batch) settled?.(null);
  }

  #failed(batch: readonly Submission[], code: ErrorCode, error: unknown): void {
    this.#options.log.error('error', error, { room: this.id, code, entries: batch.length });
    for (const { author, id, body, waiting, settled } of batch) {
      this.#pending.delete(idKey(author.id, id));
      if ('target' in body) this.regards.forget(body.target);
      settled?.(code);
      for (const peer of waiting) peer.refuse(code, { room: this.id, id });
    }
  }
}
