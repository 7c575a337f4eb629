/** Everything the UI asks for, on any machine: main runs it behind IPC, the browser bridge runs it in the page. */
import { hostPortOf, parseAddress, withoutFragment, type Target } from '../shared/address';
import { Emitter } from '../shared/emitter';
import type { Reach } from '../shared/reach';
import type { ChatApi, ChatState, PresenceEvent } from '../shared/ipc/chat-api';
import type { RoomOptions } from '../shared/ipc/places-api';
import type { HistoryPage, MessageExtra, OutboxEvent, PendingMessage, TimelineEvent } from '../shared/ipc/talk-api';
import type { Outcome } from '../shared/ipc/outcome';
import type { AccessAction, Account, Action, AuditPage, Entrance, InviteOptions, NewInvite } from '../shared/ipc/trust-api';
import type { FileCall, HistoryCall, PlaceCall, PresenceCall, TalkCall } from '../shared/ipc/contract';
import type { SettingsApi } from '../shared/ipc/settings-api';
import { cleanName, type Invite, type Member, type Person } from '../shared/protocol';
import { Archive } from './archive/archive';
import type { Expected } from './handshake';
import { HubLink, type LinkTarget } from './hub-link';
import { Awareness } from './presence/awareness';
import type { ChatPorts, KnockNotice, KnownHub } from './ports';
import { done, failed } from './problems';
import { Places } from './places';
import { Talk } from './talk';
import { FilesDesk } from './transfers/desk';
import { Notifier } from './unread/notifier';
import { certifiedHost, isPinned, tlsUrl, urlsOf } from './trust';

/** The part of ChatApi that needs no window and no system. */
type Served = Omit<
  ChatApi,
  | 'getState'
  | 'host'
  | 'stopHosting'
  | 'copyText'
  | 'openLink'
  | 'loadLedger'
  | 'askNotifications'
  | keyof SettingsApi
  | HistoryCall
  | FileCall
  | PlaceCall
  | PresenceCall
  | 'onTyping'
  | 'onReads'
  | 'onStatuses'
  | Exclude<TalkCall, 'loadHistory' | 'loadOutbox' | 'send' | 'retrySend' | 'discardSend'>
  | 'onState'
  | 'onTransfers'
  | 'tryNotification'
  | 'onOpenMessage'
  | 'onSound'
  | 'onInvite'
>;

/** One person's chat: a name, the hubs of earlier times, and at most one hub that is open. */
export class Chat implements Served {
  /** What is kept on this device of places: found, taken out, removed. */
  readonly archive: Archive;
  /** What is said in the rooms of the hub that is open. */
  readonly talk: Talk;
  /** Conversations of the hub that is open: made, named, ended. */
  readonly places: Places;
  /** What passes between people beside what is said. */
  readonly awareness: Awareness;
  /** What messages carry beside their text. */
  readonly files: FilesDesk;
  /** What is announced of it, and what counts. */
  readonly notifier: Notifier;
  readonly #ports: ChatPorts;
  readonly #state = new Emitter<CoreState>();
  readonly #timeline = new Emitter<TimelineEvent>();
  readonly #presence = new Emitter<PresenceEvent>();
  readonly #outbox = new Emitter<OutboxEvent>();
  readonly #knock = new Emitter<KnockNotice>();
  #name: string;
  #hubs: KnownHub[] = [];
  #link: HubLink | null = null;
  /** Counts what was asked: the last word about which hub is open wins. */
  #asked = 0;
  #focused = true;
  #viewed: string | null = null;
  #telling = false;

  readonly onState = this.#state.on.bind(this.#state);
  readonly onTimeline = this.#timeline.on.bind(this.#timeline);
  readonly onPresence = this.#presence.on.bind(this.#presence);
  readonly onOutbox = this.#outbox.on.bind(this.#outbox);
  /** Something arrived that this person does not see. */
  readonly onNotice: Notifier['onNotice']['on'] = (listener) => this.notifier.onNotice.on(listener);

  /** Somebody knocks, and this person is not there to see it. */
  readonly onKnock = this.#knock.on.bind(this.#knock);

  constructor(ports: ChatPorts) {
    this.#ports = ports;
    this.#name = ports.defaultName;
    this.archive = new Archive({ ports, link: () => this.#link });
    this.talk = new Talk({ ports, link: () => this.#link });
    this.files = new FilesDesk({ ports, link: () => this.#link });
    this.places = new Places({ link: () => this.#link });
    this.awareness = new Awareness({ store: ports.presence, hub: () => this.#link?.home?.awareness });
    this.notifier = new Notifier({
      clock: ports.clock,
      busy: () => this.awareness.quiet,
      ...{ room: (id: string) => this.#link?.roomView(id), rooms: () => this.#link?.view.rooms ?? [] },
      onCount: () => this.#changed(),
    });
  }

  /** Reads what is kept on this device. */
  async start(): Promise<void> {
    this.#name = (await this.#ports.store.loadName()) ?? this.#name;
    await this.awareness.own.start();
    await this.#reload();
  }

  /** All that is small. */
  state(): CoreState {
    const hubs = this.#hubs.map(({ id, name, label, lastUsed }) => ({ id, name, address: label, lastUsed }));
    return { name: this.#name, hub: this.#link?.view ?? null, hubs: hubs.sort((a, b) => b.lastUsed - a.lastUsed) };
  }

  /** Unread messages of all rooms that count: the number on the app's icon, with those who knock. */
  unread(): number {
    return this.#link?.view.rooms.reduce((sum, { badge }) => sum + badge, 0) ?? 0;
  }

  /** How many knock. */
  knocking(): number {
    return this.#link?.view.knocks.length ?? 0;
  }

  /** Whether this person looks at the window. */
  setFocused(focused: boolean): void {
    this.#focused = focused;
    if (this.#viewed !== null) this.#link?.look(this.#viewed);
  }

  /** The machine woke up, or the network changed. */
  wake(): void {
    this.#link?.session.wake();
  }

  async setName(raw: string): Promise<Outcome> {
    const name = cleanName(raw);
    if (!name.ok) return failed('bad_name');
    // First, so that one learns at once where it is somebody else's.
    const told = (await this.#link?.rename(name.text)) ?? done;
    if (!told.ok) return told;
    this.#name = name.text;
    this.#changed();
    try {
      await this.#ports.store.saveName(name.text);
      return done;
    } catch {
      return failed('storage_failed');
    }
  }

  async join(address: string): Promise<Outcome> {
    const target = parseAddress(address);
    if (!target) return failed('bad_address', { address: withoutFragment(address).trim().slice(0, 100) });
    if (!cleanName(this.#name).ok) return failed('bad_name');
    const { urls, label, secret } = target;
    const about = { label, giveUpFirst: true, ...(secret === undefined ? {} : { invite: secret }) };
    const link = await this.#replace(++this.#asked, { ...about, urls, ...this.#expected(target) });
    if (!link) return failed('cancelled');
    link.session.start();
    const outcome = await link.joined;
    if (outcome.ok) {
      await this.#reload();
      return outcome;
    }
    const { code, params } = outcome.problem;
    // That one stays on screen until somebody has read it.
    if (this.#link === link && code !== 'hub_changed') await this.leaveHub();
    return failed(code, { address: label, ...params });
  }

  async openHub(hubId: string): Promise<Outcome> {
    const number = ++this.#asked;
    const known = (await this.#ports.store.loadHubs()).find(({ id }) => id === hubId);
    if (!known) return failed('internal');
    const urls = this.#ports.keyless ? known.urls : urlsOf(known);
    const remembered = { remembered: true, certified: certifiedHost(known) };
    const link = await this.#replace(number, { urls, label: known.label, hubId, ...remembered, giveUpFirst: false });
    await link?.open(known);
    if (!link || this.#link !== link) return failed('cancelled');
    link.session.start();
    return done;
  }

  async leaveHub(): Promise<Outcome> {
    this.#asked += 1;
    return this.#leave();
  }

  async #leave(): Promise<Outcome> {
    const link = this.#link;
    this.#link = null;
    this.#viewed = null;
    this.archive.leave();
    this.notifier.over();
    await this.files.close();
    await link?.close();
    await this.#reload();
    return done;
  }

  async forgetHub(hubId: string): Promise<Outcome> {
    if (this.#link?.hubId === hubId) await this.leaveHub();
    try {
      await this.#ports.store.removeHub(hubId);
    } catch {
      return failed('storage_failed');
    }
    await this.#reload();
    return done;
  }

  async verifyHub(hubId: string): Promise<Outcome> {
    return this.#link?.verify(hubId) ?? failed('not_connected');
  }

  async enter(how: Entrance): Promise<Outcome> {
    return this.#link?.enter(how) ?? failed('not_connected');
  }

  async order(action: Action): Promise<Outcome> {
    return this.#link?.orders.order(action) ?? failed('not_connected');
  }

  async createInvite(options: InviteOptions): Promise<Outcome<NewInvite>> {
    return this.#link?.orders.createInvite(options) ?? failed('not_connected');
  }

  async listInvites(): Promise<Outcome<Invite[]>> {
    return this.#link?.orders.listInvites() ?? failed('not_connected');
  }

  async revokeInvite(id: string): Promise<Outcome> {
    return this.#link?.orders.revokeInvite(id) ?? failed('not_connected');
  }

  async access(action: AccessAction): Promise<Outcome<Account[]>> {
    return this.#link?.orders.access(action) ?? failed('not_connected');
  }

  async loadPeople(banned: boolean): Promise<Outcome<Person[]>> {
    return this.#link?.orders.loadPeople(banned) ?? failed('not_connected');
  }

  async loadReach(): Promise<Outcome<Reach>> {
    return this.#link?.loadReach() ?? failed('not_connected');
  }

  async loadAudit(before: number | null): Promise<Outcome<AuditPage>> {
    return this.#link?.orders.loadAudit(before) ?? failed('not_connected');
  }

  retryNow(): Promise<Outcome> {
    this.#link?.session.retryNow();
    return Promise.resolve(done);
  }

  createRoom(name: string, options?: RoomOptions): Promise<Outcome<string>> {
    return this.places.createRoom(name, options);
  }

  async joinRoom(room: string): Promise<Outcome> {
    return this.#link?.joinRoom(room) ?? failed('not_connected');
  }

  async leaveRoom(room: string): Promise<Outcome> {
    return this.#link?.leaveRoom(room) ?? failed('not_connected');
  }

  viewRoom(room: string | null): Promise<Outcome> {
    this.#viewed = room;
    if (room !== null) this.#link?.look(room);
    return Promise.resolve(done);
  }

  loadHistory(room: string, before: number | null): Promise<Outcome<HistoryPage>> {
    return this.talk.loadHistory(room, before);
  }

  loadOutbox(room: string): Promise<PendingMessage[]> {
    return this.talk.loadOutbox(room);
  }

  loadMembers(room: string): Promise<Member[]> {
    return Promise.resolve(this.#link?.room(room)?.state.members ?? []);
  }

  send(room: string, text: string, extra?: MessageExtra): Promise<Outcome<string>> {
    return this.talk.send(room, text, extra);
  }

  retrySend(room: string, id: string): Promise<Outcome> {
    return this.talk.retrySend(room, id);
  }

  discardSend(room: string, id: string): Promise<Outcome> {
    return this.talk.discardSend(room, id);
  }

  /** Leaves the hub and writes what is unwritten. */
  async close(): Promise<void> {
    await this.leaveHub();
  }

  /**
   * Whom a typed address or an invite leads to: the hub that the invite names, else the one that was last reached there. A key is asked for where
   * keys are shown: by TLS, however the address was spelt.
   */
  #expected({ urls, hubId }: Target): Expected & { vouched?: boolean; urls?: string[] } {
    if (this.#ports.keyless) return hubId === undefined ? {} : { hubId, vouched: true };
    if (hubId !== undefined) return { hubId, vouched: true, urls: urls.map(tlsUrl) };
    const typed = new Set(urls.map(hostPortOf));
    const [last] = this.#hubs
      .filter((known) => isPinned(known) && known.urls.some((url) => typed.has(hostPortOf(url))))
      .sort((a, b) => b.lastUsed - a.lastUsed);
    if (!last) return {};
    const here = last.urls.filter((url) => typed.has(hostPortOf(url)));
    return { hubId: last.id, remembered: true, certified: certifiedHost(last), urls: urlsOf({ ...last, urls: here }) };
  }

  /** Null where something else was asked for meanwhile. */
  async #replace(number: number, options: LinkTarget): Promise<HubLink | null> {
    await this.#leave();
    if (number !== this.#asked) return null;
    const link = new HubLink({
      ...options,
      ports: this.#ports,
      name: () => this.#name,
      own: this.awareness.own,
      badge: this.notifier.badge,
      seen: (room) => this.#focused && this.#viewed === room,
      known: (id) => this.#hubs.find((hub) => hub.id === id),
    });
    link.events.onChange.on(() => {
      if (this.#link === link) this.files.look();
      this.#changed();
    });
    link.events.onTimeline.on((event) => this.#timeline.emit(event));
    link.events.onPresence.on((event) => this.#presence.emit(event));
    link.events.onOutbox.on((event) => this.#outbox.emit(event));
    link.events.onHeard.on((heard) => this.#link === link && this.notifier.heard(heard));
    link.events.onKnock.on((knock) => this.#focused || this.notifier.quiet || this.#knock.emit(knock));
    link.events.awareness.passTo(this.awareness.events);
    this.#link = link;
    this.#changed();
    return link;
  }

  async #reload(): Promise<void> {
    this.#hubs = await this.#ports.store.loadHubs();
    this.#changed();
  }

  /** Many changes of one turn are one event. */
  #changed(): void {
    if (this.#telling) return;
    this.#telling = true;
    void Promise.resolve().then(() => {
      this.#telling = false;
      this.notifier.changed();
      this.#state.emit(this.state());
    });
  }
}

/** ChatState without what belongs to the window and to hosting. */
export type CoreState = Omit<ChatState, 'capabilities' | 'hosting'>;
