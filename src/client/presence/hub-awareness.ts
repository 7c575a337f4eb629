/** What this device knows of the people of one hub, beside its logs, and what it tells them. */
import { Emitter } from '../../shared/emitter';
import type { Outcome } from '../../shared/ipc/outcome';
import type { Around, MessageReads, ReadCursor, ReadsEvent, StatusesEvent, TypingEvent } from '../../shared/ipc/presence-api';
import {
  limits,
  type ClientFrame,
  type Entry,
  type HubFrame,
  type HubFrameOf,
  type Member,
  type Status,
} from '../../shared/protocol';
import type { Clock } from '../ports';
import { done, failed } from '../problems';
import type { Ask } from '../requests';
import { CursorTeller } from './cursor-teller';
import type { OwnPresenceKeeper } from './own-presence';

/** The hub says when somebody stops; should that be lost, nobody types for ever. In ms. */
const STALE = limits.typingFor + 2_000;

/** What is told of one hub. */
export class AwarenessEvents {
  readonly onTyping = new Emitter<TypingEvent>();
  readonly onReads = new Emitter<ReadsEvent>();
  readonly onStatuses = new Emitter<StatusesEvent>();

  /** Whatever is told here is told there too. */
  passTo(to: AwarenessEvents): void {
    this.onTyping.on((event) => to.onTyping.emit(event));
    this.onReads.on((event) => to.onReads.emit(event));
    this.onStatuses.on((event) => to.onStatuses.emit(event));
  }
}

/** What it needs. */
export interface HubAwarenessOptions {
  clock: Clock;
  own: OwnPresenceKeeper;
  events: AwarenessEvents;
  send(frame: ClientFrame): boolean;
  ask(question: Ask): Promise<Outcome<HubFrame>>;
  me(): string | null;
  joined(room: string): boolean;
  /** Another device of this person is further. */
  onOwnRead(room: string, seq: number): void;
}

interface Typists {
  members: Member[];
  count: number;
  cancel: () => void;
}

/** Lives as long as the hub is open. */
export class HubAwareness {
  /** How far this device is. */
  readonly cursors: CursorTeller;
  readonly #options: HubAwarenessOptions;
  readonly #typing = new Map<string, Typists>();
  /** Where and when this device said last that its owner types, and whether that still holds. */
  #typed: { room: string; at: number; on: boolean } | null = null;
  readonly #reads = new Map<string, Map<string, ReadCursor> | null>();
  readonly #statuses = new Map<string, Status>();
  readonly #off: () => void;

  constructor(options: HubAwarenessOptions) {
    const { clock, send, joined, own } = options;
    this.#options = options;
    this.cursors = new CursorTeller({ clock, send, joined, tellsReads: () => own.own.tellsReads });
    this.#off = own.changed.on(() => {
      send(own.frame);
      this.cursors.again();
    });
  }

  /** The hub let us in. */
  arrived(): void {
    const { own, send } = this.#options;
    if (!own.plain) send(own.frame);
  }

  /** Nobody can be seen while the hub is away. */
  offline(): void {
    this.cursors.offline();
    this.#typed = null;
    for (const room of [...this.#typing.keys()]) this.#setTyping(room, [], 0);
    this.#statuses.clear();
    this.#options.events.onStatuses.emit({ members: [], all: true });
  }

  close(): void {
    this.#off();
    for (const { cancel } of this.#typing.values()) cancel();
    this.cursors.offline();
  }

  /** A frame that answers no question. */
  take(frame: HubFrame): void {
    if (frame.type === 'typing') this.#setTyping(frame.room, frame.members, frame.count);
    else if (frame.type === 'cursors') this.#cursors(frame);
    else if (frame.type === 'statuses') this.#know(frame.members);
  }

  /** Who comes is there; what else is to be said of them is told. */
  came(members: readonly Member[]): void {
    const back = members.flatMap(({ id }): Status[] => {
      const known = this.#statuses.get(id)?.presence === 'offline';
      return known ? [{ id, presence: 'online' }] : [];
    });
    if (back.length > 0) this.#know(back);
  }

  /** Whoever sent what they wrote writes it no more. */
  wrote(room: string, entries: readonly Entry[]): void {
    const typists = this.#typing.get(room);
    if (!typists) return;
    const authors = new Set(entries.map(({ author }) => author.id));
    const left = typists.members.filter(({ id }) => !authors.has(id));
    if (left.length < typists.members.length) this.#setTyping(room, left, left.length);
  }

  /** This person types: told now and then. That it ended is told where it was said that it began. */
  typing(room: string, on: boolean): Outcome {
    const { clock, send, joined } = this.#options;
    const now = clock.now();
    const last = this.#typed;
    const age = last ? Math.abs(now - last.at) : Infinity;
    // What it was said to be is what it is by itself once the time is over.
    const idle = on ? age < limits.typingEvery : last?.room !== room || !last.on || age >= limits.typingFor;
    if (idle || !joined(room)) return done;
    this.#typed = { room, at: on || !last ? now : last.at, on };
    send({ type: 'typing', room, on });
    return done;
  }

  async loadReads(room: string, seq: number): Promise<Outcome<MessageReads>> {
    const answer = await this.#options.ask({ type: 'reads', room, seq });
    if (!answer.ok) return answer;
    if (answer.value.type !== 'reads') return failed('internal');
    const { of, received, read, people } = answer.value;
    return { ok: true, value: { of, received, read, ...(people ? { people } : {}) } };
  }

  async loadStatuses(members: string[]): Promise<Outcome<Status[]>> {
    const answer = await this.#options.ask({ type: 'statuses', members });
    if (!answer.ok) return answer;
    if (answer.value.type !== 'statuses') return failed('internal');
    this.#know(answer.value.members);
    return { ok: true, value: answer.value.members };
  }

  /** All of it. */
  get around(): Omit<Around, 'own'> {
    return {
      statuses: [...this.#statuses.values()],
      typing: [...this.#typing].map(([room, { members, count }]) => ({ room, members, count })),
      reads: [...this.#reads.keys()].map((room) => this.#readsOf(room)),
    };
  }

  #cursors({ room, cursors, all }: HubFrameOf<'cursors'>): void {
    const { me, events, onOwnRead } = this.#options;
    const own = cursors.find(([id]) => id === me());
    if (own) {
      const [, received, read] = own;
      this.cursors.known(room, received, read);
      if (read !== null) {
        this.cursors.seen(room, read);
        onOwnRead(room, read);
      }
    }
    const others = cursors.filter(([id]) => id !== me());
    if (others.length === 0 && !all) return;
    // A room that is too large is told so by a list that names nobody, oneself included.
    if (all) this.#reads.set(room, cursors.length === 0 ? null : new Map());
    const known = this.#reads.get(room);
    for (const [id, received, read] of others) known?.set(id, { id, received, read });
    events.onReads.emit(this.#readsOf(room));
  }

  #readsOf(room: string): ReadsEvent {
    const known = this.#reads.get(room);
    return { room, cursors: known ? [...known.values()] : null };
  }

  #know(members: readonly Status[]): void {
    for (const status of members) {
      if (status.presence === 'online' && status.text === undefined) this.#statuses.delete(status.id);
      else this.#statuses.set(status.id, status);
    }
    if (members.length > 0) this.#options.events.onStatuses.emit({ members: [...members], all: false });
  }

  #setTyping(room: string, all: readonly Member[], count: number): void {
    const { me, clock, events } = this.#options;
    this.#typing.get(room)?.cancel();
    this.#typing.delete(room);
    const members = all.filter(({ id }) => id !== me());
    // Without names nobody says whether one is among them.
    const mine = all.length > 0 ? all.length - members.length : Number(this.#typed?.on === true && this.#typed.room === room);
    const others = Math.max(0, count - mine);
    if (others > 0) {
      const cancel = clock.after(STALE, () => this.#setTyping(room, [], 0));
      this.#typing.set(room, { members, count: others, cancel });
    }
    events.onTyping.emit({ room, members, count: others });
  }
}
