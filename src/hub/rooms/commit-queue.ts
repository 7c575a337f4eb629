/** The one writer of a room's log: what arrives while a commit is under way goes into the next one. */
import type { Body, Entry, ErrorCode, Member } from '../../shared/protocol';
import { StorageError } from '../../storage/storage-error';
import type { Counters } from '../counters';
import type { Peer } from '../peer';
import type { Pace } from './pace';

/** An entry on its way into the log. */
export interface Submission {
  id: string;
  author: Member;
  /** What it says. */
  body: Body;
  at: number;
  from: Peer;
  /** Everybody who wants to know if it fails: the sender, and connections that sent it again meanwhile. */
  waiting: Peer[];
  /** Called when everybody was told, or with what went wrong. */
  settled?(code: ErrorCode | null): void;
}

/** One after the other, so that lines of the file begin alike. */
const entryOf = ({ id, author, at, body }: Submission, seq: number): Entry =>
  Object.assign({ seq, id, kind: body.kind, author, at }, body);

/** What happens to a commit. */
export interface CommitEvents {
  /** Newest sequence in the log. */
  last(): number;
  append(entries: Entry[]): Promise<void>;
  /** All of these are durable, in this order. */
  committed(batch: readonly Submission[], entries: Entry[]): void;
  /** None of these was kept; their sequences will be used by others. */
  failed(batch: readonly Submission[], code: ErrorCode, error: unknown): void;
}

const turn = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

/** A queue in front of one log. */
export class CommitQueue {
  readonly #events: CommitEvents;
  readonly #pace: Pace;
  readonly #counters: Counters;
  #waiting: Submission[] = [];
  #running: Promise<void> | null = null;

  /** @param pace - how soon one commit may follow the other; what is told to a room is told at the end of a commit */
  constructor(events: CommitEvents, pace: Pace, counters: Counters) {
    this.#events = events;
    this.#pace = pace;
    this.#counters = counters;
  }

  add(submission: Submission): void {
    this.#counters.queued();
    this.#waiting.push(submission);
    this.#running ??= this.#run();
  }

  /** Resolves when all that was added is committed or refused. */
  async idle(): Promise<void> {
    await this.#running;
  }

  async #run(): Promise<void> {
    // The end of this turn: whatever other sockets brought in it shares the commit. Idle, that costs no time.
    await turn();
    while (this.#waiting.length > 0) {
      await this.#pace.ready();
      const batch = this.#waiting;
      this.#waiting = [];
      await this.#commit(batch);
      // This turn and one more: what was written in answer to this batch is in the sockets already, unread, and would otherwise
      // make a commit of its own. Without it 10 senders in a closed loop fall into groups and cost twice as much.
      await turn();
      await turn();
    }
    this.#running = null;
  }

  async #commit(batch: readonly Submission[]): Promise<void> {
    const { last, append, committed, failed } = this.#events;
    // Sequences are given here and nowhere else: a batch that fails has taken none.
    const first = last() + 1;
    const entries = batch.map((submission, index) => entryOf(submission, first + index));
    try {
      await append(entries);
    } catch (error: unknown) {
      this.#counters.settled(batch.length);
      return failed(batch, error instanceof StorageError ? error.code : 'storage_failed', error);
    }
    this.#counters.settled(batch.length);
    this.#counters.entries += entries.length;
    this.#pace.measured(entries.length, () => committed(batch, entries));
  }
}
