/** What the client needs from the machine it runs on; injected, so that it runs and is tested anywhere. */
import type { Entry, HelloTerms, IdentityProof } from '../shared/protocol';
import type { MessageTarget } from '../shared/ipc/chat-api';
import type { NoticeSettings, Preview } from '../shared/ipc/settings-api';
import type { PendingMessage } from '../shared/ipc/talk-api';
import type { KeptPlace } from '../shared/ipc/places-schemas';
import type { Trust } from '../shared/ipc/trust-api';
import type { PresenceStore } from './presence/own-presence';
import type { FileBytes, FileWire } from './transfers/ports';
import type { Dial } from './transport';

/** Time. */
export interface Clock {
  /** Milliseconds since 1970. */
  now(): number;
  /** Calls back after `ms`; the returned function calls it off. */
  after(ms: number, callback: () => void): () => void;
}

/** Randomness. */
export interface Random {
  /** 22 base64url characters, 128 bits. */
  id(): string;
  /** 0 ≤ x < 1, for jitter only. */
  fraction(): number;
}

/** Who this device is. */
export interface Identity {
  /** Proof for one hub, one connection's nonce, and what was seen of who answered. */
  prove(terms: HelloTerms): Promise<IdentityProof>;
}

/** This device's copy of rooms' logs, oldest first: one run per conversation. */
export interface History {
  /** First and last sequence held, null where nothing is. */
  range(hub: string, room: string): Promise<{ first: number; last: number } | null>;
  /**
   * Keeps entries that follow what is held, one by one; a gap among them is a hole in the hub's own log. Rejects with an error whose `reason` is `newer`
   * where a newer program wrote to it, and this one may not.
   */
  append(hub: string, room: string, entries: readonly Entry[]): Promise<void>;
  /** Up to `limit` entries before a sequence (null: the newest), oldest first. */
  before(hub: string, room: string, before: number | null, limit: number): Promise<Entry[]>;
  /** Up to `limit` entries after a sequence, oldest first. */
  after(hub: string, room: string, after: number, limit: number): Promise<Entry[]>;
  /**
   * Entries that are about messages of a stretch, both ends included: edits, reactions, pins and acknowledgements, wherever they are held, in order.
   */
  about(hub: string, room: string, first: number, last: number): Promise<Entry[]>;
  /** Conversations of which something is held. */
  rooms(hub: string): Promise<string[]>;
  /** How many entries are held before the first one that is not older than `before`, ms since 1970; all for null. */
  count(hub: string, room: string, before: number | null): Promise<number>;
  /**
   * Removes those for ever; with all of them also what was set aside.
   * @returns the sequence up to which nothing is held any more; null where nothing was removed
   */
  drop(hub: string, room: string, before: number | null): Promise<number | null>;
  /** Keeps entries in front of what is held, whose last leads up to it. */
  prepend(hub: string, room: string, entries: readonly Entry[]): Promise<void>;
  /** Takes the text out of messages that are held; the others are left out. */
  erase(hub: string, room: string, seqs: readonly number[]): Promise<void>;
  /** Sets aside what is held, when the hub's log is another than before; never deletes. */
  setAside(hub: string, room: string): Promise<void>;
  /** Resolves when all that was appended is on disk. */
  flush(): Promise<void>;
}

/** A room as this device remembers it, with what it is and what this person wants of it. */
export interface KnownRoom extends KeptPlace {
  id: string;
  name: string;
  joined: boolean;
  readSeq: number;
  /** Sequences of messages that were deleted after this device had kept their text. */
  deleted?: number[];
  /** Sequence up to which this person removed the history from this device: it is not fetched again. */
  cleared?: number;
}

/** A hub as this device remembers it. */
export interface KnownHub {
  id: string;
  name: string;
  /** WebSocket URLs that worked, the last one first. */
  urls: string[];
  label: string;
  lastUsed: number;
  /** By what its key is known. `unverified` with plain addresses: remembered by a version that knew no TLS. */
  trust: Trust;
  defaultRoom: string | null;
  /** Member id and name under which this device was last there. */
  me: { id: string; name: string } | null;
  rooms: KnownRoom[];
}

/** Small things that survive a restart. Saves are durable when their promise resolves. */
export interface Store {
  loadHubs(): Promise<KnownHub[]>;
  saveHub(hub: KnownHub): Promise<void>;
  removeHub(hubId: string): Promise<void>;
  loadOutbox(hubId: string): Promise<PendingMessage[]>;
  saveOutbox(hubId: string, messages: readonly PendingMessage[]): Promise<void>;
  loadName(): Promise<string | null>;
  saveName(name: string): Promise<void>;
}

/** Something worth telling a person who is not looking. */
export interface Notice extends MessageTarget {
  /** `many`: messages of several conversations, told as one. */
  kind: 'message' | 'reaction' | 'many';
  roomName: string;
  /** Between two: the name of the room is the other's. */
  direct: boolean;
  /** Of the newest message; of a reaction, whoever gave it. */
  author: string;
  /** Of the newest message; of a reaction, the message that it is under. */
  text: string;
  /** Unread messages there that count, 1 or more; 1 for a reaction. */
  count: number;
  /** The newest calls this person, or everyone. */
  mentioned: boolean;
  /** Of a reaction. */
  emoji?: string;
  /** Of many: what the conversations are called. */
  places?: string[];
  /** How much of it may be shown. */
  preview: Preview;
  /** `none` for what follows something that was heard. */
  sound: NoticeSettings['sound'];
}

/** Somebody waits to be let in by a person who is not looking. */
export interface KnockNotice {
  id: string;
  name: string;
  /** Key words, to be compared with what they tell. */
  words: string;
  /** Name of the hub. */
  hub: string;
}

/** Files that a person chooses. */
export interface Files {
  /** Asks where to, and writes there: whole, or not at all. False where the person thought better of it. */
  save(name: string, pieces: AsyncIterable<string>): Promise<boolean>;
  /** Asks which one, and reads it line by line; null where the person thought better of it. */
  open(): Promise<AsyncIterable<string> | null>;
}

/** Everything a Chat needs. */
export interface ChatPorts {
  clock: Clock;
  random: Random;
  identity: Identity;
  history: History;
  store: Store;
  /** Absent where nobody can choose one. */
  files?: Files;
  /** How files go beside the socket; absent where they do not. */
  carriage?: { bytes: FileBytes; wire: FileWire };
  dial: Dial;
  /** What this person shows of themselves; absent where nothing is kept. */
  presence?: PresenceStore;
  /** `dial` sees no keys, as a browser's: addresses say nothing about which hub must answer. */
  keyless?: true;
  /** Name proposed on the first start: the user name of the system, or nothing. */
  defaultName: string;
  /** Build and kind, for the hub's log: `hearth/0.1.0 (app)`. */
  agent: string;
}
