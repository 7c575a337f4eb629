/** Conversations as the UI sees and makes them: rooms, private rooms, direct ones, and what this person wants of each on this device. */
import type { Member } from '../protocol/frames';
import type { Acquaintance } from '../protocol/place-frames';
import type { Outcome } from './outcome';

/** Of which messages one wants to be told: as set for this device, all, those that mention one, none. */
export const notifyRules = ['default', 'all', 'mentions', 'none'] as const;

/** One of them. */
export type NotifyRule = (typeof notifyRules)[number];

/** The end of a mute that has none, ms since 1970: the last moment that a date can say. */
export const FOREVER = 8.64e15;

/** What this person wants of a conversation, on this device. */
export interface RoomWishes {
  /** Above the others, whatever happens in them. */
  pinned: boolean;
  notify: NotifyRule;
  /** Quiet until then, ms since 1970 by this device's clock; null where it is not. */
  mutedUntil: number | null;
  /** A direct conversation that was closed: out of sight until something is said in it. */
  hidden: boolean;
}

/** What there is where nothing was wished. */
export const noWishes: RoomWishes = { pinned: false, notify: 'default', mutedUntil: null, hidden: false };

/** What of a room says where it belongs; part of RoomView. */
export interface PlaceView {
  /** `direct`: between two, or of one alone. */
  kind: 'room' | 'direct';
  /** Of a direct one: the other, or oneself; as they are now where they are here. */
  with: Member | null;
  /** The other one is here. */
  there: boolean;
  /** Only those who were invited know of it. */
  private: boolean;
  /** Nobody writes in it any more. */
  archived: boolean;
  /** It is no longer on the hub, or no longer this person's to know of: what this device has of it can be read. */
  gone: boolean;
  /** What it is about; empty for nothing in particular. */
  topic: string;
  /** This person made it. */
  mine: boolean;
  /** When the newest message that this device has was said, ms since 1970 by the hub's clock; 0 where there is none. */
  lastAt: number;
  /** Messages of others that were not seen yet and mention this person, or everyone. */
  mentions: number;
  wishes: RoomWishes;
}

/** What a room is made with. */
export interface RoomOptions {
  /** Only people who are invited know of it. */
  private?: boolean;
  topic?: string;
}

/** Calls about conversations. What may be done is the hub's to say. */
export interface PlacesApi {
  /** Makes a room and joins it; the value is its id. */
  createRoom(name: string, options?: RoomOptions): Promise<Outcome<string>>;
  /** Opens the conversation with somebody, found again or begun; with oneself it is for notes. The value is its id. */
  openDirect(member: string): Promise<Outcome<string>>;
  /** Everybody whom one may write to or invite: who is here, then who is remembered. */
  loadDirectory(): Promise<Outcome<Acquaintance[]>>;
  /** Who may know of a private room. */
  loadRoomPeople(room: string): Promise<Outcome<Acquaintance[]>>;
  /** Lets members know of a private room; they are in it from then on. */
  invitePeople(room: string, members: string[]): Promise<Outcome>;
  /** Takes somebody out of a private room: by who made it, or a host. */
  removePerson(room: string, member: string): Promise<Outcome>;
  /** Says what a room is about from here on; empty for nothing in particular. */
  setTopic(room: string, text: string): Promise<Outcome>;
  renameRoom(room: string, name: string): Promise<Outcome>;
  /** Nobody writes in it any more, or everybody may again: by who made it, moderators, hosts. */
  archiveRoom(room: string, on: boolean): Promise<Outcome>;
  /** Ends an archived room for everybody: hosts only. What their devices keep of it stays there. */
  removeRoom(room: string): Promise<Outcome>;
  /** Changes what this person wants of a conversation on this device. */
  setRoomWishes(room: string, wishes: Partial<RoomWishes>): Promise<Outcome>;
  /** Everything that was said in it so far counts as seen. */
  markRead(room: string): Promise<Outcome>;
}
