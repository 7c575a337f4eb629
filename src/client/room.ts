/** One room with all its parts: state, sync, and the copy of its log on this device. */
import type { Entry, Message } from '../shared/protocol';
import { HistoryWriter } from './history-writer';
import { callsMe } from './mentions';
import type { Clock, History, KnownRoom } from './ports';
import { RoomPages } from './room-pages';
import { RoomState } from './room-state';
import { RoomSync, type RoomSyncOptions } from './room-sync';
import { UNREAD_WITHIN } from './unread/reducer';

/** Entries that are read at once while unread ones are looked for at start. */
const SCAN = 500;

/** Messages of others that were not read: how many, and the newest. */
export interface News {
  count: number;
  last: Message;
  /** Some of them call this person, or everyone. */
  mentioned: boolean;
}

/** What a room needs. */
export interface RoomOptions {
  hub: string;
  history: History;
  clock: Clock;
  ask: RoomSyncOptions['ask'];
  /** Own member id, as far as it is known. */
  me(): string | null;
  onEntries(room: Room, entries: Entry[]): void;
  /** Messages of others: each live batch, or all that was missed at once. */
  onNews(room: Room, news: News): void;
  /** Reactions that were given now. */
  onReactions(room: Room, entries: Entry[]): void;
  onChange(): void;
  /** The hub's log is another one: what was shown is not part of it. */
  onReset(room: Room): void;
  onStalled(room: Room): void;
  /** Everything up to there is kept on this device; told whenever that changed, and when everything missed is here. */
  onKept(room: string, seq: number): void;
}

/** Built by `Room.open`, which looks at what the device holds. */
export class Room {
  readonly state: RoomState;
  readonly sync: RoomSync;
  readonly writer: HistoryWriter;
  readonly pages: RoomPages;
  readonly #options: RoomOptions;
  /** Nothing of it was ever here: what is fetched now is the past, not news. */
  #fresh: boolean;
  #missed: News | null = null;

  private constructor(known: KnownRoom, held: number | null, options: RoomOptions) {
    this.#options = options;
    this.#fresh = held === null;
    this.state = new RoomState(known);
    const onKept = (seq: number): void => options.onKept(known.id, seq);
    this.writer = new HistoryWriter(options.history, options.clock, options.hub, known.id, onKept);
    this.writer.onRefused.on((refusal) => {
      this.state.unkept = refusal;
      options.onChange();
    });
    this.sync = new RoomSync(
      {
        room: known.id,
        ask: options.ask,
        onEntries: (entries, missed) => this.#accept(entries, missed),
        onMembers: (members, count) => {
          this.state.present(members, count);
          options.onChange();
        },
        onReset: async () => {
          await this.writer.flush();
          this.writer.discard();
          await options.history.setAside(options.hub, known.id);
          this.state.forget();
          this.#fresh = true;
          options.onReset(this);
        },
        onCaughtUp: () => this.#caughtUp(),
        onStalled: () => options.onStalled(this),
      },
      held,
    );
    const { hub, history, ask } = options;
    this.pages = new RoomPages({ hub, history, ask, state: this.state, sync: this.sync, writer: this.writer });
  }

  /** Opens a room with what this device has of it. */
  static async open(known: KnownRoom, options: RoomOptions): Promise<Room> {
    const range = await options.history.range(options.hub, known.id);
    // What was removed here on purpose counts as held: it is not fetched again.
    const room = new Room(known, range?.last ?? known.cleared ?? null, options);
    if (range) {
      await room.#recount(range.last);
      // The mark was kept, and then nothing could be removed.
      room.state.cleared = Math.min(room.state.cleared, range.first - 1);
    }
    return room;
  }

  /**
   * Removes what this device keeps of it, or what of it is older than a time. Rejects where the disk refuses.
   * @param save - keeps the record of this room; called before all of it goes, so that a crash does not bring it back
   */
  async remove(before: number | null, save: () => Promise<void>): Promise<void> {
    const { history, hub } = this.#options;
    const former = this.state.cleared;
    // What waits for the disk would be written after this, and leave a gap.
    await this.writer.flush();
    if (this.writer.unsaved.length > 0) throw new Error('the disk refuses');
    if (before === null) {
      this.state.cleared = Math.max(former, this.sync.held);
      await save();
    }
    try {
      const through = await history.drop(hub, this.state.id, before);
      this.state.cleared = Math.max(this.state.cleared, through ?? 0);
    } catch (error) {
      this.state.cleared = former;
      throw error;
    }
    if (before === null) this.state.read();
    this.#options.onReset(this);
  }

  /** Entries in front of what is kept are kept now. */
  async takeBack(entries: readonly Entry[]): Promise<void> {
    await this.#options.history.prepend(this.#options.hub, this.state.id, entries);
    this.state.cleared = Math.min(this.state.cleared, (entries[0]?.seq ?? 1) - 1);
    this.#options.onReset(this);
  }

  /** Takes the text of deleted messages off this device's disk. What the disk refuses is tried again next time. */
  async erase(): Promise<void> {
    const { deleted } = this.state;
    if (deleted.length === 0) return;
    await this.writer.flush();
    // What waits for the disk would be written after this.
    if (this.writer.unsaved.length > 0) return;
    await this.#options.history.erase(this.#options.hub, this.state.id, deleted).then(
      () => this.state.erased(deleted),
      () => undefined,
    );
  }

  /** Counts from the log what is unread, as it was counted when it came. */
  async #recount(last: number): Promise<void> {
    const { history, hub, me } = this.#options;
    const { state } = this;
    state.reaches(last);
    const floor = Math.max(state.readSeq, last - UNREAD_WITHIN);
    let before: number | null = null;
    do {
      const page: Entry[] = await history.before(hub, state.id, before, SCAN);
      // A crash may have come between an entry and the note of what it deleted.
      state.take(state.delete(page), me());
      before = page[0]?.seq ?? 0;
    } while (before > floor + 1);
  }

  #accept(heard: Entry[], missed: boolean): void {
    // Before it is kept: what was written and deleted while this device was away is not even on its disk.
    const entries = this.state.delete(heard);
    this.writer.append(entries);
    const news = this.state.take(entries, this.#options.me());
    this.#options.onEntries(this, entries);
    if (this.#fresh) {
      this.state.read();
      return;
    }
    // What was given while this device was away is seen under its message.
    if (!missed && entries.some(({ kind }) => kind === 'reaction')) this.#options.onReactions(this, entries);
    const last = news.at(-1);
    if (!last) return;
    const mentioned = (this.#missed?.mentioned ?? false) || news.some((one) => callsMe(one, this.#options.me()));
    this.#missed = { count: (this.#missed?.count ?? 0) + news.length, last, mentioned };
    if (!missed) this.#tellNews();
  }

  #caughtUp(): void {
    this.#fresh = false;
    this.#tellNews();
    if (this.writer.unsaved.length === 0) this.#options.onKept(this.state.id, this.sync.held);
  }

  #tellNews(): void {
    const news = this.#missed;
    this.#missed = null;
    if (news) this.#options.onNews(this, news);
  }
}
