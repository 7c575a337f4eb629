/** What this device has of one hub, connected or not: rooms, outbox, and the record that brings both back. */
import { Emitter } from '../shared/emitter';
import type { PresenceEvent } from '../shared/ipc/chat-api';
import type { RoomWishes } from '../shared/ipc/places-api';
import type { OutboxEvent, TimelineEvent } from '../shared/ipc/talk-api';
import type { Outcome, Problem } from '../shared/ipc/outcome';
import { limits, type Entry, type HubFrame, type HubFrameOf, type Member } from '../shared/protocol';
import { heardNews, heardReactions } from './notice';
import { Outbox } from './outbox';
import type { ChatPorts, KnockNotice, KnownHub, KnownRoom } from './ports';
import type { OwnPresenceKeeper } from './presence/own-presence';
import { AwarenessEvents, HubAwareness } from './presence/hub-awareness';
import { done, failed, problemOf } from './problems';
import { ReadMarks } from './read-marks';
import { Room, type News } from './room';
import { Sender } from './sender';
import type { Session } from './session';
import type { Heard } from './unread/notifier';

/** Between attempts to join a room that the hub could not open. */
const REJOIN = 5_000;

/** Saves of read marks are gathered for this long; losing one shows a message as new once more. */
const SAVE_GAP = 500;

/** Everything that a hub link passes on. */
export class HomeEvents {
  readonly onChange = new Emitter<null>();
  readonly onTimeline = new Emitter<TimelineEvent>();
  readonly onPresence = new Emitter<PresenceEvent>();
  readonly onOutbox = new Emitter<OutboxEvent>();
  /** Something happened that this person does not see. */
  readonly onHeard = new Emitter<Heard>();
  readonly awareness = new AwarenessEvents();
  /** Somebody knocks who did not before. */
  readonly onKnock = new Emitter<KnockNotice>();
}

/** What a home needs. */
export interface HomeOptions {
  ports: ChatPorts;
  session: Session;
  events: HomeEvents;
  own: OwnPresenceKeeper;
  /** This room is on screen and this person looks at it. */
  seen: (room: string) => boolean;
}

/** Built by `Home.open`. */
export class Home {
  readonly known: KnownHub;
  readonly outbox: Outbox;
  readonly rooms = new Map<string, Room>();
  /** What passes between people beside the logs. */
  readonly awareness: HubAwareness;
  /** How far this person is in them. */
  readonly marks: ReadMarks;
  readonly #options: HomeOptions;
  readonly #sender: Sender;
  /** Rooms that are on their way from the disk into the list. */
  #listing = 0;
  /** Counts connections; what belongs to an earlier one is dropped. */
  #connection = 0;
  #cancelSave: (() => void) | null = null;

  private constructor(known: KnownHub, outbox: Outbox, options: HomeOptions) {
    this.known = known;
    this.outbox = outbox;
    this.#options = options;
    this.#sender = new Sender({
      outbox,
      clock: options.ports.clock,
      send: (frame) => options.session.send(frame),
      joined: (room) => this.rooms.get(room)?.sync.joined ?? false,
    });
    this.marks = new ReadMarks({
      ...{ rooms: this.rooms, seen: options.seen, cursors: () => this.awareness.cursors },
      onRead: () => {
        this.#saveSoon();
        this.#changed();
      },
    });
    const joined = (room: string): boolean => this.rooms.get(room)?.sync.joined ?? false;
    this.awareness = new HubAwareness({
      ...{ clock: options.ports.clock, own: options.own, events: options.events.awareness, joined },
      send: (frame) => options.session.send(frame),
      ask: (question) => options.session.ask(question),
      me: () => this.me?.id ?? null,
      onOwnRead: (room, seq) => this.marks.elsewhere(room, seq),
    });
    for (const { id, readSeq } of known.rooms) this.awareness.cursors.seen(id, readSeq);
    outbox.onChange.on((room) => options.events.onOutbox.emit({ room, messages: outbox.of(room) }));
  }

  /** Brings back what this device has of a hub. */
  static async open(known: KnownHub, options: HomeOptions): Promise<Home> {
    const { store } = options.ports;
    const outbox = new Outbox({ save: (messages) => store.saveOutbox(known.id, messages) }, await store.loadOutbox(known.id));
    const home = new Home(known, outbox, options);
    for (const room of known.rooms) home.rooms.set(room.id, await home.#open(room));
    return home;
  }

  /** Own member, as the hub knew it last. */
  get me(): Member | null {
    return this.known.me;
  }

  /** Oneself has another name there. */
  rename(name: string): void {
    if (!this.known.me || this.known.me.name === name) return;
    this.known.me = { ...this.known.me, name };
    this.#saveSoon();
  }

  /** Sends what waits. */
  flush(): void {
    this.#sender.flush();
  }

  /** The hub let us in: lists its rooms and joins those that this person is in. */
  async welcome(rooms: HubFrameOf<'ready'>['rooms'], defaultRoom: string): Promise<void> {
    const connection = ++this.#connection;
    this.awareness.arrived();
    // What is told while the disk is asked is not among them, and there all the same.
    const unlisted = new Set(this.rooms.keys());
    for (const room of rooms) {
      unlisted.delete(room.id);
      await this.list(room, room.id === defaultRoom);
    }
    for (const id of unlisted) this.#lost(id);
    await this.save();
    if (connection !== this.#connection) return;
    await Promise.all([...this.rooms.values()].filter(({ state }) => state.joined).map((room) => this.#enter(room)));
  }

  /** The hub is away: nothing is on its way, nobody can be seen. */
  offline(): void {
    this.#connection += 1;
    this.#sender.reset();
    this.awareness.offline();
    for (const { sync, state } of this.rooms.values()) {
      sync.leave();
      state.offline();
    }
  }

  /** A room that the hub told of. One that is new here is joined later only when `join` says so; more than a hub may have are ignored. */
  async list(listed: HubFrameOf<'created'>['room'], join = false): Promise<void> {
    const known = this.rooms.get(listed.id);
    if (known) {
      known.state.listed(listed);
      // Invited again after a while, or on another device.
      if (known.state.place.given) known.state.joined = true;
      return;
    }
    // Counted before the disk answers: a flood of them comes in one go.
    if (this.rooms.size + this.#listing >= limits.maxRooms + limits.directRooms) return;
    this.#listing += 1;
    // Nobody is asked whether they want to hear what is said to them alone.
    const given = listed.kind === 'direct' || listed.private === true;
    const opening = this.#open({ id: listed.id, name: listed.name, joined: join || given, readSeq: 0 });
    const room = await opening.finally(() => (this.#listing -= 1));
    // Somebody else may have listed it while we looked at the disk, and joined it: they know better how it is by now.
    if (this.rooms.has(listed.id)) return;
    this.rooms.set(listed.id, room);
    room.state.listed(listed);
  }

  /** A frame that answers no question. */
  take(frame: HubFrame): void {
    switch (frame.type) {
      case 'room':
        void this.#listNow(frame.room);
        return;
      case 'room_removed':
        this.#lost(frame.room);
        void this.save();
        return this.#changed();
      case 'entries':
        return this.#entries(frame.room, frame.entries);
      case 'lagging':
        return this.#lagging(frame.room);
      case 'member':
        for (const { state } of this.rooms.values()) state.rename(frame.member);
        return this.#changed();
      case 'presence':
        return this.#presence(frame);
      case 'error':
        if (frame.room === undefined) return;
        // Another device said the same before: there is nothing left to say.
        if (frame.id !== undefined && frame.code === 'no_change') return this.#sender.confirm(frame.room, frame.id);
        if (frame.id !== undefined) return this.#sender.refuse(frame.room, frame.id, problemOf(frame));
        if (frame.code === 'password_required') this.#shutOut(frame.room);
        return;
      default:
        return this.awareness.take(frame);
    }
  }

  /** Keeps what this person wants of a room. */
  async wish(id: string, wishes: Partial<RoomWishes>): Promise<Outcome> {
    const room = this.rooms.get(id);
    if (!room) return failed('room_unknown');
    room.state.place.wish(wishes, room.state.seq);
    this.#changed();
    await this.save();
    return done;
  }

  /** Takes a room that is gone off the list; what is kept of it here stays. */
  async forget(id: string): Promise<void> {
    this.rooms.delete(id);
    this.#changed();
    await this.save();
  }

  /** Keeps the record; a read mark that is not kept shows messages as new once more, nothing is lost. */
  async save(): Promise<void> {
    this.#cancelSave?.();
    this.#cancelSave = null;
    this.known.rooms = [...this.rooms.values()].map(({ state }) => state.known);
    await this.#options.ports.store.saveHub(this.known).catch(() => undefined);
  }

  /** Writes everything that is unwritten. */
  async close(): Promise<void> {
    this.awareness.close();
    // A file is written anew for it: once for a whole visit.
    await Promise.all([...this.rooms.values()].map((room) => room.erase()));
    await Promise.allSettled([this.save(), this.outbox.save(), ...[...this.rooms.values()].map(({ writer }) => writer.flush())]);
    await this.#options.ports.history.flush();
  }

  /** A room that the hub told of while we are here; one that is ours without asking is joined at once. */
  async #listNow(listed: HubFrameOf<'room'>['room']): Promise<void> {
    const connection = this.#connection;
    await this.list(listed);
    this.#changed();
    const room = this.rooms.get(listed.id);
    if (connection !== this.#connection || !room || room.sync.busy) return;
    if (room.state.place.given && room.state.joined) await this.#enter(room);
  }

  /** A room is not on the hub any more, or not for us to know of. What this device has of it can still be read. */
  #lost(id: string): void {
    const room = this.rooms.get(id);
    if (!room || room.state.place.gone) return;
    for (const { id: message } of this.outbox.of(id)) this.outbox.mark(id, message, 'failed', { code: 'room_unknown' });
    room.sync.leave();
    room.state.offline();
    const read = room.state.joined || room.sync.held > 0;
    room.state.joined = false;
    if (read) room.state.place.gone = true;
    else this.rooms.delete(id);
  }

  #changed(): void {
    this.#options.events.onChange.emit(null);
  }

  #open(known: KnownRoom): Promise<Room> {
    const { ports, session, events } = this.#options;
    return Room.open(known, {
      hub: this.known.id,
      history: ports.history,
      clock: ports.clock,
      ask: (question, onAnswer) => session.ask(question, onAnswer),
      me: () => this.me?.id ?? null,
      onEntries: (room, entries) => this.#tell(room.state.id, entries),
      onNews: (room, news) => this.#news(room, news),
      onReactions: (room, entries) => void this.#reacted(room, entries),
      onChange: () => this.#changed(),
      onReset: (room) => {
        this.awareness.cursors.forget(room.state.id);
        events.onTimeline.emit({ room: room.state.id, entries: [], reset: true });
      },
      onStalled: (room) => this.#rejoinLater(room),
      onKept: (room, seq) => this.marks.kept(room, seq),
    });
  }

  /** Joins a room that this person is in, as often as it takes while the connection lasts. */
  async #enter(room: Room): Promise<void> {
    const outcome: Outcome = await room.sync.join();
    if (outcome.ok) return this.#entered(room);
    if (outcome.problem.code === 'password_required') return this.#shutOut(room.state.id);
    if (outcome.problem.code !== 'room_unknown') return this.#rejoinLater(room, outcome.problem);
    this.#lost(room.state.id);
    this.#saveSoon();
    this.#changed();
  }

  #entered({ state }: Room): void {
    if (state.asks) this.#changed();
    state.asks = false;
    this.flush();
  }

  /** It has another password. What is here of it stays, what is written waits, and a person is asked. */
  #shutOut(id: string): void {
    const room = this.rooms.get(id);
    if (!room?.state.joined) return;
    room.sync.leave();
    room.state.offline();
    room.state.asks = true;
    this.#changed();
  }

  #rejoinLater(room: Room, problem?: Problem): void {
    if (problem?.code === 'cancelled' || problem?.code === 'not_connected') return;
    const connection = this.#connection;
    this.#options.ports.clock.after(REJOIN, () => {
      if (connection === this.#connection && room.state.joined) void this.#enter(room);
    });
  }

  #entries(id: string, entries: readonly Entry[]): void {
    const sync = this.rooms.get(id)?.sync;
    const held = sync?.held ?? 0;
    sync?.take(entries);
    // A resend is answered with an entry that is here already; it confirms all the same.
    this.#confirm(
      id,
      entries.filter(({ seq }) => seq <= held),
    );
  }

  #tell(id: string, entries: Entry[]): void {
    // What was deleted must stay so after a restart.
    if (entries.some(({ kind }) => kind === 'deletion')) this.#saveSoon();
    this.#options.events.onTimeline.emit({ room: id, entries });
    this.awareness.wrote(id, entries);
    this.#confirm(id, entries);
  }

  #confirm(room: string, entries: readonly Entry[]): void {
    for (const { author, id } of entries) if (author.id === this.me?.id) this.#sender.confirm(room, id);
  }

  #news(room: Room, news: News): void {
    if (this.#options.seen(room.state.id)) return this.marks.look(room.state.id);
    this.#changed();
    this.#options.events.onHeard.emit(heardNews(this.known.id, room, news));
  }

  /** They change nothing that is counted. */
  async #reacted(room: Room, entries: readonly Entry[]): Promise<void> {
    if (this.#options.seen(room.state.id)) return;
    const heard = await heardReactions(this.known.id, room, entries, this.me?.id ?? null).catch(() => []);
    for (const one of heard) this.#options.events.onHeard.emit(one);
  }

  /** This frame came after all that we were too slow for, so now we have read it: what follows is fetched, and live again. */
  #lagging(id: string): void {
    const room = this.rooms.get(id);
    if (room?.sync.joined) void this.#enter(room);
  }

  #presence(frame: HubFrameOf<'presence'>): void {
    const room = this.rooms.get(frame.room);
    if (!room) return;
    // Instead of notices that were left out we were told who is there; what changed follows from it.
    const { joined, left } = frame.members ? room.state.differences(frame.members) : room.state.news(frame);
    room.state.changed({ joined, left }, frame.count);
    this.awareness.came(joined);
    if (joined.length + left.length > 0)
      this.#options.events.onPresence.emit({ room: frame.room, joined, left, at: this.#options.ports.clock.now() });
    this.#changed();
  }

  #saveSoon(): void {
    this.#cancelSave ??= this.#options.ports.clock.after(SAVE_GAP, () => void this.save());
  }
}
