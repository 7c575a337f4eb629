/** All rooms of a hub: by id, by name, by those who may know of them. */
import { skeleton } from '../../shared/names/skeleton';
import { cleanName, foldName } from '../../shared/protocol';
import type { ErrorCode, Limits, Member } from '../../shared/protocol';
import { StorageError } from '../../storage/storage-error';
import type { RoomRecord } from '../hub-file';
import { newRoomId } from '../ids';
import { mayKnow, UNKNOWN, type Place } from './place';
import type { Room, RoomOrder } from './room';

/** What the registry needs. */
export interface RoomsOptions {
  limits: Limits;
  now(): number;
  make(record: RoomRecord): Room;
  /** Keeps the list; durable when it resolves. Rejects with StorageError. */
  save(records: RoomRecord[]): Promise<void>;
  /** Puts the files of a room that is gone where nobody opens them; nothing is deleted. */
  setAside(room: string): Promise<void>;
  onCreated(room: Room): void;
}

/** A room, or why there is none. */
export type Made = { ok: true; room: Room; fresh: boolean } | { ok: false; code: ErrorCode };

/** What a room is made with, besides its name. */
export interface Wanted {
  /** Who makes it; nobody where a script does. */
  by?: Pick<Member, 'id' | 'name'>;
  /** Only `by` knows of it, and whoever is invited. */
  private?: boolean;
  topic?: string;
}

/** What becomes of a room; decided from how it is by then. */
export type PlaceChange = (now: Place) => Partial<Place>;

/** Of the direct rooms that one may have, so many others may make: nobody can take from somebody all that they would begin themselves. */
const OF_OTHERS = 0.75;

/** Logs that are opened at the same time. */
const AT_ONCE = 16;

/** Of two members, or of one alone. */
const pairOf = (one: string, other: string): string => [one, other].sort().join('\n');

function pairIn(people: ReadonlyMap<string, string>): string {
  const [one = '', other = one] = people.keys();
  return pairOf(one, other);
}

/** What is being made: a room of a name for everybody, of a name for one, or a pair's. */
const makingRoom = (name: string, only = ''): string => `room\n${only}\n${foldName(name)}`;
const makingPair = (pair: string): string => `direct\n${pair}`;

/** The registry. A room's people, name and state are changed here alone, so that its indexes are right. */
export class Rooms {
  readonly #options: RoomsOptions;
  readonly #byId = new Map<string, Room>();
  /** Those for everybody. */
  readonly #byName = new Map<string, Room>();
  /** The same, by what their names look like. */
  readonly #byLook = new Map<string, Room>();
  /** Direct rooms, by their pair. */
  readonly #pairs = new Map<string, Room>();
  /** Rooms that are not for everybody, by those who may know of them. */
  readonly #known = new Map<string, Set<Room>>();
  /** Names and pairs that are being made, so that two who ask at once do not both get one. */
  readonly #making = new Map<string, Promise<Made>>();
  #saving: Promise<unknown> = Promise.resolve();
  #opened: Promise<void> | null = null;
  /** Rooms that not everybody may know of. */
  #hidden = 0;
  #default: Room | null = null;

  constructor(options: RoomsOptions, records: readonly RoomRecord[]) {
    this.#options = options;
    for (const record of records) this.#list(options.make(record));
  }

  /** Rooms that everybody may know of: what is said of this hub to those who are not in it. */
  get size(): number {
    return this.#byId.size - this.#hidden;
  }

  /** The room that everybody starts in. */
  get defaultRoom(): Room {
    if (!this.#default) throw new Error('a hub has a default room from its start on');
    return this.#default;
  }

  /** Makes a room of the registry the one that everybody starts in. */
  startIn(room: Room): void {
    this.#default = room;
  }

  get(id: string): Room | undefined {
    return this.#byId.get(id);
  }

  /** A room of which a member may know: the one door to a room by its id. */
  seen(id: string, member: string): Room | undefined {
    const room = this.#byId.get(id);
    return room && mayKnow(room.place, member) ? room : undefined;
  }

  /** By name, as people see names; those for everybody alone. */
  named(name: string): Room | undefined {
    return this.#byName.get(foldName(name));
  }

  all(): Room[] {
    return [...this.#byId.values()];
  }

  /** All of which a member may know, in the order in which they were made, its own last. */
  of(member: string): Room[] {
    return [...this.all().filter(({ place }) => place.people === null), ...(this.#known.get(member) ?? [])];
  }

  /** Direct rooms that a member has. */
  directsOf(member: string): Room[] {
    return [...(this.#known.get(member) ?? [])].filter(({ place }) => place.kind === 'direct');
  }

  /** Name that a room's list of people has of somebody. */
  nameOf(member: string): string | undefined {
    const [room] = this.#known.get(member) ?? [];
    return room?.place.people?.get(member);
  }

  /** Somebody goes by another name; kept with the next change. @returns direct rooms that call them so from now on */
  called({ id, name }: Pick<Member, 'id' | 'name'>): Room[] {
    const rooms = [...(this.#known.get(id) ?? [])].filter(({ place }) => place.people?.get(id) !== name);
    for (const room of rooms) room.place = { ...room.place, people: new Map(room.place.people).set(id, name) };
    return rooms.filter(({ place }) => place.kind === 'direct');
  }

  /** Opens every room's log once, so that each newest sequence is known. A room that cannot be opened says so when it is joined. */
  opened(): Promise<void> {
    this.#opened ??= (async () => {
      const rooms = this.all();
      // Some at a time: opening is mostly waiting for the disk.
      for (let from = 0; from < rooms.length; from += AT_ONCE)
        await Promise.all(rooms.slice(from, from + AT_ONCE).map((room) => room.open().catch(() => undefined)));
    })();
    return this.#opened;
  }

  /** Why there can be no room of this name now; null where there can. @param viewer - who alone is to know of it at first; null: everybody */
  refusal(rawName: string, viewer: string | null): ErrorCode | null {
    const name = this.#nameFor(rawName, viewer);
    return name.ok ? (this.#full ? 'room_limit' : null) : name.code;
  }

  /** Makes a room. Refuses a name that exists, or that people would take for another one, among rooms that its maker may know of. */
  async create(rawName: string, wanted: Wanted = {}): Promise<Made> {
    const name = this.#nameFor(rawName, wanted.private ? (wanted.by?.id ?? null) : null);
    if (!name.ok) return name;
    const making = makingRoom(name.text, wanted.private ? wanted.by?.id : '');
    if (this.#making.has(making)) return { ok: false, code: 'room_exists' };
    if (this.#full) return { ok: false, code: 'room_limit' };
    const { by, topic } = wanted;
    return this.#make(making, {
      name: name.text,
      ...(by ? { by: by.id } : {}),
      ...(by && wanted.private ? { people: [{ id: by.id, name: by.name }] } : {}),
      ...(topic ? { topic: { text: topic, seq: 0 } } : {}),
    });
  }

  /** The room of a name, made where there is none. */
  async findOrCreate(rawName: string, wanted: Wanted = {}): Promise<Made> {
    const name = cleanName(rawName);
    if (!name.ok) return name;
    const room = this.named(name.text);
    if (room) return { ok: true, room, fresh: false };
    return this.#making.get(makingRoom(name.text)) ?? this.create(name.text, wanted);
  }

  /** The direct room of two members, where there is one. */
  direct(one: string, other: string): Room | undefined {
    return this.#pairs.get(pairOf(one, other));
  }

  /** The same, made where there is none. */
  async findOrMakeDirect(by: Pick<Member, 'id' | 'name'>, other: Pick<Member, 'id' | 'name'>): Promise<Made> {
    const room = this.direct(by.id, other.id);
    if (room) return { ok: true, room, fresh: false };
    const pair = makingPair(pairOf(by.id, other.id));
    const making = this.#making.get(pair);
    if (making) return making;
    const { maxDirect, directRooms } = this.#options.limits;
    const theirs = this.directsOf(other.id);
    const given = theirs.filter(({ place }) => place.by !== other.id).length;
    const full = Math.max(this.directsOf(by.id).length, theirs.length) >= directRooms || given >= directRooms * OF_OTHERS;
    if (full || this.#pairs.size + this.#making.size >= maxDirect) return { ok: false, code: 'room_limit' };
    const people = [...new Map([by, other].map(({ id, name }) => [id, { id, name }])).values()];
    return this.#make(pair, { name: '', kind: 'direct', people, by: by.id });
  }

  /** Keeps a room in another order, or as another place, durably; then everybody is held to it. Rejects with StorageError: all is as before. */
  change(room: Room, order: Partial<RoomOrder>, change: PlaceChange = () => ({})): Promise<void> {
    return this.#chain(async () => {
      const next = { ...room.order, ...order };
      const place = { ...room.place, ...change(room.place) };
      await this.#options.save(this.all().map((one) => (one === room ? one.record(next, place) : one.record())));
      room.order = next;
      if (this.get(room.id) !== room) return;
      this.#unindex(room);
      room.place = place;
      this.#index(room);
    });
  }

  /** A room is about to get another topic: should nobody hear what came of it, the log is asked. Rejects with StorageError. */
  entitling(room: Room): Promise<void> {
    return this.change(room, {}, () => ({ topicSeq: UNKNOWN }));
  }

  /** A room's newest topic is this one, by the entry of this sequence; kept when it resolves. Rejects with StorageError. */
  entitled(room: Room, topic: string, seq: number): Promise<void> {
    return this.change(room, {}, ({ topicSeq }) => (seq > topicSeq ? { topic, topicSeq: seq } : {}));
  }

  /** Gives a room another name, durably. @returns why not, null where it has it */
  async rename(room: Room, rawName: string): Promise<ErrorCode | null> {
    const viewer = room.place.people ? (room.place.by ?? '') : null;
    const name = this.#nameFor(rawName, viewer, room);
    if (!name.ok) return name.code;
    await this.change(room, {}, () => ({ name: name.text }));
    return null;
  }

  /**
   * Takes a room off the list, durably, and sets its files aside. Nobody finds it any more when this resolves; whoever is still in it is the
   * caller's to take out. Rejects with StorageError: all is as before. @returns false where somebody else did
   */
  async remove(room: Room): Promise<boolean> {
    let removed = false;
    await this.#chain(async () => {
      if (this.get(room.id) !== room) return;
      await this.#options.save(this.all().flatMap((one) => (one === room ? [] : [one.record()])));
      this.#byId.delete(room.id);
      this.#unindex(room);
      removed = true;
    });
    return removed;
  }

  /** Closes the log of a room that was removed, and puts its files where nobody opens them. */
  async setAside(room: Room): Promise<void> {
    await this.#chain(async () => {
      // What was deleted must not lie there for ever.
      await room.retain({ maxAge: 0, maxBytes: 0 }, this.#options.now()).catch(() => 0);
      await room.close();
      await this.#options.setAside(room.id);
    });
  }

  /** Resolves when nothing waits to be written. */
  async idle(): Promise<void> {
    await Promise.allSettled([this.#saving, ...this.#making.values(), ...this.all().map((room) => room.idle())]);
  }

  async close(): Promise<void> {
    await this.#opened;
    // Whatever is being made is written and listed before the directory is let go.
    await Promise.allSettled(this.#making.values());
    await this.#saving.catch(() => undefined);
    await Promise.all(this.all().map((room) => room.close()));
  }

  get #full(): boolean {
    return this.#byId.size - this.#pairs.size + this.#making.size >= this.#options.limits.maxRooms;
  }

  /** A name that nobody takes for another one of those that `viewer` may know of; null: of those for everybody. */
  #nameFor(rawName: string, viewer: string | null, own?: Room): { ok: true; text: string } | { ok: false; code: ErrorCode } {
    const name = cleanName(rawName);
    if (!name.ok) return name;
    if (name.text.length > this.#options.limits.maxName) return { ok: false, code: 'bad_name' };
    const look = skeleton(name.text);
    const others = [this.#byName.get(foldName(name.text)), this.#byLook.get(look)];
    // What nobody else may know must not be found out by trying names.
    if (viewer !== null)
      others.push(
        ...[...(this.#known.get(viewer) ?? [])].filter(({ place }) => place.kind === 'room' && skeleton(place.name) === look),
      );
    return others.some((room) => room && room !== own) ? { ok: false, code: 'room_exists' } : { ok: true, text: name.text };
  }

  #make(making: string, record: Omit<RoomRecord, 'id' | 'createdAt'>): Promise<Made> {
    const made = this.#create(record).finally(() => this.#making.delete(making));
    this.#making.set(making, made);
    return made;
  }

  async #create(record: Omit<RoomRecord, 'id' | 'createdAt'>): Promise<Made> {
    const { make, now, onCreated } = this.#options;
    const room = make({ id: newRoomId(), createdAt: now(), ...record });
    try {
      await room.open();
      await this.#save(room);
    } catch (error: unknown) {
      return { ok: false, code: error instanceof StorageError ? error.code : 'storage_failed' };
    }
    onCreated(room);
    return { ok: true, room, fresh: true };
  }

  #save(room: Room): Promise<void> {
    return this.#chain(async () => {
      await this.#options.save([...this.all(), room].map((one) => one.record()));
      // Listed before the next one is saved, or that would leave it out again.
      this.#list(room);
    });
  }

  /** One writer: a list that was saved later holds what was saved before it. */
  #chain(work: () => Promise<void>): Promise<void> {
    const done = this.#saving.catch(() => undefined).then(work);
    this.#saving = done;
    return done;
  }

  #list(room: Room): void {
    this.#byId.set(room.id, room);
    this.#index(room);
  }

  #index(room: Room): void {
    const { name, kind, people } = room.place;
    if (!people) {
      this.#byName.set(foldName(name), room);
      this.#byLook.set(skeleton(name), room);
      return;
    }
    this.#hidden += 1;
    if (kind === 'direct') this.#pairs.set(pairIn(people), room);
    for (const id of people.keys()) this.#known.set(id, (this.#known.get(id) ?? new Set()).add(room));
  }

  #unindex(room: Room): void {
    const { name, kind, people } = room.place;
    if (!people) {
      // Lists of before may have rooms that look alike.
      if (this.#byName.get(foldName(name)) === room) this.#byName.delete(foldName(name));
      if (this.#byLook.get(skeleton(name)) === room) this.#byLook.delete(skeleton(name));
      return;
    }
    this.#hidden -= 1;
    if (kind === 'direct') this.#pairs.delete(pairIn(people));
    for (const id of people.keys()) {
      const rooms = this.#known.get(id);
      rooms?.delete(room);
      if (rooms?.size === 0) this.#known.delete(id);
    }
  }
}
