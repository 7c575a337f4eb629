/** A ChatApi in memory, for the UI: its state is set by the test, its calls are noted, its answers can be scripted. */
import { Emitter } from '../../src/shared/emitter';
import type {
  ChatApi,
  ChatState,
  HostOptions,
  HubView,
  MessageTarget,
  PresenceEvent,
  RoomView,
} from '../../src/shared/ipc/chat-api';
import type {
  HistoryPage,
  LoadedMessages,
  MessageExtra,
  Outgoing,
  OutboxEvent,
  PendingMessage,
  TimelineEvent,
} from '../../src/shared/ipc/talk-api';
import type { Outcome } from '../../src/shared/ipc/outcome';
import { noWishes, type RoomOptions, type RoomWishes } from '../../src/shared/ipc/places-api';
import type {
  AccessAction,
  Account,
  Action,
  AuditPage,
  Entrance,
  InviteOptions,
  NewInvite,
} from '../../src/shared/ipc/trust-api';
import type { ExportFormat, HistoryPart, HistorySum, SearchHit, SearchPage, SearchQuery } from '../../src/shared/ipc/archive';
import type { Reach } from '../../src/shared/reach';
import type {
  Attachment,
  FileExtra,
  FileLike,
  FileLimits,
  HostFiles,
  PickedFile,
  Transfer,
} from '../../src/shared/ipc/files-api';
import type { LedgerEntry } from '../../src/shared/ipc/ledger';
import type {
  Around,
  MessageReads,
  OwnPresence,
  ReadsEvent,
  StatusesEvent,
  TypingEvent,
} from '../../src/shared/ipc/presence-api';
import { defaultSettings, type PlayedSound, type Settings } from '../../src/shared/ipc/settings-api';
import type { Acquaintance, AuditEvent, Entry, FileInfo, Invite, Member, Person, Status } from '../../src/shared/protocol';

export const ok: Outcome = { ok: true, value: null };

export const ada: Member = { id: 'k-ada-1815', name: 'Ada' };
export const ben: Member = { id: 'k-ben-1755', name: 'Ben' };
export const cleo: Member = { id: 'k-cleo-69', name: 'Cleo' };

/** A file as it was given to a page. */
const pickedFile = (file: FileLike | string, n: number): PickedFile =>
  typeof file === 'string'
    ? { handle: `taken-${String(n)}`, name: file, size: 0, type: '' }
    : { handle: `taken-${String(n)}`, name: file.name, size: file.size, type: file.type };

/** A room, with what matters to the test. */
export const roomView = (over: Partial<RoomView> = {}): RoomView => ({
  id: 'r-lobby',
  name: 'lobby',
  joined: true,
  unread: 0,
  badge: over.unread ?? 0,
  seq: 0,
  readSeq: 0,
  count: 1,
  locked: false,
  slow: 0,
  password: false,
  ...{ kind: 'room', with: null, there: false, private: false, archived: false, gone: false, topic: '', mine: false },
  ...{ lastAt: 0, mentions: 0, wishes: noWishes },
  ...over,
});

/** A hub that Ada is in. */
export const hubView = (over: Partial<HubView> = {}): HubView => ({
  id: 'h'.repeat(43),
  name: 'Workshop',
  address: '192.168.1.20:8080',
  trust: 'verified',
  connection: { phase: 'ready', since: 0 },
  rooms: [roomView()],
  defaultRoom: 'r-lobby',
  me: ada,
  role: 'member',
  words: 'amber bridge cedar dawn',
  access: 'open',
  knocks: [],
  ...over,
});

/** What an app shows that was just started. */
export const chatState = (over: Partial<ChatState> = {}): ChatState => ({
  name: 'Ada',
  capabilities: { kind: 'app', host: true, fixedHub: false, notifications: 'granted' },
  hub: null,
  hubs: [],
  hosting: { phase: 'off' },
  ...over,
});

/** One line of a log. */
export const entry = (seq: number, author: Member, text: string, at = 1_700_000_000_000 + seq * 60_000): Entry => ({
  seq,
  id: `m-${String(seq)}`,
  kind: 'message',
  author,
  at,
  text,
});

/** A trace: somebody took the text of `target` away. */
export const deletion = (seq: number, author: Member, target: number, at = 1_700_000_000_000 + seq * 60_000): Entry => ({
  seq,
  id: `d-${String(seq)}`,
  kind: 'deletion',
  author,
  at,
  target,
  text: '',
});

type Answers = { [K in keyof ChatApi]?: ChatApi[K] };

/** See above. `answers` replaces calls; everything else answers as a hub without trouble would. */
export class FakeChatApi implements ChatApi {
  state: ChatState;
  /** Calls in order: name, then arguments. */
  readonly calls: [name: string, ...args: unknown[]][] = [];
  readonly answers: Answers = {};
  readonly logs = new Map<string, Entry[]>();
  /** What pages of a room carry besides their entries. */
  readonly about = new Map<string, Entry[]>();
  /** Sequences of what is pinned in a room. */
  readonly pins = new Map<string, number[]>();
  ledger: LedgerEntry[] = [];
  settings: Settings = defaultSettings;
  invitesMade: Invite[] = [];
  accounts: Account[] = [];
  people: Person[] = [];
  directory: Acquaintance[] = [];
  roomPeople: Acquaintance[] = [];
  events: AuditEvent[] = [];
  reach: Reach = {
    addresses: [
      { name: 'eth0', host: '192.168.1.20', internal: false },
      { name: 'lo', host: '127.0.0.1', internal: true },
    ],
    port: 8080,
    guests: 'encrypted',
    fingerprint: { certificate: 'ab12'.repeat(16), publicKey: 'cd34'.repeat(16) },
  };
  readonly outboxes = new Map<string, PendingMessage[]>();
  readonly members = new Map<string, Member[]>();
  /** Entries of one page. */
  page = 100;
  readonly states = new Emitter<ChatState>();
  readonly timelines = new Emitter<TimelineEvent>();
  readonly presences = new Emitter<PresenceEvent>();
  readonly outboxEvents = new Emitter<OutboxEvent>();
  readonly transferEvents = new Emitter<Transfer[]>();
  transfers: Transfer[] = [];
  /** What a person picks. */
  picked: PickedFile[] = [];
  /** What the hub takes; null for no files at all. */
  takes: FileLimits | null = { maxFile: 1024 * 1024 * 1024, perMessage: 10 };
  /** Files that were taken. */
  #taken = 0;
  /** What any file that is loaded holds. */
  bytes = new Uint8Array(0);
  hostFiles: HostFiles = { files: [], more: false, used: 0, count: 0, quota: 0 };
  readonly typings = new Emitter<TypingEvent>();
  readonly readsEvents = new Emitter<ReadsEvent>();
  readonly statusEvents = new Emitter<StatusesEvent>();
  /** What is known of people. */
  around: Around = { own: { presence: 'online', text: '', tellsReads: true }, statuses: [], typing: [], reads: [] };
  readers: MessageReads = { of: 0, received: 0, read: 0, people: [] };
  readonly openMessages = new Emitter<MessageTarget>();
  readonly sounds = new Emitter<PlayedSound>();
  readonly invites = new Emitter<string>();
  #ids = 0;

  constructor(state: ChatState = chatState()) {
    this.state = state;
  }

  /** Changes the state and tells it. */
  become(over: Partial<ChatState>): void {
    this.state = { ...this.state, ...over };
    this.states.emit(this.state);
  }

  /** Changes the hub of the state. */
  hub(over: Partial<HubView>): void {
    this.become({ hub: { ...(this.state.hub ?? hubView()), ...over } });
  }

  /** Changes a room of the hub. */
  room(id: string, over: Partial<RoomView>): void {
    this.hub({ rooms: (this.state.hub?.rooms ?? []).map((room) => (room.id === id ? { ...room, ...over } : room)) });
  }

  /** Something arrives in a room, as from the hub. */
  arrive(room: string, ...entries: Entry[]): void {
    this.logs.set(room, [...(this.logs.get(room) ?? []), ...entries]);
    this.room(room, { seq: entries.at(-1)?.seq ?? 0 });
    this.timelines.emit({ room, entries });
  }

  /** Sets a room's unconfirmed messages and tells them. */
  pending(room: string, messages: PendingMessage[]): void {
    this.outboxes.set(room, messages);
    this.outboxEvents.emit({ room, messages });
  }

  /** Arguments of the calls of a name. */
  callsOf(name: keyof ChatApi): unknown[][] {
    return this.calls.filter(([called]) => called === name).map(([, ...args]) => args);
  }

  getState = (): Promise<ChatState> => Promise.resolve(this.state);
  setName = (name: string): Promise<Outcome> => this.#answer('setName', [name], () => this.become({ name }));
  host = (options: HostOptions): Promise<Outcome> => this.#answer('host', [options]);
  stopHosting = (): Promise<Outcome> => this.#answer('stopHosting', []);
  join = (address: string): Promise<Outcome> => this.#answer('join', [address]);
  enter = (how: Entrance): Promise<Outcome> => this.#answer('enter', [how]);
  order = (action: Action): Promise<Outcome> => this.#answer('order', [action]);
  revokeInvite = (id: string): Promise<Outcome> => this.#answer('revokeInvite', [id]);
  listInvites = (): Promise<Outcome<Invite[]>> => this.#value('listInvites', [], () => this.invitesMade);
  access = (action: AccessAction): Promise<Outcome<Account[]>> => this.#value('access', [action], () => this.accounts);
  loadPeople = (banned: boolean): Promise<Outcome<Person[]>> =>
    this.#value('loadPeople', [banned], () => this.people.filter((person) => !banned || person.banned !== null));
  loadReach = (): Promise<Outcome<Reach>> => this.#value('loadReach', [], () => this.reach);
  loadAudit = (before: number | null): Promise<Outcome<AuditPage>> =>
    this.#value('loadAudit', [before], () => {
      const held = this.events.filter(({ seq }) => before === null || seq < before);
      return { events: held.slice(-this.page), more: held.length > this.page };
    });
  createInvite = (options: InviteOptions): Promise<Outcome<NewInvite>> =>
    this.#value('createInvite', [options], () => {
      const id = `i-${String((this.#ids += 1))}`;
      const fragment = `#k=${'h'.repeat(43)}&s=${'s'.repeat(22)}`;
      const link = { web: `https://192.168.1.20:8080/${fragment}`, app: `hearth://192.168.1.20:8080/${fragment}` };
      return { id, link, expiresAt: options.hours === undefined ? null : 1_700_000_000_000, uses: options.uses ?? null };
    });
  openHub = (hubId: string): Promise<Outcome> => this.#answer('openHub', [hubId]);
  leaveHub = (): Promise<Outcome> => this.#answer('leaveHub', [], () => this.become({ hub: null }));
  forgetHub = (hubId: string): Promise<Outcome> =>
    this.#answer('forgetHub', [hubId], () => this.become({ hubs: this.state.hubs.filter(({ id }) => id !== hubId) }));
  verifyHub = (hubId: string): Promise<Outcome> => this.#answer('verifyHub', [hubId], () => this.hub({ trust: 'verified' }));
  retryNow = (): Promise<Outcome> => this.#answer('retryNow', []);
  joinRoom = (room: string): Promise<Outcome> => this.#answer('joinRoom', [room], () => this.room(room, { joined: true }));
  leaveRoom = (room: string): Promise<Outcome> => this.#answer('leaveRoom', [room], () => this.room(room, { joined: false }));
  viewRoom = (room: string | null): Promise<Outcome> => this.#answer('viewRoom', [room]);
  typing = (room: string, on: boolean): Promise<Outcome> => this.#answer('typing', [room, on]);
  setStatus = (status: Pick<OwnPresence, 'presence' | 'text'>): Promise<Outcome<OwnPresence>> =>
    this.#value('setStatus', [status], () => this.#own(status));
  setTellsReads = (on: boolean): Promise<Outcome<OwnPresence>> =>
    this.#value('setTellsReads', [on], () => this.#own({ tellsReads: on }));
  loadReads = (room: string, seq: number): Promise<Outcome<MessageReads>> =>
    this.#value('loadReads', [room, seq], () => this.readers);
  loadStatuses = (members: string[]): Promise<Outcome<Status[]>> =>
    this.#value('loadStatuses', [members], () => this.around.statuses.filter(({ id }) => members.includes(id)));
  loadAround = (): Promise<Outcome<Around>> => this.#value('loadAround', [], () => this.around);
  retrySend = (room: string, id: string): Promise<Outcome> => this.#answer('retrySend', [room, id]);
  discardSend = (room: string, id: string): Promise<Outcome> => this.#answer('discardSend', [room, id]);
  copyText = (text: string): Promise<Outcome> => this.#answer('copyText', [text]);
  openLink = (href: string): Promise<Outcome> => this.#answer('openLink', [href]);
  loadLedger = (): Promise<LedgerEntry[]> => Promise.resolve(this.ledger);
  loadSettings = (): Promise<Settings> => Promise.resolve(this.settings);
  changeSettings = (parts: Partial<Settings>): Promise<Outcome> =>
    this.#answer('changeSettings', [parts], () => void (this.settings = { ...this.settings, ...parts }));
  askNotifications = (): Promise<Outcome> => this.#answer('askNotifications', []);
  tryNotification = (): Promise<Outcome> => this.#answer('tryNotification', []);
  loadOutbox = (room: string): Promise<PendingMessage[]> => Promise.resolve(this.outboxes.get(room) ?? []);
  loadMembers = (room: string): Promise<Member[]> => Promise.resolve(this.members.get(room) ?? []);

  search = (query: SearchQuery): Promise<Outcome<SearchPage>> => this.#value('search', [query], () => this.found(query));
  sumHistory = (part: HistoryPart): Promise<Outcome<HistorySum>> =>
    this.#value('sumHistory', [part], () => {
      const logs = [...this.logs].filter(([room]) => part.room === null || room === part.room).map(([, log]) => log);
      const counts = logs.map((log) => log.filter(({ at }) => part.before === null || at < part.before).length);
      return { entries: counts.reduce((sum, count) => sum + count, 0), rooms: counts.filter(Boolean).length };
    });
  removeHistory = (part: HistoryPart): Promise<Outcome> => this.#answer('removeHistory', [part]);
  exportRoom = (room: string, format: ExportFormat): Promise<Outcome<boolean>> =>
    this.#value('exportRoom', [room, format], () => true);
  importRoom = (room: string): Promise<Outcome<number | null>> => this.#value('importRoom', [room], () => 3);

  /** Messages that hold the text as it was typed, newest first, on one page. */
  found({ text, room }: SearchQuery): SearchPage {
    const hits = [...this.logs]
      .filter(([id]) => room === null || id === room)
      .flatMap(([id, log]) => log.map((one) => ({ ...one, room: id })))
      .filter((one) => text !== '' && one.text?.includes(text))
      .sort((a, b) => b.at - a.at)
      .map(({ room: id, seq, id: message, author, at, text: whole = '' }): SearchHit => {
        const from = whole.indexOf(text);
        return { room: id, seq, id: message, author, at, text: whole, marks: [[from, from + text.length]] };
      });
    return { hits, more: null };
  }

  createRoom = (name: string, options: RoomOptions = {}): Promise<Outcome<string>> =>
    this.#value('createRoom', [name, options], () => {
      const { private: hidden = false, topic = '' } = options;
      return this.#listed({ id: `r-${name}`, name, private: hidden, topic, mine: true });
    });
  openDirect = (member: string): Promise<Outcome<string>> =>
    this.#value('openDirect', [member], () => {
      const other = this.directory.find(({ id }) => id === member) ?? { id: member, name: member };
      const about = { kind: 'direct', with: { id: other.id, name: other.name }, name: other.name } as const;
      return this.#listed({ id: `d-${member}`, ...about });
    });
  loadDirectory = (): Promise<Outcome<Acquaintance[]>> => this.#value('loadDirectory', [], () => this.directory);
  loadRoomPeople = (room: string): Promise<Outcome<Acquaintance[]>> =>
    this.#value('loadRoomPeople', [room], () => this.roomPeople);
  invitePeople = (room: string, members: string[]): Promise<Outcome> => this.#answer('invitePeople', [room, members]);
  removePerson = (room: string, member: string): Promise<Outcome> => this.#answer('removePerson', [room, member]);
  setTopic = (room: string, topic: string): Promise<Outcome> =>
    this.#answer('setTopic', [room, topic], () => this.room(room, { topic }));
  renameRoom = (room: string, name: string): Promise<Outcome> =>
    this.#answer('renameRoom', [room, name], () => this.room(room, { name }));
  archiveRoom = (room: string, archived: boolean): Promise<Outcome> =>
    this.#answer('archiveRoom', [room, archived], () => this.room(room, { archived }));
  removeRoom = (room: string): Promise<Outcome> => this.#answer('removeRoom', [room], () => this.room(room, { gone: true }));
  markRead = (room: string): Promise<Outcome> =>
    this.#answer('markRead', [room], () => {
      const seq = this.state.hub?.rooms.find(({ id }) => id === room)?.seq ?? 0;
      this.room(room, { unread: 0, badge: 0, mentions: 0, readSeq: seq });
    });
  setRoomWishes = (room: string, wishes: Partial<RoomWishes>): Promise<Outcome> =>
    this.#answer('setRoomWishes', [room, wishes], () => {
      const now = this.state.hub?.rooms.find(({ id }) => id === room)?.wishes ?? noWishes;
      this.room(room, { wishes: { ...now, ...wishes } });
    });

  pickFiles = (): Promise<Outcome<PickedFile[]>> => this.#value('pickFiles', [], () => this.picked);
  takeFiles = (files: readonly (FileLike | string)[]): Promise<Outcome<PickedFile[]>> =>
    this.#value('takeFiles', [files], () => files.map((file) => pickedFile(file, (this.#taken += 1))));
  takeBytes = (name: string, type: string, data: Uint8Array): Promise<Outcome<PickedFile>> =>
    this.#value('takeBytes', [name, type, data.length], () => ({ handle: `taken-${name}`, name, type, size: data.length }));
  dropFile = (handle: string): Promise<Outcome> => this.#answer('dropFile', [handle]);
  fileLimits = (): Promise<Outcome<FileLimits | null>> => this.#value('fileLimits', [], () => this.takes);
  attach = (room: string, attachments: Attachment[], text: string, ...extra: [FileExtra?]): Promise<Outcome<string>> =>
    this.#value('attach', [room, attachments, text, ...extra], () => `p-${String((this.#ids += 1))}`);
  download = (room: string, file: FileInfo): Promise<Outcome<string>> =>
    this.#value('download', [room, file], () => `t-${file.id}`);
  loadBytes = (room: string, file: FileInfo, preview: boolean): Promise<Outcome<Uint8Array>> =>
    this.#value('loadBytes', [room, file, preview], () => this.bytes);
  loadTransfers = (): Promise<Transfer[]> => Promise.resolve(this.transfers);
  pauseTransfer = (id: string): Promise<Outcome> => this.#answer('pauseTransfer', [id]);
  resumeTransfer = (id: string): Promise<Outcome> => this.#answer('resumeTransfer', [id]);
  cancelTransfer = (id: string): Promise<Outcome> => this.#answer('cancelTransfer', [id]);
  showInFolder = (id: string): Promise<Outcome> => this.#answer('showInFolder', [id]);
  loadHostFiles = (room: string | null): Promise<Outcome<HostFiles>> =>
    this.#value('loadHostFiles', [room], () => this.hostFiles);
  freeFiles = (files: string[]): Promise<Outcome> => this.#answer('freeFiles', [files]);
  onTransfers: ChatApi['onTransfers'] = (listener) => this.transferEvents.on(listener);

  /** Tells of transfers: these are all there are now. */
  carry(transfers: Transfer[]): void {
    this.transfers = transfers;
    this.transferEvents.emit(transfers);
  }

  /** A room that is listed from now on. */
  #listed(over: Partial<RoomView> & { id: string }): string {
    const others = (this.state.hub?.rooms ?? []).filter(({ id }) => id !== over.id);
    this.hub({ rooms: [...others, roomView(over)] });
    return over.id;
  }

  send = async (room: string, text: string, extra?: MessageExtra): Promise<Outcome<string>> => {
    this.calls.push(['send', room, text, ...(extra ? [extra] : [])]);
    if (this.answers.send) return this.answers.send(room, text);
    const id = `p-${String((this.#ids += 1))}`;
    this.pending(room, [
      ...(this.outboxes.get(room) ?? []),
      { id, room, kind: 'message', text, ...extra, at: Date.now(), state: 'queued' },
    ]);
    return { ok: true, value: id };
  };

  editMessage = (
    room: string,
    seq: number,
    text: string,
    called: Pick<MessageExtra, 'mentions' | 'everyone'> = {},
  ): Promise<Outcome<string>> =>
    this.#said('editMessage', [room, seq, text, called], room, { kind: 'edit', target: seq, text, ...called });
  react = (room: string, seq: number, emoji: string, on: boolean): Promise<Outcome<string>> =>
    this.#said('react', [room, seq, emoji, on], room, { kind: 'reaction', target: seq, emoji, on });
  pin = (room: string, seq: number, on: boolean): Promise<Outcome<string>> =>
    this.#said('pin', [room, seq, on], room, { kind: 'pin', target: seq, on });
  acknowledge = (room: string, seq: number): Promise<Outcome<string>> =>
    this.#said('acknowledge', [room, seq], room, { kind: 'ack', target: seq });
  loadMessages = (room: string, seqs: readonly number[]): Promise<Outcome<LoadedMessages>> =>
    this.#value('loadMessages', [room, seqs], () => this.#messages(room, seqs));
  findDate = (room: string, at: number): Promise<Outcome<number | null>> =>
    this.#value('findDate', [room, at], () => {
      const log = this.logs.get(room) ?? [];
      return (log.find((one) => one.at >= at) ?? log.at(-1))?.seq ?? null;
    });
  loadPins = (room: string): Promise<Outcome<LoadedMessages>> =>
    this.#value('loadPins', [room], () => this.#messages(room, this.pins.get(room) ?? []));

  #messages(room: string, seqs: readonly number[]): LoadedMessages {
    const entries = (this.logs.get(room) ?? []).filter((one) => one.kind === 'message' && seqs.includes(one.seq));
    const about = (this.about.get(room) ?? []).filter((one) => 'target' in one && seqs.includes(one.target));
    return { entries, about };
  }

  /** It waits like a message. */
  #said(name: keyof Answers, args: unknown[], room: string, body: Outgoing): Promise<Outcome<string>> {
    return this.#value(name, args, () => {
      const id = `p-${String((this.#ids += 1))}`;
      this.pending(room, [...(this.outboxes.get(room) ?? []), { id, room, at: Date.now(), state: 'queued', ...body }]);
      return id;
    });
  }

  loadHistory = async (room: string, before: number | null): Promise<Outcome<HistoryPage>> => {
    this.calls.push(['loadHistory', room, before]);
    if (this.answers.loadHistory) return this.answers.loadHistory(room, before);
    const held = (this.logs.get(room) ?? []).filter(({ seq }) => before === null || seq < before);
    return {
      ok: true,
      value: { entries: held.slice(-this.page), about: this.about.get(room) ?? [], more: held.length > this.page },
    };
  };

  onState: ChatApi['onState'] = (listener) => this.states.on(listener);
  onTimeline: ChatApi['onTimeline'] = (listener) => this.timelines.on(listener);
  onPresence: ChatApi['onPresence'] = (listener) => this.presences.on(listener);
  onTyping: ChatApi['onTyping'] = (listener) => this.typings.on(listener);
  onReads: ChatApi['onReads'] = (listener) => this.readsEvents.on(listener);
  onStatuses: ChatApi['onStatuses'] = (listener) => this.statusEvents.on(listener);
  onOutbox: ChatApi['onOutbox'] = (listener) => this.outboxEvents.on(listener);
  onOpenMessage: ChatApi['onOpenMessage'] = (listener) => this.openMessages.on(listener);
  onSound: ChatApi['onSound'] = (listener) => this.sounds.on(listener);
  onInvite: ChatApi['onInvite'] = (listener) => this.invites.on(listener);

  #own(part: Partial<OwnPresence>): OwnPresence {
    this.around = { ...this.around, own: { ...this.around.own, ...part } };
    return this.around.own;
  }

  async #value<T>(name: keyof Answers, args: unknown[], value: () => T): Promise<Outcome<T>> {
    this.calls.push([name, ...args]);
    const scripted = this.answers[name] as ((...args: unknown[]) => Promise<Outcome<T>>) | undefined;
    return scripted ? scripted(...args) : { ok: true, value: value() };
  }

  async #answer<K extends keyof Answers>(name: K, args: unknown[], effect?: () => void): Promise<Outcome> {
    this.calls.push([name, ...args]);
    const scripted = this.answers[name] as ((...args: unknown[]) => Promise<Outcome>) | undefined;
    if (scripted) return scripted(...args);
    effect?.();
    return ok;
  }
}
