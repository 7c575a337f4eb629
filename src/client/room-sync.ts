/** One joined room: fetches what was missed, then follows what comes, without gap or double. */
import type { Outcome } from '../shared/ipc/outcome';
import { limits, type Entry, type HubFrame, type HubFrameOf, type Member } from '../shared/protocol';
import { done, failed } from './problems';
import type { Ask } from './requests';

/** What a room sync needs. */
export interface RoomSyncOptions {
  room: string;
  /** `onAnswer` is called before the next frame is taken. */
  ask(question: Ask, onAnswer?: (answer: Outcome<HubFrame>) => void): Promise<Outcome<unknown>>;
  /** Entries that follow all earlier ones. `missed`: they were fetched, not heard live. */
  onEntries(entries: Entry[], missed: boolean): void;
  onMembers(members: Member[], count: number): void;
  /** The hub's log is not the one that was held: what is held must be set aside before anything is kept. */
  onReset(): Promise<void>;
  /** Everything missed is here. */
  onCaughtUp(): void;
  /** A gap could not be filled; join again after a while. */
  onStalled(): void;
}

/** The entries after a sequence, each once: a resend is answered with an entry that may be here already. */
function following(held: number, entries: readonly Entry[]): Entry[] {
  let last = held;
  return entries.filter(({ seq }) => seq > last && (last = seq));
}

/** How many entries follow a sequence one by one. */
function unbrokenRun(held: number, entries: readonly Entry[]): number {
  const gap = entries.findIndex(({ seq }, index) => seq !== held + 1 + index);
  return gap < 0 ? entries.length : gap;
}

/** Follows one room over all connections; `held` survives them. */
export class RoomSync {
  readonly #options: RoomSyncOptions;
  /** Newest sequence held, null when nothing ever was. */
  #held: number | null;
  /** Number of the connection; answers to an earlier one are dropped. */
  #epoch = 0;
  #phase: 'out' | 'joining' | 'catching-up' | 'live' = 'out';
  #waiting: Entry[] = [];

  /** @param held - newest sequence on this device, null for a room it has nothing of */
  constructor(options: RoomSyncOptions, held: number | null) {
    this.#options = options;
    this.#held = held;
  }

  /** The hub has us in this room. */
  get joined(): boolean {
    return this.#phase === 'catching-up' || this.#phase === 'live';
  }

  /** The hub has us in this room, or was asked to. */
  get busy(): boolean {
    return this.#phase !== 'out';
  }

  /** Newest sequence held, 0 when nothing. */
  get held(): number {
    return this.#held ?? 0;
  }

  /** Joins on a new connection and catches up. Resolves when live, or with the problem. */
  async join(): Promise<Outcome> {
    const epoch = ++this.#epoch;
    this.#phase = 'joining';
    this.#waiting = [];
    const { room, ask } = this.#options;
    const answer = (await ask(
      this.#held === null ? { type: 'join', room } : { type: 'join', room, after: this.#held },
      (first) => {
        if (epoch === this.#epoch && first.ok && first.value.type === 'joined') this.#in(first.value);
      },
    )) as Outcome<HubFrameOf<'joined'>>;
    if (epoch !== this.#epoch) return failed('cancelled');
    if (!answer.ok) {
      this.#phase = 'out';
      return answer;
    }
    const { value: joined } = answer;
    if (joined.resync || joined.room.seq < this.held) {
      await this.#options.onReset();
      this.#held = null;
    }
    this.#held ??= Math.max(0, joined.room.seq - limits.firstSync);
    return this.#catchUp(epoch, joined.room.seq);
  }

  /** Entries that the hub sent without being asked. */
  take(entries: readonly Entry[]): void {
    if (!this.joined) return;
    if (this.#phase === 'live') {
      const fresh = following(this.held, entries);
      const unbroken = unbrokenRun(this.held, fresh);
      this.#accept(fresh.slice(0, unbroken), false);
      const next = fresh[unbroken];
      if (!next) return;
      this.#phase = 'catching-up';
      void this.#catchUp(this.#epoch, next.seq - 1).then((outcome) => outcome.ok || this.#stalled(outcome));
    }
    this.#waiting.push(...entries);
    // What is dropped here is fetched like anything else that was missed.
    if (this.#waiting.length > limits.heldEntries) this.#waiting.splice(0, this.#waiting.length - limits.heldEntries);
  }

  /** The connection or the membership is over. */
  leave(): void {
    this.#epoch += 1;
    this.#phase = 'out';
    this.#waiting = [];
  }

  /** At once: messages written meanwhile may go out, and what the hub says next, entries and who comes and goes, follows this answer. */
  #in(joined: HubFrameOf<'joined'>): void {
    this.#phase = 'catching-up';
    this.#options.onMembers(joined.members, joined.room.count);
  }

  async #catchUp(epoch: number, target: number): Promise<Outcome> {
    const { room, ask, onCaughtUp } = this.#options;
    while (this.held < target) {
      const answer = (await ask({ type: 'history', room, after: this.held })) as Outcome<HubFrameOf<'page'>>;
      if (epoch !== this.#epoch) return failed('cancelled');
      if (!answer.ok) return answer;
      const fresh = following(this.held, answer.value.entries);
      // The hub's log itself has a hole there (a damaged line that was set aside): there is nothing more to fetch.
      if (fresh.length === 0) break;
      this.#accept(fresh, true);
    }
    const live = following(this.held, this.#waiting);
    const unbroken = unbrokenRun(this.held, live);
    this.#accept(live.slice(0, unbroken), false);
    this.#waiting = live.slice(unbroken);
    const [next] = this.#waiting;
    if (next && next.seq - 1 > target) return this.#catchUp(epoch, next.seq - 1);
    this.#accept(this.#waiting.splice(0), false);
    this.#phase = 'live';
    onCaughtUp();
    return done;
  }

  #stalled(outcome: Outcome): void {
    const quiet = outcome.ok || outcome.problem.code === 'cancelled' || outcome.problem.code === 'not_connected';
    if (!quiet) this.#options.onStalled();
  }

  #accept(entries: Entry[], missed: boolean): void {
    const last = entries.at(-1);
    if (!last) return;
    this.#held = last.seq;
    this.#options.onEntries(entries, missed);
  }
}
