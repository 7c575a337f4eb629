import type { Channel, Dial, TransportEvents } from '../../src/client/transport';
import {
  decodeClientFrame,
  encodeFrame,
  isAnnotation,
  limits,
  messageOf,
  withoutText,
  type Body,
  type ClientFrame,
  type Entry,
  type EntryFrame,
  type HubFrame,
  type HubFrameOf,
  type Room,
} from '../../src/shared/protocol';
import { without } from '../../src/shared/without';

export const HUB_ID = 'h'.repeat(43);

/** The hello of a hub as it should be. */
export const hubHello = (over: Partial<HubFrameOf<'hello'>> = {}): HubFrameOf<'hello'> => ({
  type: 'hello',
  versions: [1],
  hub: { id: HUB_ID, name: 'Workshop' },
  nonce: 'n'.repeat(22),
  limits: {
    maxFrame: 65_536,
    maxText: 8_000,
    maxName: 64,
    messageRate: 10,
    messageBurst: 30,
    historyPage: 200,
    heartbeat: 5_000,
  },
  access: ['open'],
  agent: 'memory',
  ...over,
});

const kinds = { send: 'message', edit: 'edit', react: 'reaction', pin: 'pin', ack: 'ack' } as const;

/** What a frame asks to be entered. */
const bodyOfFrame = (frame: EntryFrame): Body => ({ kind: kinds[frame.type], ...without(frame, ['type', 'room', 'id']) }) as Body;

/** One socket as the hub's side of a test sees it. */
export class MemorySocket {
  readonly sent: ClientFrame[] = [];
  #over = false;

  constructor(
    readonly url: string,
    private readonly events: TransportEvents,
    private readonly onFrame: (frame: ClientFrame, socket: MemorySocket) => void,
    readonly pin?: string,
    readonly certified = false,
  ) {}

  /**
   * Opens as the real dial does: a key that is not the one that was asked for ends it before anything is said.
   * @param key - of who answers over TLS
   */
  open(key = HUB_ID, trusted = false): void {
    if (this.#over) return;
    const channel: Channel = this.url.startsWith('wss:') ? { kind: 'tls', pin: key, trusted } : { kind: 'plain' };
    const stranger = channel.kind === 'tls' && !(trusted && this.certified) && this.pin !== undefined && this.pin !== key;
    if (stranger) this.end(1006, { code: 'wrong_hub', params: { address: this.url, seen: key } });
    else this.events.onOpen(channel);
  }

  tell(frame: HubFrame): void {
    this.raw(encodeFrame(frame));
  }

  raw(text: string): void {
    if (!this.#over) this.events.onMessage(text);
  }

  end(code: number, problem?: Parameters<TransportEvents['onClose']>[0]['problem']): void {
    if (this.#over) return;
    this.#over = true;
    this.events.onClose(problem ? { code, problem } : { code });
  }

  /** A frame from the client. */
  take(text: string): void {
    const decoded = decodeClientFrame(text);
    if (!decoded.ok) throw new Error(`the client sent a bad frame: ${text}`);
    this.sent.push(decoded.frame);
    queueMicrotask(() => this.#over || this.onFrame(decoded.frame, this));
  }

  get over(): boolean {
    return this.#over;
  }
}

/** A network of memory: `sockets` are the dials so far, `onDial` decides what becomes of one. */
export function memoryNetwork(
  onDial: (socket: MemorySocket) => void = () => undefined,
  onFrame: (frame: ClientFrame, socket: MemorySocket) => void = () => undefined,
): { dial: Dial; sockets: MemorySocket[] } {
  const sockets: MemorySocket[] = [];
  const dial: Dial = (url, events, { pin, certified } = {}) => {
    const socket = new MemorySocket(url, events, onFrame, pin, certified);
    sockets.push(socket);
    setImmediate(() => onDial(socket));
    return { send: (text) => socket.take(text), close: () => setImmediate(() => socket.end(1000)) };
  };
  return { dial, sockets };
}

/** A hub of a page: rooms in memory, everything answered at once, as PROTOCOL.md says and no more. */
export class MemoryHub {
  readonly rooms = new Map<string, { name: string; log: Entry[]; about?: Partial<Room> }>([
    ['lobby-id', { name: 'lobby', log: [] }],
  ]);
  readonly network = memoryNetwork(
    (socket) => {
      if (!this.up || (this.old && socket.url.startsWith('wss:')))
        return socket.end(1006, { code: this.up ? 'tls_failed' : 'refused' });
      socket.open(this.key, this.trusted);
      socket.tell(hubHello({ hub: { id: this.id, name: 'Workshop' } }));
    },
    (frame, socket) => this.#take(frame, socket),
  );
  up = true;
  /** Who it says it is. */
  id = HUB_ID;
  /** The key of its TLS. */
  key = HUB_ID;
  /** The system trusts its certificate. */
  trusted = false;
  /** It speaks no TLS. */
  old = false;
  /** Sends are swallowed: the ack never comes. */
  deaf = false;
  /** Sequences of what is pinned, in every room. */
  pinned: number[] = [];
  /** Answers a send with this instead of keeping it. */
  refusal: { code: string; retryAfter?: number } | null = null;
  #members = new Map<MemorySocket, { id: string; name: string; rooms: Set<string> }>();

  get dial(): Dial {
    return this.network.dial;
  }

  /** Every connection is cut. */
  cut(): void {
    for (const socket of [...this.#members.keys()]) {
      this.#members.delete(socket);
      socket.end(1006);
    }
  }

  /** Everybody in a room is too slow for it: told so, and told no more entries until they join again. */
  lag(room: string): void {
    const seq = this.#room(room).log.at(-1)?.seq ?? 0;
    for (const [socket, member] of this.#members) {
      if (!member.rooms.delete(room)) continue;
      socket.tell({ type: 'lagging', room, seq });
    }
  }

  /** Lists a room, or lists it anew, and tells everybody. */
  list(id: string, about: Partial<Room> & { name: string }): void {
    this.rooms.set(id, { log: this.rooms.get(id)?.log ?? [], name: about.name, about });
    for (const socket of this.#members.keys()) socket.tell({ type: 'room', room: this.#view(id) });
  }

  /** A room is nobody's any more. */
  remove(room: string, why = 'removed'): void {
    this.rooms.delete(room);
    for (const [socket, member] of this.#members) {
      member.rooms.delete(room);
      socket.tell({ type: 'room_removed', room, why });
    }
  }

  /** Tells everybody who is there, as to somebody who was spared the notices. */
  standing(room: string, members: { id: string; name: string }[]): void {
    for (const socket of this.#members.keys())
      socket.tell({ type: 'presence', room, joined: [], left: [], count: members.length, members });
  }

  /** Somebody else writes. */
  write(room: string, text: string, author = { id: 'k-other', name: 'Ben' }, id = `x${String(Math.random()).slice(2)}`): Entry {
    const { log } = this.#room(room);
    const entry: Entry = { seq: (log.at(-1)?.seq ?? 0) + 1, id, kind: 'message', author, at: 0, text };
    log.push(entry);
    for (const [socket, member] of this.#members)
      if (member.rooms.has(room)) socket.tell({ type: 'entries', room, entries: [entry] });
    return entry;
  }

  /** Somebody says something about a message. */
  say(room: string, body: Body, author = { id: 'k-ben', name: 'Ben' }, id?: string): Entry {
    const { log } = this.#room(room);
    const seq = (log.at(-1)?.seq ?? 0) + 1;
    const entry: Entry = Object.assign({ seq, id: id ?? `s${String(seq)}`, author, at: 0 }, body);
    log.push(entry);
    for (const [socket, member] of this.#members)
      if (member.rooms.has(room)) socket.tell({ type: 'entries', room, entries: [entry] });
    return entry;
  }

  /** A moderator deletes a message. */
  erase(room: string, target: number, author = { id: 'k-mod', name: 'Mo' }): Entry {
    const { log } = this.#room(room);
    const index = log.findIndex(({ seq }) => seq === target);
    if (index >= 0) for (const [at, one] of log.entries()) if (messageOf(one) === target) log[at] = withoutText(one);
    const seq = (log.at(-1)?.seq ?? 0) + 1;
    const entry: Entry = { seq, id: `d${String(seq)}`, kind: 'deletion', author, at: 0, target, text: '' };
    log.push(entry);
    for (const [socket, member] of this.#members)
      if (member.rooms.has(room)) socket.tell({ type: 'entries', room, entries: [entry] });
    return entry;
  }

  #room(id: string): { name: string; log: Entry[]; about?: Partial<Room> } {
    const room = this.rooms.get(id);
    if (!room) throw new Error(`no room ${id}`);
    return room;
  }

  #view(id: string): HubFrameOf<'created'>['room'] {
    const { name, log, about } = this.#room(id);
    return { id, name, seq: log.at(-1)?.seq ?? 0, count: 1, ...about };
  }

  #take(frame: ClientFrame, socket: MemorySocket): void {
    const member = this.#members.get(socket);
    switch (frame.type) {
      case 'hello': {
        const me = {
          id: `g-${frame.identity.kind === 'guest' ? frame.identity.token : 'key'}`,
          name: frame.name,
          rooms: new Set<string>(),
        };
        this.#members.set(socket, me);
        const rooms = [...this.rooms.keys()].map((id) => this.#view(id));
        return socket.tell({
          type: 'ready',
          connection: 'c1',
          member: { id: me.id, name: me.name },
          room: 'lobby-id',
          rooms,
          at: 0,
        });
      }
      case 'join': {
        if (!this.rooms.has(frame.room)) return socket.tell({ type: 'error', code: 'room_unknown', message: '', ref: frame.ref });
        member?.rooms.add(frame.room);
        const room = this.#view(frame.room);
        const resync = frame.after !== undefined && frame.after > room.seq;
        return socket.tell({ type: 'joined', ref: frame.ref, room, members: [], ...(resync ? { resync } : {}) });
      }
      case 'leave':
        member?.rooms.delete(frame.room);
        return socket.tell({ type: 'left', ref: frame.ref, room: frame.room });
      case 'create': {
        const id = `room-${String(this.rooms.size)}`;
        this.rooms.set(id, { name: frame.name, log: [] });
        return socket.tell({ type: 'created', ref: frame.ref, room: this.#view(id) });
      }
      case 'history': {
        const { log } = this.#room(frame.room);
        const limit = frame.limit ?? limits.historyPage;
        const wanted =
          frame.after === undefined
            ? log.filter(({ seq }) => frame.before === undefined || seq < frame.before).slice(-limit)
            : log.filter(({ seq }) => seq > (frame.after ?? 0)).slice(0, limit);
        const more = frame.after === undefined ? wanted[0]?.seq !== log[0]?.seq : wanted.at(-1)?.seq !== log.at(-1)?.seq;
        return socket.tell({ type: 'page', ref: frame.ref, room: frame.room, entries: wanted, more });
      }
      case 'send':
      case 'edit':
      case 'react':
      case 'pin':
      case 'ack': {
        if (this.deaf || !member) return;
        if (this.refusal) {
          const refusal = this.refusal;
          return socket.tell({ type: 'error', message: '', room: frame.room, id: frame.id, ...refusal });
        }
        const { log } = this.#room(frame.room);
        const known = log.find(({ id, author }) => id === frame.id && author.id === member.id);
        if (known) return socket.tell({ type: 'entries', room: frame.room, entries: [known] });
        this.say(frame.room, bodyOfFrame(frame), { id: member.id, name: member.name }, frame.id);
        return;
      }
      case 'messages':
      case 'pins': {
        const { log } = this.#room(frame.room);
        const wanted = frame.type === 'pins' ? this.pinned : frame.seqs;
        const entries = log.filter(({ seq, kind }) => kind === 'message' && wanted.includes(seq));
        const about = log.filter((entry) => isAnnotation(entry) && entry.kind !== 'deletion' && wanted.includes(entry.target));
        return socket.tell({ type: 'page', ref: frame.ref, room: frame.room, entries, about, more: false });
      }
      case 'name':
        if (member) member.name = frame.name;
        return socket.tell({ type: 'done', ref: frame.ref });
      case 'ping':
        return this.deaf ? undefined : socket.tell({ type: 'pong' });
    }
  }
}
