/** People who write on a hub whose machine loses its power again and again, and what they may count on afterwards. */
import type { Entry } from '../../src/shared/protocol';
import { check, Recorder } from './checker';
import { CrashFs, type Dice } from './crash-fs';
import { Guest, roomFileOf, startPowerHub, until, type PowerHub } from './power-hub';

const PEOPLE = ['ann', 'ben', 'cleo'];

/** Rooms at most, the first one included. */
const ROOMS = 4;

/** Calls of the file system that the disk takes before the power goes, at most. */
const MOST_CALLS = 240;

interface Message {
  room: string;
  by: string;
  id: string;
  text: string;
}

/** What is known of one room. */
interface Told {
  recorder: Recorder;
  /** By sequence: everything that was told to somebody, or found after a cut. */
  entries: Map<number, Entry>;
  /** By sequence: what was in the log when the hub started, told or not. Retention may drop it before anybody is. */
  found: Map<number, Entry>;
  messages: Message[];
}

/** What a world has seen so far. */
export interface Totals {
  cuts: number;
  acknowledged: number;
  /** Ends that fell into the start of the hub. */
  starting: number;
  rooms: number;
  dropped: number;
  resent: number;
}

/** Adds up what several worlds have seen. */
export const sumOf = (all: readonly Totals[]): Totals =>
  all.reduce((sum, one) => ({
    cuts: sum.cuts + one.cuts,
    acknowledged: sum.acknowledged + one.acknowledged,
    starting: sum.starting + one.starting,
    rooms: sum.rooms + one.rooms,
    dropped: sum.dropped + one.dropped,
    resent: sum.resent + one.resent,
  }));

/** One machine with its disk. */
export class PowerWorld {
  readonly totals: Totals = { cuts: 0, acknowledged: 0, starting: 0, rooms: 0, dropped: 0, resent: 0 };
  readonly #random: Dice;
  /** How often the disk refuses a write or a sync, of a file or a folder, before the power goes. */
  readonly #refusals: number;
  readonly #told = new Map<string, Told>();
  /** Rooms whose making was acknowledged. */
  readonly #rooms = new Map<string, string>();
  /** Without an answer yet. */
  readonly #outbox = new Set<Message>();
  readonly #wrong: string[] = [];
  #fs = new CrashFs();
  #number = 0;
  #now = 1_700_000_000_000;

  constructor(random: Dice, refusals: number) {
    this.#random = random;
    this.#refusals = refusals;
  }

  /**
   * Lets people write until the power goes, now and then over the sudden end of the program before, and looks at what is left.
   * @returns every promise that was broken
   */
  async cut(): Promise<string[]> {
    while (this.#random() < 0.2) await this.#run((fs) => fs.kill());
    await this.#run((fs) => fs.crash(this.#random));
    this.totals.cuts += 1;
    await this.#judge(this.#fs.copy());
    return this.#wrong;
  }

  /** Starts the hub, and again whenever it ends, until the disk is taken away. */
  async #run(end: (fs: CrashFs) => CrashFs): Promise<void> {
    const fs = this.#fs;
    let left = this.#below(this.#random() < 0.3 ? MOST_CALLS / 6 : MOST_CALLS);
    let after: CrashFs | null = null;
    fs.refuse = (call) => {
      left -= 1;
      if (left >= 0) return this.#random() < this.#refusals && /^(write|sync)/.test(call) ? 'EIO' : null;
      after ??= end(fs);
      return 'ENODEV';
    };
    while (!after) {
      const hub = await startPowerHub(fs, this.#now).catch(() => null);
      if (!hub) {
        if (after) this.totals.starting += 1;
        continue;
      }
      await this.#live(hub, () => after !== null);
      // In peace now and then, in which case it starts again.
      await hub.close().catch(() => undefined);
    }
    this.#fs = after;
  }

  #below(most: number): number {
    return Math.floor(this.#random() * most);
  }

  #pick<T>(from: readonly T[]): T | undefined {
    return from[this.#below(from.length)];
  }

  #of(room: string): Told {
    const told = this.#told.get(room) ?? {
      ...{ recorder: new Recorder(), entries: new Map<number, Entry>() },
      ...{ found: new Map<number, Entry>(), messages: [] },
    };
    this.#told.set(room, told);
    return told;
  }

  async #live(hub: PowerHub, dead: () => boolean): Promise<void> {
    const guests = new Map(PEOPLE.map((name) => [name, new Guest(hub.core, name)]));
    const hear = (): boolean => {
      for (const [name, guest] of guests) this.#hear(name, guest);
      return true;
    };
    for (const [name, guest] of guests) await enter(name, guest, hub);
    if (!dead()) for (const { id } of hub.core.rooms.all()) this.#find(id);
    for (const message of this.#outbox) this.#send(guests, message);
    for (let round = this.#below(12); round >= 0 && !dead(); round -= 1) {
      for (let n = this.#below(5); n >= 0; n -= 1) this.#write(guests, hub);
      if (this.#random() < 0.15) await this.#make(guests, hub);
      if (this.#random() < 0.25) {
        this.#now += 60 * 60 * 1_000;
        const pass = hub.pass();
        if (this.#random() < 0.5) await pass;
      }
      // Sometimes they wait for answers, sometimes they write on.
      if (this.#random() < 0.7) await hub.core.rooms.idle();
      hear();
    }
    await hub.core.rooms.idle();
    await until('last answers', hear);
  }

  /** Looks at the log of a room that was just opened; in one that the disk kept shut nothing is dropped either. */
  #find(room: string): void {
    let held: Entry[];
    try {
      held = JSON.parse(String(this.#fs.bytes(roomFileOf(room)) ?? '[]')) as Entry[];
    } catch {
      return;
    }
    for (const entry of held) this.#of(room).found.set(entry.seq, byName(entry));
  }

  /** Something new, or something that was sent before, acknowledged or not. */
  #write(guests: Map<string, Guest>, hub: PowerHub): void {
    const room = this.#pick(hub.core.rooms.all())?.id;
    const by = this.#pick(PEOPLE);
    if (room === undefined || by === undefined) return;
    const before = this.#random() < 0.2 ? this.#pick(this.#of(room).messages) : undefined;
    if (before) this.totals.resent += 1;
    const size = this.#random() < 0.1 ? 900 : 40;
    const text = `${String(this.#number)} ${'x😀'.repeat(this.#below(size))}.`;
    const message = before ?? { room, by, id: `m${String((this.#number += 1))}`, text };
    if (!before) this.#of(room).messages.push(message);
    this.#send(guests, message);
  }

  #send(guests: Map<string, Guest>, message: Message): void {
    const { room, by, id, text } = message;
    this.#outbox.add(message);
    this.#of(room).recorder.sent(by, id, text);
    guests.get(by)?.send({ type: 'send', room, id, text });
  }

  async #make(guests: Map<string, Guest>, hub: PowerHub): Promise<void> {
    const guest = guests.get(PEOPLE[0] as string);
    if (!guest || hub.core.rooms.size >= ROOMS) return;
    const ref = guest.ref();
    const name = `room ${String((this.#number += 1))}`;
    guest.send({ type: 'create', ref, name });
    await until('answer to create', () => {
      this.#hear(PEOPLE[0] as string, guest);
      return guest.frames.find((frame) => 'ref' in frame && frame.ref === ref);
    });
    for (const [, one] of guests)
      for (const room of hub.core.rooms.all()) one.send({ type: 'join', ref: one.ref(), room: room.id });
  }

  #hear(name: string, guest: Guest): void {
    for (const frame of guest.take()) {
      if (frame.type === 'created') {
        this.#rooms.set(frame.room.id, frame.room.name);
        this.totals.rooms += 1;
      }
      if (frame.type === 'entries') for (const entry of frame.entries) this.#tell(frame.room, name, entry);
      if (frame.type === 'error' && frame.code === 'conflict') this.#dropped(frame.room ?? '', name, frame.id ?? '');
    }
  }

  #tell(room: string, listener: string, raw: Entry): void {
    const { recorder, entries } = this.#of(room);
    const entry = byName(raw);
    const before = entries.get(entry.seq);
    if (before && before.id !== entry.id) this.#wrong.push(`${room}: ${String(entry.seq)} was ${before.id}, now ${entry.id}`);
    entries.set(entry.seq, entry);
    if (entry.author.name !== listener) return;
    recorder.acked(listener, entry.id, entry.seq);
    for (const message of this.#outbox)
      if (message.id === entry.id) {
        this.#outbox.delete(message);
        this.totals.acknowledged += 1;
      }
  }

  /** Only what was in the log once may be answered so. */
  #dropped(room: string, by: string, id: string): void {
    const known = [...this.#of(room).entries.values()].some((entry) => entry.id === id && entry.author.name === by);
    if (!known) this.#wrong.push(`${room}: ${id} is in conflict with nothing`);
    for (const message of this.#outbox) if (message.id === id) this.#outbox.delete(message);
    this.totals.dropped += 1;
  }

  /** On a copy: the hub that goes on may be cut while it recovers. */
  async #judge(disk: CrashFs): Promise<void> {
    const hub = await startPowerHub(disk, this.#now);
    const guests = new Map(PEOPLE.map((name) => [name, new Guest(hub.core, name)]));
    for (const [name, guest] of guests) await enter(name, guest, hub);
    for (const [id, name] of this.#rooms) if (hub.core.rooms.get(id)?.name !== name) this.#wrong.push(`room ${name} is gone`);
    for (const { id } of hub.core.rooms.all()) {
      const log = this.#compare(id, JSON.parse(String(disk.bytes(roomFileOf(id)))) as Entry[]);
      this.#wrong.push(...check(this.#of(id).recorder.operations, log.all).map((wrong) => `${id}: ${wrong}`));
      await this.#resend(guests, id, log.first);
      await this.#goOn(guests, disk, id, log.all.length);
    }
    await hub.close();
  }

  /** What is in the file against what was told; with what retention dropped before it. */
  #compare(room: string, held: readonly Entry[]): { all: Entry[]; first: number } {
    const { entries, found } = this.#of(room);
    const first = held[0]?.seq ?? 1;
    const last = held.at(-1)?.seq ?? 0;
    for (const { seq, id } of entries.values()) {
      if (seq > last) this.#wrong.push(`${room}: ${String(seq)} was told, the log ends at ${String(last)}`);
      else if (seq >= first && held[seq - first]?.id !== id) this.#wrong.push(`${room}: ${String(seq)} is not ${id} any more`);
    }
    for (const [seq, entry] of found) if (seq < first && !entries.has(seq)) entries.set(seq, entry);
    for (const entry of held) entries.set(entry.seq, byName(entry));
    return { all: [...entries.values()].sort((a, b) => a.seq - b.seq), first };
  }

  /** Whatever is acknowledged is answered with the same sequence, or as dropped; never written again. */
  async #resend(guests: Map<string, Guest>, room: string, first: number): Promise<void> {
    const entries = [...this.#of(room).entries.values()];
    const some = [entries[0], entries.at(-1), this.#pick(entries), this.#pick(entries)];
    for (const entry of new Set(some.filter((one) => one !== undefined))) {
      const { id, text = '', seq } = entry;
      const guest = guests.get(entry.author.name) as Guest;
      guest.take();
      guest.send({ type: 'send', room, id, text });
      const answer = await until(`answer to ${id}`, () => {
        for (const frame of guest.take()) {
          if (frame.type === 'error' && frame.id === id) return frame.code;
          const found = frame.type === 'entries' && frame.entries.find((one) => one.id === id);
          if (found) return found.seq;
        }
        return null;
      });
      if (answer !== (seq < first ? 'conflict' : seq))
        this.#wrong.push(`${room}: ${id}, ${String(seq)}, again: ${String(answer)}`);
    }
  }

  async #goOn(guests: Map<string, Guest>, disk: CrashFs, room: string, held: number): Promise<void> {
    const guest = guests.get(PEOPLE[0] as string) as Guest;
    guest.send({ type: 'send', room, id: 'goes-on', text: 'goes on' });
    const seq = await until('answer to the next one', () => {
      for (const frame of guest.take())
        if (frame.type === 'entries' && frame.entries[0]?.id === 'goes-on') return frame.entries[0].seq;
      return null;
    });
    const last = (JSON.parse(String(disk.bytes(roomFileOf(room)))) as Entry[]).at(-1);
    if (seq !== held + 1 || last?.id !== 'goes-on')
      this.#wrong.push(`${room}: the next one is ${String(seq)} after ${String(held)}`);
  }
}

/** Guests are known by their names here, whatever ids the hub gives them. */
const byName = (entry: Entry): Entry => ({ ...entry, author: { ...entry.author, id: entry.author.name } });

async function enter(name: string, guest: Guest, hub: PowerHub): Promise<void> {
  await until(`ready for ${name}`, () => {
    guest.take();
    return guest.frames.some(({ type }) => type === 'ready');
  });
  const refs = hub.core.rooms.all().map(({ id }) => {
    const ref = guest.ref();
    guest.send({ type: 'join', ref, room: id });
    return ref;
  });
  const answered = new Set<number>();
  await until(`answers to joins of ${name}`, () => {
    guest.take();
    for (const frame of guest.frames) if ('ref' in frame && frame.ref !== undefined) answered.add(frame.ref);
    return refs.every((ref) => answered.has(ref));
  });
}
