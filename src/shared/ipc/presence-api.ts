/** What the UI is told and may ask about people: who is there, who writes, who has what. A part of ChatApi; all of it is for show. */
import type { Off } from '../emitter';
import type { Member } from '../protocol/frames';
import type { Presence, Reader, Status } from '../protocol/presence-frames';
import type { Outcome } from './outcome';

/** What this person chose to show of themselves, at every hub; kept on this device. */
export interface OwnPresence {
  /** `away` is also told while nobody is at the device, whatever was chosen but `busy`. */
  presence: Presence;
  /** Up to 80 characters; empty for none. */
  text: string;
  /** Others learn what was read here, and this person what others read. */
  tellsReads: boolean;
}

/** Who else is writing in a room. */
export interface TypingEvent {
  room: string;
  /** Empty where the room is too large for names. */
  members: Member[];
  count: number;
}

/** How far somebody else is in a room. `read`: null where it is not told. */
export interface ReadCursor {
  id: string;
  received: number;
  read: number | null;
}

/** How far all others are in a room; null where the room is too large to be told. */
export interface ReadsEvent {
  room: string;
  cursors: ReadCursor[] | null;
}

/** News of people. `all`: of nobody else anything is known. Who is not named is simply there, or not. */
export interface StatusesEvent {
  members: Status[];
  all: boolean;
}

/** How far one message got. `of`: how many there are besides its author; `read`: null where one does not tell what one reads. */
export interface MessageReads {
  of: number;
  received: number;
  read: number | null;
  /** Absent where there are too many for names. */
  people?: Reader[];
}

/** All that passes at one moment, for a window that was just opened. */
export interface Around {
  own: OwnPresence;
  statuses: Status[];
  typing: TypingEvent[];
  reads: ReadsEvent[];
}

/** See above. */
export interface PresenceApi {
  /** Somebody writes in a room, or does not any more. May be called with every key: it is told now and then. */
  typing(room: string, on: boolean): Promise<Outcome>;
  /** Chooses what others see; refused with `bad_name` where the text is not one to be shown. */
  setStatus(status: Pick<OwnPresence, 'presence' | 'text'>): Promise<Outcome<OwnPresence>>;
  /** Whether others learn what is read here. */
  setTellsReads(on: boolean): Promise<Outcome<OwnPresence>>;
  /** Asks the hub who has seen a message. */
  loadReads(room: string, seq: number): Promise<Outcome<MessageReads>>;
  /** Asks the hub about people; those of whom one may not know are left out. */
  loadStatuses(members: string[]): Promise<Outcome<Status[]>>;
  loadAround(): Promise<Outcome<Around>>;
  onTyping(listener: (event: TypingEvent) => void): Off;
  onReads(listener: (event: ReadsEvent) => void): Off;
  onStatuses(listener: (event: StatusesEvent) => void): Off;
}
