/** All rooms of a hub, by id and by name. */
import { cleanName, foldName } from '../../shared/protocol';
import type { ErrorCode, Limits } from '../../shared/protocol';
import { StorageError } from '../../storage/storage-error';
import type { RoomRecord } from '../hub-file';
import { newRoomId } from '../ids';
import type { Room, RoomOrder } from './room';

/** What the registry needs. */
export interface RoomsOptions {
  limits: Limits;
  now(): number;
  make(record: RoomRecord): Room;
  /** Keeps the list; durable when it resolves. Rejects with StorageError. */
  save(records: RoomRecord[]): Promise<void>;
  onCreated(room: Room): void;
}

/** A room, or why there is none. */
export type Made = { ok: true; room: Room; fresh: boolean } | { ok: false; code: ErrorCode };

/** Logs that are opened at the same time. */
const AT_ONCE = 16;

/** The registry. */
export class Rooms {
  readonly #options: RoomsOptions;
  readonly #byId = new Map<string, Room>();
  readonly #byName = new Map<string, Room>();
  /** Names that are being made, so that two who ask at once do not both get one. */
  readonly #making = new Map<string, Promise<Made>>();
  #saving: Promise<void> = Promise.resolve();
  #opened: Promise<void> | null = null;
  #default: Room | null = null;

  constructor(options: RoomsOptions, records: readonly RoomRecord[]) {
    this.#options = options;
    for (const record of records) this.#list(options.make(record));
  }

  get size(): number {
    return this.#byId.size;
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

  /** By name, as people see names. */
  named(name: string): Room | undefined {
    return this.#byName.get(foldName(name));
  }

  all(): Room[] {
    return [...this.#byId.values()];
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

  /** Makes a room. Refuses a name that exists. */
  async create(rawName: string): Promise<Made> {
    const name = cleanName(rawName);
    if (!name.ok) return name;
    if (name.text.length > this.#options.limits.maxName) return { ok: false, code: 'bad_name' };
    const folded = foldName(name.text);
    if (this.#byName.has(folded) || this.#making.has(folded)) return { ok: false, code: 'room_exists' };
    if (this.#byId.size + this.#making.size >= this.#options.limits.maxRooms) return { ok: false, code: 'room_limit' };
    const making = this.#create(name.text).finally(() => this.#making.delete(folded));
    this.#making.set(folded, making);
    return making;
  }

  /** The room of a name, made where there is none. */
  async findOrCreate(rawName: string): Promise<Made> {
    const name = cleanName(rawName);
    if (!name.ok) return name;
    const room = this.named(name.text);
    if (room) return { ok: true, room, fresh: false };
    return this.#making.get(foldName(name.text)) ?? this.create(name.text);
  }

  /** Keeps a room in another order, durably; then everybody is held to it. Rejects with StorageError: all is as before. */
  change(room: Room, order: Partial<RoomOrder>): Promise<void> {
    const changing = this.#saving
      .catch(() => undefined)
      .then(async () => {
        const next = { ...room.order, ...order };
        await this.#options.save(this.all().map((one) => (one === room ? one.record(next) : one.record())));
        room.order = next;
      });
    this.#saving = changing;
    return changing;
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

  async #create(name: string): Promise<Made> {
    const { make, now, onCreated } = this.#options;
    const room = make({ id: newRoomId(), name, createdAt: now() });
    try {
      await room.open();
      await this.#save(room);
    } catch (error: unknown) {
      return { ok: false, code: error instanceof StorageError ? error.code : 'storage_failed' };
    }
    onCreated(room);
    return { ok: true, room, fresh: true };
  }

  /** One writer: a list that was saved later holds what was saved before it. */
  #save(room: Room): Promise<void> {
    const saving = this.#saving
      .catch(() => undefined)
      .then(() => this.#options.save([...this.all(), room].map((one) => one.record())))
      // Listed before the next one is saved, or that would leave it out again.
      .then(() => this.#list(room));
    this.#saving = saving;
    return saving;
  }

  #list(room: Room): void {
    this.#byId.set(room.id, room);
    this.#byName.set(foldName(room.name), room);
  }
}
