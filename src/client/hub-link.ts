/** One hub on the line: a session that comes and goes, and the home that stays. */
import type { HubView, Outcome, Problem, Trust } from '../shared/ipc/chat-api';
import type { HubFrame, HubFrameOf } from '../shared/protocol';
import { guestsModes, type Guests } from '../shared/protocol/guests';
import type { Expected } from './handshake';
import { Home, HomeEvents } from './home';
import type { Outbox } from './outbox';
import type { ChatPorts, KnownHub } from './ports';
import { done, failed } from './problems';
import type { Room } from './room';
import { Session, type Welcome } from './session';
import { isPinned, trustOf, urlsToKeep } from './trust';

/** What a hub link needs. */
export interface HubLinkOptions extends Expected {
  ports: ChatPorts;
  name: () => string;
  urls: readonly string[];
  /** Host and port for people. */
  label: string;
  /** An invite, or a person, said which hub is the right one. */
  vouched?: boolean;
  giveUpFirst: boolean;
  /** This room is on screen and this person looks at it. */
  seen: (room: string) => boolean;
}

/** Keeps one hub. `open` brings a hub of an earlier time back, `session.start` begins to dial. */
export class HubLink {
  readonly events = new HomeEvents();
  readonly session: Session;
  /** Resolves when the hub was joined for the first time, or with the reason why it cannot be. */
  readonly joined: Promise<Outcome>;
  readonly #options: HubLinkOptions;
  #home: Home | null = null;
  #trust: Trust;
  #guests: Guests | undefined;
  /** Frames that came while the home was being opened. */
  #early: HubFrame[] = [];
  #welcomes = 0;
  #closed = false;

  constructor(options: HubLinkOptions) {
    this.#options = options;
    this.#trust = options.urls.every((url) => url.startsWith('wss:')) ? 'unverified' : 'plain';
    this.session = new Session({ ...options, ...options.ports, name: options.name });
    this.joined = new Promise((resolve) => {
      this.session.onState.on((state) => {
        if (state.phase === 'waiting' || state.phase === 'closed') this.#home?.offline();
        if (state.phase === 'closed') resolve({ ok: false, problem: state.problem });
        this.#changed();
      });
      this.session.onWelcome.on((welcome) => void this.#welcomed(welcome).then(() => resolve(done)));
    });
    this.session.onFrame.on((frame) => (this.#home ? this.#home.take(frame) : this.#early.push(frame)));
  }

  /** Brings back what this device has of a hub, before any connection. */
  async open(known: KnownHub): Promise<Home> {
    const { ports, seen } = this.#options;
    const home = await Home.open(known, { ports, seen, session: this.session, events: this.events });
    this.#home = home;
    this.#trust = known.trust;
    this.#changed();
    return home;
  }

  get view(): HubView {
    const known = this.#home?.known;
    return {
      id: known?.id ?? null,
      name: known?.name ?? null,
      address: this.#options.label,
      trust: this.#trust,
      ...(this.#guests === undefined ? {} : { guests: this.#guests }),
      connection: this.session.state,
      rooms: [...(this.#home?.rooms.values() ?? [])].map(({ state }) => state.view),
      defaultRoom: known?.defaultRoom ?? null,
      me: known?.me ?? null,
    };
  }

  /** A room by id, once its hub is known. */
  room(id: string): Room | undefined {
    return this.#home?.rooms.get(id);
  }

  /** The hub that is there or expected to be; null while it could be any. */
  get hubId(): string | null {
    return this.#home?.known.id ?? this.#options.hubId ?? null;
  }

  get outbox(): Outbox | null {
    return this.#home?.outbox ?? null;
  }

  /** Sends what waits. */
  flush(): void {
    this.#home?.flush();
  }

  /** Marks a room as read if somebody is looking at it. */
  look(room: string): void {
    this.#home?.look(room);
  }

  /** Makes a room on the hub and joins it; the value is its id. */
  async createRoom(name: string): Promise<Outcome<string>> {
    const answer = await this.session.ask({ type: 'create', name });
    if (!answer.ok) return answer;
    const { room } = answer.value as HubFrameOf<'created'>;
    await this.#home?.list(room);
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
    await this.#home?.save();
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
    await this.#home?.save();
    this.#changed();
    return done;
  }

  /** A person compared the key with the one on the host's screen, and they are the same. */
  async verify(hubId: string): Promise<Outcome> {
    const known = this.#home?.known;
    if (known?.id !== hubId || this.#trust !== 'unverified') return failed('internal');
    try {
      await this.#options.ports.store.saveHub({ ...known, trust: 'verified' });
    } catch {
      return failed('storage_failed');
    }
    known.trust = this.#trust = 'verified';
    this.#changed();
    return done;
  }

  /** Ends the connection and writes what is unwritten. Idempotent. */
  async close(problem?: Problem): Promise<void> {
    if (this.#closed) return;
    this.#closed = true;
    this.session.close(problem);
    await this.#home?.close();
  }

  #changed(): void {
    this.events.onChange.emit(null);
  }

  async #welcomed({ hello, ready, url, channel }: Welcome): Promise<void> {
    const number = ++this.#welcomes;
    const { ports, urls, label, vouched = false } = this.#options;
    const { hub } = hello;
    const kept = this.#home?.known ?? (await ports.store.loadHubs()).find(({ id }) => id === hub.id);
    const trust = trustOf(channel, url, hub.id, vouched || kept?.trust === 'verified');
    // A visit without TLS takes away nothing that is known of the key.
    const where = kept && isPinned(kept) && channel.kind === 'plain' ? {} : { urls: urlsToKeep(url, urls), label, trust };
    const known: KnownHub = Object.assign(kept ?? { id: hub.id, rooms: [], urls: [...urls], label, trust }, where, {
      name: hub.name,
      lastUsed: ports.clock.now(),
      defaultRoom: ready.room,
      me: ready.member,
    });
    const home = this.#home ?? (await this.open(known));
    this.#trust = trust;
    this.#guests = guestsModes.find((mode) => mode === hello.guests);
    if (number !== this.#welcomes || this.#closed) return;
    for (const frame of this.#early.splice(0)) home.take(frame);
    await home.welcome(ready.rooms, ready.room);
    this.#changed();
  }
}
