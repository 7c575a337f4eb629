/** What a hub is started with. */
import type { HubEvent } from '../shared/ipc/hub-process';
import type { InterfaceAddress } from '../shared/reach';
import type { Access, Guests, Limits } from '../shared/protocol';
import type { Durability } from '../storage/json-log';
import type { PasswordChecker } from './access/script-gate';
import type { Clock } from './clock';
import type { FileDisk } from './files/disk';
import type { FileHashes } from './files/hashes';
import type { LogLevel, LogSink } from './log';

/** Everything but the data directory has a default. */
export interface HubOptions {
  /** Holds the hub's key, its rooms and their messages. */
  dataDir: string;
  /** The hub's private key as PEM, where whoever starts it keeps it. @default in `hub.key` of the data directory */
  key?: string;
  /** @default '::', every address of the machine */
  host?: string;
  /** 0 takes any free one. @default 8080 */
  port?: number;
  /** Ports to try from `port` upwards, while they are taken. @default 1 */
  portTries?: number;
  /** The hub's name for people. @default the one it had, or the machine's name */
  name?: string;
  /** Name of the room that everybody starts in. @default the one it was, or "lobby" */
  room?: string;
  /** Who may join from the network, and how. @default 'encrypted' */
  guests?: Guests;
  /** How people get in. @default 'open', for the hub's own network */
  access?: Access;
  /** Member id of the one who runs the hub: its host from the first visit on. */
  owner?: string;
  /** Checks passwords of scripts. @default on this thread, which is busy for a third of a second */
  checkPassword?: PasswordChecker;
  /** Names besides this machine's own under which it may be asked for. */
  allowHosts?: readonly string[];
  /** Numbers that differ from the table. */
  limits?: Partial<Limits>;
  /** What an acknowledged message survives. @default 'power' */
  durability?: Durability;
  /** Days that messages are kept; 0 keeps them for ever. Trusts the machine's clock. @default 0 */
  retainDays?: number;
  /** MiB that one room's messages may take; 0 sets no limit. @default 0 */
  retainMb?: number;
  /** Days that files are kept; 0 keeps them as long as their messages. @default 0 */
  retainFilesDays?: number;
  /** MiB that one room's files may take before the oldest go; 0 sets no limit. @default 0 */
  retainFilesMb?: number;
  /** Hashes files. @default on this thread */
  fileHashes?: FileHashes;
  /** The disk of the files. @default the machine's */
  fileDisk?: FileDisk;
  /** Folder of the built browser client; null where there is none. @default null */
  rendererDir?: string | null;
  /** @default nowhere */
  logSink?: LogSink;
  /** Least level of a line. @default 'info' */
  logLevel?: LogLevel;
  clock?: Clock;
  /** Under which addresses a hub that listens on `host` can be reached, best first. @default the machine's */
  addresses?: (host: string) => InterfaceAddress[];
  /** Members who came or went, and the hub's end. Listening is what `start` resolves with. */
  onEvent?(event: HubEvent): void;
}
