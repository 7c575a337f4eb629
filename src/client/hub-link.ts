/** One hub and everything this device has of it: rooms, history, outbox, over a session that comes and goes. */
import { Emitter } from '../shared/emitter';
import type { HubView, OutboxEvent, Outcome, PresenceEvent, Problem, TimelineEvent } from '../shared/ipc/chat-api';
import type { Entry, HubFrame, HubFrameOf, Member } from '../shared/protocol';
import { Outbox } from './outbox';
import type { ChatPorts, KnownHub, Notice } from './ports';
import { done, failed, problemOf } from './problems';
import { Room, type News } from './room';
import { Sender } from './sender';
import { Session, type Welcome } from './session';

/** Between attempts to join a room that the hub could not open. */
const REJOIN = 5_000;

/** Saves of read marks are gathered for this long; losing one shows a message as new once more. */
const SAVE_GAP = 500;

/** What a hub link needs. */
export interface HubLinkOptions {
  ports: ChatPorts;
  name: () => string;
  urls: readonly string[];
  label: string;
  hubId?: string;
  giveUpFirst: boolean;
  /** This room is on screen and this person looks at it. */
  seen: (room: string) => boolean;
}

/** What is known once the hub's id is. */
interface Home {
  known: KnownHub;
  outbox: Outbox;
  sender: Sender;
  rooms: Map<string, Room>;
}

/** Keeps one hub. Use `open` for a hub of an earlier time, `start` to begin dialling. */
export class HubLink {
  readonly onChange = new Emitter<null>();
  readonly onTimeline = new Emitter<TimelineEvent>();
  readonly onPresence = new Emitter<PresenceEvent>();
  readonly onOutbox = new Emitter<OutboxEvent>();
  readonly onNotice = new Emitter<Notice>();
  readonly session: Session;
  readonly #options: HubLinkOptions;
  #home: Home | null = null;
  #early: HubFrame[] = [];
  #me: Member | null = null;
  #welcomes = 0;
  #cancelSave: (() => void) | null = null;
  #closed = false;
  #settleJoined: (outcome: Outcome) => void = () => undefined;
  /** Resolves when the hub was joined for the first time, or with the reason why it cannot be. */
  readonly joined: Promise<Outcome>;

  constructor(options: HubLinkOptions) {
    this.#options = options;
    this.joined = new Promise((resolve) => (this.#settleJoined = resolve));
    this.session = new Session({ ...options, ...options.ports, name: options.name });
    this.session.onState.on((state) => {
      if (state.phase === 'closed') this.#settleJoined({ ok: false, problem: state.problem });
      if (state.phase === 'waiting' || state.phase === 'closed') this.#offline();
      this.#changed();
    });
    this.session.onWelcome.on((welcome) => void this.#welcomed(welcome));
    this.session.onFrame.on((frame) => (this.#home ? this.#take(frame, this.#home) : this.#early.push(frame)));
  }

  /** Brings back what this device has of a hub, before any connection. */
  async open(known: KnownHub): Promise<void> {
    const { store, clock } = this.#options.ports;
    const outbox = new Outbox({ save: (messages) => store.saveOutbox(known.id, messages) }, await store.loadOutbox(known.id));
    const rooms = new Map<string, Room>();
    const sender = new Sender({
      outbox,
      clock,
      send: (frame) => this.session.send(frame),
      joined: (room) => rooms.get(room)?.sync.joined ?? false,
    });
    outbox.onChange.on((room) => this.onOutbox.emit({ room, messages: outbox.of(room) }));
    const home: Home = { known, outbox, sender, rooms };
    // Before the rooms: what oneself wrote is not unread.
    this.#me ??= known.me;
    for (const room of known.rooms) rooms.set(room.id, await this.#openRoom(room, home));
    this.#home = home;
    this.#changed();
  }

  get view(): HubView {
    const known = this.#home?.known;
    return {
      id: known?.id ?? null,
      name: known?.name ?? null,
      address: this.#options.label,
      // Transport encryption comes with pinned keys; until then nothing that we dial ourselves is private.
      encrypted: this.#options.urls.every((url) => url.startsWith('wss:')),
      connection: this.session.state,
      rooms: [...(this.#home?.rooms.values() ?? [])].map(({ state }) => state.view),
      defaultRoom: known?.defaultRoom ?? null,
      me: this.#me,
    };
  }

  /** A room by id, once its hub is known. */
  room(id: string): Room | undefined {
    return this.#home?.rooms.get(id);
  }

  get outbox(): Outbox | null {
    return this.#home?.outbox ?? null;
  }

  /** Sends what waits. */
  flush(): void {
    this.#home?.sender.flush();
  }

  /** Makes a room on the hub and joins it. */
  async createRoom(name: string): Promise<Outcome<string>> {
    const answer = await this.session.ask({ type: 'create', name });
    if (!answer.ok) return answer;
    const { room } = answer.value as HubFrameOf<'created'>;
    await this.#list(room);
    const joined = await this.joinRoom(room.id);
    return joined.ok ? { ok: true, value: room.id } : joined;
  }

  /** Joins a room; it is joined again on every later connection. */
  async joinRoom(id: string): Promise<Outcome> {
    const room = this.room(id);
    if (!room) return failed('room_unknown');
    const outcome = await room.sync.join();
    if (!outcome.ok) return outcome;
    room.state.joined = true;
    await this.#save();
    this.flush();
    this.#changed();
    return done;
  }

  /** Leaves a room; its history stays here. */
  async leaveRoom(id: string): Promise<Outcome> {
    const room = this.room(id);
    if (!room) return failed('room_unknown');
    room.sync.leave();
    room.state.joined = false;
    room.state.offline();
    // Offline there is nobody to tell: it is not joined on the next connection.
    await this.session.ask({ type: 'leave', room: id });
    await this.#save();
    this.#changed();
    return done;
  }

  /** Marks a room as read if somebody is looking at it. */
  look(id: string): void {
    const room = this.room(id);
    if (!room || !this.#options.seen(id) || !room.state.read()) return;
    this.#saveSoon();
    this.#changed();
  }

  /** Ends the connection and writes what is unwritten. Idempotent. */
  async close(problem?: Problem): Promise<void> {
    if (this.#closed) return;
    this.#closed = true;
    this.session.close(problem);
    if (!this.#home) return;
    const { rooms, outbox } = this.#home;
    await Promise.allSettled([this.#save(), outbox.save(), ...[...rooms.values()].map(({ writer }) => writer.flush())]);
    await this.#options.ports.history.flush();
  }

  #changed(): void {
    this.onChange.emit(null);
  }

  #offline(): void {
    this.#home?.sender.reset();
    for (const { sync, state } of this.#home?.rooms.values() ?? []) {
      sync.leave();
      state.offline();
    }
  }

  async #welcomed({ hello, ready, url }: Welcome): Promise<void> {
    const number = ++this.#welcomes;
    const { store, clock } = this.#options.ports;
    this.#me = ready.member;
    if (!this.#home) await this.open((await store.loadHubs()).find(({ id }) => id === hello.hub.id) ?? newHub(hello.hub.id));
    const home = this.#home;
    if (!home || number !== this.#welcomes) return;
    const { known, rooms } = home;
    known.name = hello.hub.name;
    known.urls = [url, ...this.#options.urls.filter((other) => other !== url)];
    known.label = this.#options.label;
    known.lastUsed = clock.now();
    known.defaultRoom = ready.room;
    known.me = ready.member;
    for (const room of ready.rooms) await this.#list(room, room.id === ready.room);
    for (const frame of this.#early.splice(0)) this.#take(frame, home);
    await this.#save();
    const joins = [...rooms.values()].filter(({ state }) => state.joined).map((room) => this.#enter(room));
    await Promise.all(joins);
    this.#settleJoined(done);
    this.#changed();
  }

  /** Joins a room that this person is in, as often as it takes while the connection lasts. */
  async #enter(room: Room): Promise<void> {
    const outcome = await room.sync.join();
    if (outcome.ok) return this.flush();
    if (outcome.problem.code === 'room_unknown') {
      room.state.joined = false;
      this.#saveSoon();
      return;
    }
    this.#rejoinLater(room, outcome.problem);
  }

  #rejoinLater(room: Room, problem?: Problem): void {
    if (problem?.code === 'cancelled' || problem?.code === 'not_connected') return;
    const number = this.#welcomes;
    this.#options.ports.clock.after(REJOIN, () => {
      if (number === this.#welcomes && this.session.state.phase === 'ready' && room.state.joined) void this.#enter(room);
    });
  }

  /** A room that the hub told of. New ones are joined only when `join` says so. */
  async #list(room: HubFrameOf<'created'>['room'], join = false): Promise<void> {
    if (!this.#home) return;
    const { rooms } = this.#home;
    const existing =
      rooms.get(room.id) ?? (await this.#openRoom({ id: room.id, name: room.name, joined: join, readSeq: 0 }, this.#home));
    // Somebody else may have listed it while we looked at the disk.
    const kept = rooms.get(room.id) ?? existing;
    rooms.set(room.id, kept);
    kept.state.listed(room);
  }

  #openRoom(known: KnownHub['rooms'][number], home: Home): Promise<Room> {
    const { history, clock } = this.#options.ports;
    return Room.open(known, {
      hub: home.known.id,
      history,
      clock,
      ask: (question) => this.session.ask(question),
      me: () => this.#me?.id ?? null,
      onEntries: (room, entries) => this.#tell(room, entries, home),
      onNews: (room, news) => this.#news(room, news),
      onChange: () => this.#changed(),
      onReset: (room) => this.onTimeline.emit({ room: room.state.id, entries: [], reset: true }),
      onStalled: (room) => this.#rejoinLater(room),
    });
  }

  #tell(room: Room, entries: Entry[], { sender }: Home): void {
    this.onTimeline.emit({ room: room.state.id, entries });
    for (const { author, id } of entries) if (author.id === this.#me?.id) sender.confirm(room.state.id, id);
  }

  #news({ state }: Room, { count, last }: News): void {
    if (this.#options.seen(state.id)) return this.look(state.id);
    this.#changed();
    this.onNotice.emit({ room: state.id, roomName: state.name, author: last.author.name, text: last.text, count });
  }

  #take(frame: HubFrame, home: Home): void {
    if (frame.type === 'room') void this.#list(frame.room).then(() => this.#changed());
    if (frame.type === 'entries') {
      const held = home.rooms.get(frame.room)?.sync.held ?? 0;
      home.rooms.get(frame.room)?.sync.take(frame.entries);
      // A resend is answered with an entry that is here already; it confirms all the same.
      for (const { author, id, seq } of frame.entries)
        if (seq <= held && author.id === this.#me?.id) home.sender.confirm(frame.room, id);
    }
    if (frame.type === 'presence') this.#presence(frame, home);
    if (frame.type === 'error' && frame.id !== undefined && frame.room !== undefined)
      home.sender.refuse(frame.room, frame.id, problemOf(frame));
  }

  #presence(frame: HubFrameOf<'presence'>, home: Home): void {
    const room = home.rooms.get(frame.room);
    if (!room) return;
    room.state.changed(frame, frame.count);
    const { joined, left } = frame;
    this.onPresence.emit({ room: frame.room, joined, left, at: this.#options.ports.clock.now() });
    this.#changed();
  }

  #saveSoon(): void {
    this.#cancelSave ??= this.#options.ports.clock.after(SAVE_GAP, () => void this.#save());
  }

  async #save(): Promise<void> {
    this.#cancelSave?.();
    this.#cancelSave = null;
    if (!this.#home) return;
    const { known, rooms } = this.#home;
    known.rooms = [...rooms.values()].map(({ state }) => state.known);
    // A read mark that is not kept shows messages as new once more; nothing is lost.
    await this.#options.ports.store.saveHub(known).catch(() => undefined);
  }
}

function newHub(id: string): KnownHub {
  return { id, name: '', urls: [], label: '', lastUsed: 0, defaultRoom: null, me: null, rooms: [] };
}
