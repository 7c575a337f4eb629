/**
 * What the UI needs from whoever is behind it: main over IPC in the app, the client itself in a browser. The UI holds a bounded
 * copy of what it is told here and decides nothing that must survive it.
 */
import type { Access, AdmissionWay, Role } from '../protocol/access';
import type { Member } from '../protocol/frames';
import type { Guests } from '../protocol/guests';
import type { Knocking } from '../protocol/trust-frames';
import type { Off } from '../emitter';
import type { Fingerprint, HostAddress, Reach } from '../reach';
import type { ExportFormat, HistoryPart, HistorySum, SearchPage, SearchQuery } from './archive';
import type { FilesApi } from './files-api';
import type { LedgerEntry } from './ledger';
import type { PlacesApi, PlaceView } from './places-api';
import type { PlayedSound, SettingsApi } from './settings-api';
import type { Outcome, Problem } from './outcome';
import type { PresenceApi } from './presence-api';
import type { TalkApi } from './talk-api';
import type { ManagedList, Trust, TrustApi } from './trust-api';

/** Where the connection to the current hub stands. Times are ms since 1970 by this device's clock. */
export type ConnectionState =
  | { phase: 'connecting'; attempt: number }
  | { phase: 'joining'; attempt: number }
  /** The hub heard who we are and asks for more; nothing is joined. `problem`: why the last try was not it. `busy`: one is on its way. */
  | { phase: 'admission'; ways: AdmissionWay[]; problem?: Problem; busy: boolean }
  /** A host or moderator was asked. `words`: one's own key words, for them to compare. */
  | { phase: 'knocking'; words: string; since: number }
  | { phase: 'ready'; since: number }
  | { phase: 'waiting'; problem: Problem; since: number; attempt: number; nextRetryAt: number }
  | { phase: 'closed'; problem: Problem; since: number };

/** A room in the sidebar. */
export interface RoomView extends PlaceView {
  id: string;
  name: string;
  /** This person joined it; others are listed so that they can be joined. */
  joined: boolean;
  /** Messages of others that were not seen yet. */
  unread: number;
  /** How many of them count on the icon, in the tray and in the title: as this person wished for it, and for this device. */
  badge: number;
  /** The hub's newest sequence of this room, 0 when it is empty or not known. */
  seq: number;
  /** Sequence up to which this person has seen it; what is above goes below the "New" line. */
  readSeq: number;
  /** Members in it now, this person included; 0 while that is not known, as offline and on the way in. */
  count: number;
  /** Only hosts and moderators write in it. */
  locked: boolean;
  /** Seconds between two messages of one member, 0 for none. */
  slow: number;
  /** It must be entered with a password. */
  password: boolean;
  /** Its password was changed while this person was in it: nothing new is heard from there, and what is written waits, until it is given. */
  asks?: true;
  /** What is written is shown and not kept here: the disk refuses for now, or a newer Hearth wrote to this history, which stays as it is. */
  unkept?: 'disk' | 'newer';
}

/** The hub this device talks to, or keeps the history of. */
export interface HubView {
  id: string | null;
  name: string | null;
  /** Host and port for people. */
  address: string;
  trust: Trust;
  /** Whom the hub lets in from the network, as it last said; absent where it did not. */
  guests?: Guests;
  connection: ConnectionState;
  rooms: RoomView[];
  /** Room that the hub puts everybody in. */
  defaultRoom: string | null;
  /** Oneself, as the hub knows one. */
  me: Member | null;
  /** What one may do here; null where the hub does not say, and while it is away. */
  role: Role | null;
  /** Own key words, for others to compare; null as above. */
  words: string | null;
  /** Until when one is muted, ms since 1970 by the hub's clock; absent where one is not. */
  mutedUntil?: number;
  /** How the hub lets people in; null as above. */
  access: Access | null;
  /** Who waits to be let in: told to moderators and hosts only, empty for everybody else. */
  knocks: Knocking[];
  /** Counts the changes of lists that this person may look at: what is shown of one is to be asked for anew. */
  changes?: Partial<Record<ManagedList, number>>;
  /** How others get to it: told to moderators and hosts once they asked, and anew whenever it changes. */
  reach?: Reach;
}

/** A hub of an earlier time. */
export interface RememberedHub {
  id: string;
  name: string;
  address: string;
  lastUsed: number;
  /** This app hosts it: opening it means hosting it again. */
  hostedHere?: true;
}

/** The hub that this app hosts. */
export type HostingState =
  | { phase: 'off' }
  | { phase: 'starting' }
  | {
      phase: 'live';
      name: string;
      port: number;
      /** The port that was asked for and was taken; null where it was free. */
      wantedPort: number | null;
      /** Best first: private LAN addresses, then the rest, loopback last. */
      addresses: HostAddress[];
      /** Who may join from the network, and how. */
      guests: Guests;
      /** What browsers show of the hub's certificate. */
      fingerprint: Fingerprint;
      members: Member[];
    }
  | { phase: 'failed'; problem: Problem };

/** What the UI can expect of what is behind it. */
export interface Capabilities {
  kind: 'app' | 'browser';
  /** This device can host. */
  host: boolean;
  /** A browser guest talks to the hub that served it and to no other. */
  fixedHub: boolean;
  notifications: 'granted' | 'denied' | 'ask' | 'unavailable';
  /** What the hub that served the page says it is called; absent elsewhere, and until it has said so. */
  place?: string;
  /** Set where this device keeps nothing beyond this visit, as in a browser's private window. */
  temporary?: true;
}

/** A message, wherever it is. */
export interface MessageTarget {
  hub: string;
  room: string;
  /** 0 for none in particular: the room is meant. */
  seq: number;
}

/** All that is small: sent whole whenever something in it changes. */
export interface ChatState {
  name: string;
  capabilities: Capabilities;
  hub: HubView | null;
  hubs: RememberedHub[];
  hosting: HostingState;
}

/** Who came and went, to be shown between the messages; never kept. */
export interface PresenceEvent {
  room: string;
  joined: Member[];
  left: Member[];
  at: number;
}

/** What a person asks for when hosting. */
export interface HostOptions {
  /** Name of the hub, as everybody sees it. */
  name: string;
  /** Name of the room that everybody starts in. */
  room: string;
  /** The next free one is taken where this is in use. */
  port: number;
  /** Who may join from the network, and how. */
  guests: Guests;
  /** Who gets in. A password is set afterwards, by `access`. */
  access: Access;
}

/** The calls and events of the UI. Each `on…` returns its remover. */
export interface ChatApi extends SettingsApi, TrustApi, TalkApi, PlacesApi, PresenceApi, FilesApi {
  getState(): Promise<ChatState>;
  setName(name: string): Promise<Outcome>;
  /** Starts a hub and joins it. */
  host(options: HostOptions): Promise<Outcome>;
  /** Ends the hosted hub; everybody in it is told. */
  stopHosting(): Promise<Outcome>;
  /**
   * Resolves once the hub is joined, or with the reason why not; it goes on waiting while the connection says `admission` or `knocking`. `leaveHub`
   * cancels.
   */
  join(address: string): Promise<Outcome>;
  /** Opens a remembered hub: its history at once, the connection as soon as it can be had. */
  openHub(hubId: string): Promise<Outcome>;
  /** Back to the first screen; the connection ends, history stays. */
  leaveHub(): Promise<Outcome>;
  /** Drops a remembered hub from the list; its history stays on disk. */
  forgetHub(hubId: string): Promise<Outcome>;
  retryNow(): Promise<Outcome>;
  joinRoom(room: string): Promise<Outcome>;
  leaveRoom(room: string): Promise<Outcome>;
  /** Says which room is on screen down to its end, null for none; what is seen there counts as read. */
  viewRoom(room: string | null): Promise<Outcome>;
  loadMembers(room: string): Promise<Member[]>;
  /**
   * A page of what is found in the history on this device of the hub that is open, also while it is away. Ends the search before, which answers
   * `cancelled`. With nothing to look for it finds nothing, and gets ready for what comes.
   */
  search(query: SearchQuery): Promise<Outcome<SearchPage>>;
  /** How much `removeHistory` would remove. */
  sumHistory(part: HistoryPart): Promise<Outcome<HistorySum>>;
  /** Removes history from this device for ever. The hub keeps its own; nothing of it is fetched again. */
  removeHistory(part: HistoryPart): Promise<Outcome>;
  /** Asks where to, and writes a conversation there. The value: false where the person thought better of it. */
  exportRoom(room: string, format: ExportFormat): Promise<Outcome<boolean>>;
  /**
   * Asks for a file of `exportRoom` and keeps what is in front of what is held here: of the same room of the same hub, without a gap, and in no
   * contradiction to it; anything else is refused as a whole. The value: entries that are new; null where the person thought better of it.
   */
  importRoom(room: string): Promise<Outcome<number | null>>;
  copyText(text: string): Promise<Outcome>;
  /** Opens a web or mail link outside Hearth, after the person agreed; any other kind is refused with `link_refused`. */
  openLink(href: string): Promise<Outcome>;
  /** Every connection that this app made, newest first; a browser keeps no such list. */
  loadLedger(): Promise<LedgerEntry[]>;
  /** Asks the browser for leave to notify; in the app the system's settings decide. */
  askNotifications(): Promise<Outcome>;
  onState(listener: (state: ChatState) => void): Off;
  onPresence(listener: (event: PresenceEvent) => void): Off;
  /** Shows a notification as they are now, to see and hear whether it comes. */
  tryNotification(): Promise<Outcome>;
  /** A notification was clicked: show this message. */
  onOpenMessage(listener: (target: MessageTarget) => void): Off;
  /** Something was announced: this is to be heard. */
  onSound(listener: (sound: PlayedSound) => void): Off;
  /** A `hearth://` link was opened: ask before joining. */
  onInvite(listener: (link: string) => void): Off;
}
