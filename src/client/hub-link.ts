/** One hub on the line: a session that comes and goes, and the home that stays. */
import type { HubView, RoomView } from '../shared/ipc/chat-api';
import type { Outcome, Problem, ProblemCode } from '../shared/ipc/outcome';
import { managedLists, type Entrance, type Trust } from '../shared/ipc/trust-api';
import type { Reach } from '../shared/reach';
import type { HubFrame, HubFrameOf } from '../shared/protocol';
import { guestsModes, type Guests } from '../shared/protocol/guests';
import type { Expected } from './handshake';
import { Home, HomeEvents } from './home';
import { login, provesKey } from './login';
import { Orders, reachOf } from './orders';
import type { Outbox } from './outbox';
import type { ChatPorts, KnownHub } from './ports';
import type { OwnPresenceKeeper } from './presence/own-presence';
import { done, failed } from './problems';
import type { Room } from './room';
import { Session, type Welcome } from './session';
import { isPinned, trustOf, trustToKeep, urlsToKeep } from './trust';

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
  /** Secret of an invite. */
  invite?: string;
  /** This room is on screen and this person looks at it. */
  seen: (room: string) => boolean;
  /** What this person shows of themselves. */
  own: OwnPresenceKeeper;
  /** How many unread messages of a room count on the icon. */
  badge: (room: Omit<RoomView, 'badge'>) => number;
}

/** Which hub one wants to get to, and by which way. */
export type LinkTarget = Omit<HubLinkOptions, 'ports' | 'name' | 'seen' | 'known' | 'own' | 'badge'>;

/** What one is at a hub, as it said last. */
type Standing = Pick<HubView, 'role' | 'words' | 'access' | 'knocks' | 'mutedUntil' | 'reach' | 'changes'>;

/** What a hub says of a name that it does not take. */
const refusals = new Set<ProblemCode>(['name_taken', 'bad_name', 'storage_full', 'storage_failed']);

/** While it is away. */
const nowhere: Standing = { role: null, words: null, access: null, knocks: [] };

/** Keeps one hub. `open` brings a hub of an earlier time back, `session.start` begins to dial. */
export class HubLink {
  readonly events = new HomeEvents();
  readonly session: Session;
  /** What hosts and moderators ask of it. */
  readonly orders: Orders;
  /** Resolves when the hub was joined for the first time, or with the reason why it cannot be. */
  readonly joined: Promise<Outcome>;
  readonly #options: HubLinkOptions;
  #home: Home | null = null;
  #trust: Trust;
  #guests: Guests | undefined;
  /** Bytes of the largest file that it takes, 0 for none; undefined until it said hello. */
  maxFile: number | undefined;
  /** Of a hub that said hello. */
  #name: string | null = null;
  #standing: Standing = nowhere;
  /** Own member id of this connection. */
  #me: string | null = null;
  /** Frames that came while the home was being opened. */
  #early: HubFrame[] = [];
  #welcomes = 0;
  #closed = false;

  constructor(options: HubLinkOptions) {
    this.#trust = options.urls.every((url) => url.startsWith('wss:')) ? 'unverified' : 'plain';
    this.#options = { ...options };
    // The session forgets it as soon as it can; nobody else has it.
    delete this.#options.invite;
    this.session = new Session({ ...options, ...options.ports, name: options.name });
    this.orders = new Orders({
      ask: (question) => this.session.ask(question),
      line: () => this.session.line,
      hubId: () => this.hubId,
      guests: () => this.#guests,
    });
    this.joined = new Promise((resolve) => {
      this.session.onState.on((state) => {
        if (state.phase !== 'ready') this.#standing = nowhere;
        if (state.phase === 'waiting' || state.phase === 'closed') this.#home?.offline();
        if (state.phase === 'closed') resolve({ ok: false, problem: state.problem });
        this.#changed();
      });
      this.session.onWelcome.on((welcome) => void this.#welcomed(welcome).then(() => resolve(done)));
    });
    this.session.onGreeting.on(({ hello, line }) => {
      this.#name = hello.hub.name;
      this.maxFile = hello.limits.maxFile ?? 0;
      this.#trust = trustOf(line.channel, line.url, hello.hub.id, this.#vouched);
      this.#guests = guestsModes.find((mode) => mode === hello.guests);
    });
    this.session.onFrame.on((frame) => this.#take(frame));
  }

  /** Brings back what this device has of a hub, before any connection. */
  async open(known: KnownHub): Promise<Home> {
    const { ports, seen, own } = this.#options;
    const home = await Home.open(known, { ports, seen, own, session: this.session, events: this.events });
    this.#home = home;
    this.#trust = known.trust;
    this.#changed();
    return home;
  }

  get view(): HubView {
    const known = this.#home?.known;
    return {
      id: known?.id ?? null,
      name: known?.name ?? this.#name,
      address: this.#options.label,
      trust: this.#trust,
      ...(this.#guests === undefined ? {} : { guests: this.#guests }),
      connection: this.session.state,
      rooms: [...(this.#home?.rooms.values() ?? [])].map((room) => this.#viewOf(room)),
      defaultRoom: known?.defaultRoom ?? null,
      me: known?.me ?? null,
      ...this.#standing,
    };
  }

  /** A room as the UI sees it. */
  roomView(id: string): RoomView | undefined {
    const room = this.room(id);
    return room && this.#viewOf(room);
  }

  /** What this device has of it, once it is known. */
  get home(): Home | null {
    return this.#home;
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
    this.#home?.marks.look(room);
  }

  /** Shows the hub what it asks for; the password of a room lets one into that room at once. */
  async enter(how: Entrance): Promise<Outcome> {
    if (how.way !== 'room') return this.session.enter(how);
    const { line } = this.session;
    if (!line) return failed('not_connected');
    const proved = (): void => {
      if (provesKey(line)) void this.verify(line.hubId);
    };
    const about = { room: how.room, proved };
    const outcome = await login((question) => this.session.ask(question), line, how.password, about);
    return outcome.ok ? this.joinRoom(how.room) : outcome;
  }

  /** How others get to it, as it is now. */
  async loadReach(): Promise<Outcome<Reach>> {
    const outcome = await this.orders.reach();
    if (outcome.ok && this.session.line) this.#reached(outcome.value);
    return outcome;
  }

  /** Tells the hub another name of one's own. Where it cannot be told, now or to a hub of before, the next hello does. */
  async rename(name: string): Promise<Outcome> {
    const answer = await this.session.ask({ type: 'name', name });
    if (answer.ok) return done;
    const { code, params } = answer.problem;
    if (code === 'rate_limited') return failed('too_many_names', params);
    return refusals.has(code) ? answer : done;
  }

  /** Joins a room; it is joined again on every later connection. */
  async joinRoom(id: string): Promise<Outcome> {
    const room = this.room(id);
    if (!room) return failed('room_unknown');
    const outcome = await room.sync.join();
    if (!outcome.ok) return outcome;
    room.state.joined = true;
    room.state.asks = false;
    await this.#home?.save();
    this.flush();
    this.#changed();
    return done;
  }

  /** Leaves a room; its history stays here. */
  async leaveRoom(id: string): Promise<Outcome> {
    const room = this.room(id);
    if (!room) return failed('room_unknown');
    const { place } = room.state;
    if (place.gone) {
      await this.#home?.forget(id);
      return done;
    }
    // What is said to one alone is heard all the same, and brings the room back into sight.
    if (place.direct) return (await this.#home?.wish(id, { hidden: true, pinned: false })) ?? done;
    if (place.given) return this.#quit(id);
    room.sync.leave();
    room.state.joined = room.state.asks = false;
    room.state.offline();
    // Offline there is nobody to tell: it is not joined on the next connection.
    await this.session.ask({ type: 'leave', room: id });
    await this.#home?.save();
    this.#changed();
    return done;
  }

  /** Leaves a private room for good, on every device. */
  async #quit(room: string): Promise<Outcome> {
    const member = this.#me;
    if (member === null) return failed('not_connected');
    const answer = await this.session.ask({ type: 'people_remove', room, member });
    return answer.ok ? done : answer;
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

  #viewOf({ state }: Room): RoomView {
    const view = state.view(this.#home?.me?.id ?? null);
    return { ...view, badge: this.#options.badge(view) };
  }

  get #vouched(): boolean {
    return (this.#options.vouched ?? false) || this.#trust === 'verified';
  }

  #take(frame: HubFrame): void {
    if (frame.type === 'knocks') {
      const known = new Set(this.#standing.knocks.map(({ id }) => id));
      const hub = this.#name ?? '';
      for (const { id, name, words } of frame.members) if (!known.has(id)) this.events.onKnock.emit({ id, name, words, hub });
      this.#standing = { ...this.#standing, knocks: frame.members };
      this.#changed();
      return;
    }
    if (frame.type === 'changed') return this.#changedList(frame.what);
    if (frame.type === 'reach') return this.#reached(reachOf(frame));
    if (frame.type === 'member') this.#know(frame);
    if (this.#home) this.#home.take(frame);
    else this.#early.push(frame);
  }

  #changedList(what: string): void {
    const list = managedLists.find((one) => one === what);
    if (!list) return;
    const { changes = {} } = this.#standing;
    this.#standing = { ...this.#standing, changes: { ...changes, [list]: (changes[list] ?? 0) + 1 } };
    this.#changed();
  }

  #reached(reach: Reach): void {
    this.#standing = { ...this.#standing, reach };
    this.#changed();
  }

  /** Somebody's name or role changed, or what they may do now. */
  #know({ member, mutedUntil }: HubFrameOf<'member'>): void {
    if (member.id !== this.#me) return;
    const { mutedUntil: before, ...standing } = this.#standing;
    const until = mutedUntil === undefined ? before : (mutedUntil ?? undefined);
    this.#standing = { ...standing, role: member.role ?? 'member', ...(until === undefined ? {} : { mutedUntil: until }) };
    if (this.#home?.me) this.#home.rename(member.name);
    this.#changed();
  }

  #changed(): void {
    this.events.onChange.emit(null);
  }

  async #welcomed({ hello, ready, line, byPassword }: Welcome): Promise<void> {
    const number = ++this.#welcomes;
    const { url, channel } = line;
    const { ports, urls, label } = this.#options;
    const vouched = byPassword || (this.#options.vouched ?? false);
    // Before anything is waited for: who knocks is told right after it.
    const { role = null, words = null, access = null } = ready;
    this.#standing = { role, words, access, knocks: [] };
    this.#me = ready.member.id;
    this.#name = hello.hub.name;
    const { hub } = hello;
    const kept = this.#home?.known ?? (await ports.store.loadHubs()).find(({ id }) => id === hub.id);
    const trust = trustOf(channel, url, hub.id, vouched || kept?.trust === 'verified');
    // A visit without TLS takes away nothing that is known of the key.
    const where =
      kept && isPinned(kept) && channel.kind === 'plain'
        ? {}
        : { urls: urlsToKeep(url, urls), label, trust: trustToKeep(trust, kept?.trust ?? trust) };
    const known: KnownHub = Object.assign(kept ?? { id: hub.id, rooms: [], urls: [...urls], label, trust }, where, {
      name: hub.name,
      lastUsed: ports.clock.now(),
      defaultRoom: ready.room,
      me: ready.member,
    });
    const home = this.#home ?? (await this.open(known));
    this.#trust = trust;
    this.#guests = guestsModes.find((mode) => mode === hello.guests);
    this.maxFile = hello.limits.maxFile ?? 0;
    if (number !== this.#welcomes || this.#closed) return;
    for (const frame of this.#early.splice(0)) home.take(frame);
    await home.welcome(ready.rooms, ready.room);
    this.#changed();
  }
}
