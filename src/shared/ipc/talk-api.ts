/** What is said in rooms, as the UI writes and reads it: messages, what is said about them, and what is still on its way. */
import type { Off } from '../emitter';
import type { BodyOf, Entry, Message } from '../protocol/entries';
import type { Outcome, Problem } from './outcome';

/** What a message may carry beside its text. */
export type MessageExtra = Partial<
  Pick<Message, 'reply' | 'mentions' | 'everyone' | 'urgent' | 'action' | 'forwarded' | 'files'>
>;

/** What a person may have entered; a deletion is an order, and waits for the hub. */
export type Outgoing = BodyOf<'message' | 'edit' | 'reaction' | 'pin' | 'ack'>;

/** Where something of one's own stands that the hub has not confirmed. */
export interface Pending {
  id: string;
  room: string;
  /** When it was written, by this device's clock. */
  at: number;
  state: 'queued' | 'sending' | 'failed';
  problem?: Problem;
}

/** Anything of one's own that the hub has not confirmed. */
export type PendingMessage = Pending & Outgoing;
/** A message of one's own that the hub has not confirmed. */
export type PendingText = Extract<PendingMessage, { kind: 'message' }>;

/** A page of a room's history, oldest first. */
export interface HistoryPage {
  entries: Entry[];
  /** Entries behind the page that are about messages in it, oldest first. */
  about: Entry[];
  /** Older entries exist, here or on the hub. */
  more: boolean;
}

/** Messages that were asked for one by one, oldest first, and what was said about them. */
export type LoadedMessages = Omit<HistoryPage, 'more'>;

/**
 * New entries of a room, in order; they follow what was loaded or told before. Edits, reactions, pins, acknowledgements and deletions are among them;
 * their messages may be far above.
 */
export interface TimelineEvent {
  room: string;
  entries: Entry[];
  /** The hub's log is another than before: drop what was loaded of this room. */
  reset?: true;
}

/** All of a room that is unconfirmed. */
export interface OutboxEvent {
  room: string;
  messages: PendingMessage[];
}

/**
 * Calls and events about what is said. Those that write answer with the id of what waits; it is on this device's disk when the promise resolves, and
 * the hub has the last word: what it refuses is `failed` in the outbox, with its problem, until it is retried or discarded.
 */
export interface TalkApi {
  /** Entries before a sequence, or the newest; from this device, and from the hub where this device has no more. */
  loadHistory(room: string, before: number | null): Promise<Outcome<HistoryPage>>;
  /** Messages by their sequences, 50 at most; those that are nowhere to be had are left out. */
  loadMessages(room: string, seqs: readonly number[]): Promise<Outcome<LoadedMessages>>;
  /** Messages that are pinned, oldest first. */
  loadPins(room: string): Promise<Outcome<LoadedMessages>>;
  /** The first entry that is not older than a time, ms since 1970, or else the newest; null where there is none. */
  findDate(room: string, at: number): Promise<Outcome<number | null>>;
  loadOutbox(room: string): Promise<PendingMessage[]>;
  /** Queues a message. Its text may be empty where there are files. */
  send(room: string, text: string, extra?: MessageExtra): Promise<Outcome<string>>;
  /** Gives an own message another text; whom it mentions now is said again. */
  editMessage(
    room: string,
    seq: number,
    text: string,
    called?: Pick<MessageExtra, 'mentions' | 'everyone'>,
  ): Promise<Outcome<string>>;
  /** Puts an emoji under a message, or takes it back. */
  react(room: string, seq: number, emoji: string, on: boolean): Promise<Outcome<string>>;
  /** Keeps a message in sight of the room, or not any more. */
  pin(room: string, seq: number, on: boolean): Promise<Outcome<string>>;
  /** Says that one has taken note of an urgent message. */
  acknowledge(room: string, seq: number): Promise<Outcome<string>>;
  retrySend(room: string, id: string): Promise<Outcome>;
  discardSend(room: string, id: string): Promise<Outcome>;
  onTimeline(listener: (event: TimelineEvent) => void): Off;
  onOutbox(listener: (event: OutboxEvent) => void): Off;
}
