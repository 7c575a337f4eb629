/** Decides what is announced: by what this person wished for, not while they want quiet, and what comes in one go as one. */
import { Emitter } from '../../shared/emitter';
import type { RoomView } from '../../shared/ipc/chat-api';
import { defaultSettings, type NoticeSettings } from '../../shared/ipc/settings-api';
import type { Clock, Notice } from '../ports';
import { badgeOf, countingOf, nextUnmuted, type Counted } from './badge';
import { isQuietNow, minuteOf } from './quiet';

/** What comes within this time of an announcement is announced together after it, without a sound of its own, in ms. */
export const GATHER = 1_000;

/** Conversations of one go that are announced each on its own; more of them are one announcement. */
const MOST_APART = 3;

/** Timers hold no longer than this, in ms. */
const LONGEST = 24 * 60 * 60_000;

/** Something happened that may be worth announcing. `text`: of the message; of a reaction, the message that it is under. */
export interface Heard {
  kind: 'message' | 'reaction';
  hub: string;
  room: string;
  seq: number;
  author: string;
  text: string;
  mentioned: boolean;
  emoji?: string;
}

/** What it needs. */
export interface NotifierOptions {
  clock: Clock;
  /** This person shows others that they want no disturbance. */
  busy(): boolean;
  /** A room of the hub that is open. */
  room(id: string): RoomView | undefined;
  /** All of them. */
  rooms(): readonly RoomView[];
  /** A mute ended: what counts is different now. */
  onCount(): void;
  /** Minutes since midnight where this device is. @default by the system's time zone */
  minute?: (now: number) => number;
}

/** One device's. Holds one line per conversation with news, for a second. */
export class Notifier {
  readonly onNotice = new Emitter<Notice>();
  /** Nothing is left to be read in this room: what was announced of it is out of date. */
  readonly onSeen = new Emitter<string>();
  readonly #options: NotifierOptions;
  #settings = defaultSettings.notices;
  readonly #waiting = new Map<string, Heard>();
  /** Rooms of which something was announced. */
  readonly #told = new Set<string>();
  #gathering: (() => void) | null = null;
  #unmute: { at: number; cancel: () => void } | null = null;

  constructor(options: NotifierOptions) {
    this.#options = options;
  }

  get settings(): NoticeSettings {
    return this.#settings;
  }

  /** What this person set for this device. */
  set(settings: NoticeSettings): void {
    this.#settings = settings;
    this.#options.onCount();
  }

  /** Nothing is announced now. */
  get quiet(): boolean {
    const { clock, busy, minute = minuteOf } = this.#options;
    const now = clock.now();
    return busy() || isQuietNow(this.#settings, now, minute(now));
  }

  /** How many unread messages of a room count. */
  readonly badge = (room: Counted): number => badgeOf(room, this.#settings.rule, this.#options.clock.now());

  /** Something happened that this person did not see. */
  heard(heard: Heard): void {
    if (this.quiet || !this.#wanted(heard)) return;
    const key = `${heard.kind} ${heard.room}`;
    const mentioned = heard.mentioned || (this.#waiting.get(key)?.mentioned ?? false);
    // What was heard of last stands last.
    this.#waiting.delete(key);
    this.#waiting.set(key, { ...heard, mentioned });
    if (!this.#gathering) this.#tell(true);
  }

  /** Something about rooms changed. */
  changed(): void {
    const { room, rooms, clock, onCount } = this.#options;
    for (const id of this.#told) {
      if ((room(id)?.badge ?? 0) > 0) continue;
      this.#told.delete(id);
      this.onSeen.emit(id);
    }
    const now = clock.now();
    const at = nextUnmuted(rooms(), now);
    if (at === (this.#unmute?.at ?? null)) return;
    this.#unmute?.cancel();
    // A mute for ever, or for longer than a timer holds, is looked at again tomorrow.
    const again = (): void => {
      this.#unmute = null;
      onCount();
    };
    this.#unmute = at === null ? null : { at, cancel: clock.after(Math.min(at - now, LONGEST), again) };
  }

  /** The hub is left. */
  over(): void {
    this.#gathering?.();
    this.#unmute?.cancel();
    this.#gathering = this.#unmute = null;
    this.#waiting.clear();
    this.#told.clear();
  }

  /** Shows one as they are now, with words of its own. */
  sample(text: string): void {
    const { preview, sound } = this.#settings;
    const nowhere = { hub: '', room: '', seq: 0, roomName: 'Hearth', direct: true, mentioned: false };
    this.onNotice.emit({ kind: 'message', ...nowhere, author: 'Hearth', text, count: 1, preview, sound });
  }

  #wanted({ kind, room: id, mentioned }: Heard): boolean {
    const room = this.#options.room(id);
    if (!room) return false;
    const counting = countingOf(room, this.#settings.rule, this.#options.clock.now());
    if (kind === 'reaction') return this.#settings.reactions && counting !== 'none';
    return counting === 'all' || (counting === 'mentions' && mentioned);
  }

  #tell(first: boolean): void {
    const heard = [...this.#waiting.values()];
    this.#waiting.clear();
    const notices = heard.flatMap((one) => this.#noticeOf(one, first));
    this.#gathering = null;
    if (notices.length === 0) return;
    const messages = notices.filter(({ kind }) => kind === 'message');
    const apart = messages.length <= MOST_APART ? notices : [...notices.filter(({ kind }) => kind !== 'message'), many(messages)];
    for (const notice of apart) this.onNotice.emit(notice);
    this.#gathering = this.#options.clock.after(GATHER, () => this.#tell(false));
  }

  /** What was read meanwhile is news no more. */
  #noticeOf(heard: Heard, first: boolean): Notice[] {
    const room = this.#options.room(heard.room);
    if (!room || (heard.kind === 'message' && room.badge === 0)) return [];
    if (heard.kind === 'message') this.#told.add(room.id);
    const { preview, sound } = this.#settings;
    const about = { roomName: room.name, direct: room.kind === 'direct', count: heard.kind === 'message' ? room.badge : 1 };
    return [{ ...heard, ...about, preview, sound: first ? sound : 'none' }];
  }
}

/** Of many conversations at once; it leads to the one that was heard of last. */
function many(notices: readonly Notice[]): Notice {
  const last = notices.at(-1) as Notice;
  return {
    ...last,
    kind: 'many',
    count: notices.reduce((sum, { count }) => sum + count, 0),
    places: notices.map(({ direct, roomName }) => (direct ? roomName : `#${roomName}`)),
  };
}
