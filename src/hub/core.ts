/** What the parts of a running hub share. */
import type { Guests, Limits } from '../shared/protocol';
import type { Access } from './access/access';
import type { AddressLog } from './address-log';
import type { AddressWatch } from './address-watch';
import type { Clock } from './clock';
import type { Counters } from './counters';
import type { Creations } from './creations';
import type { Deadlines } from './deadlines';
import type { Files } from './files/files';
import type { Log } from './log';
import type { Members } from './members';
import type { Peer } from './peer';
import type { Awareness } from './presence/awareness';
import type { Rooms } from './rooms/rooms';
import type { Turns } from './turns';

/** One running hub, as connections and commands see it. */
export interface Core {
  /** SHA-256 of the hub's public key. */
  readonly id: string;
  readonly name: string;
  /** Names by which its machine goes. */
  readonly names: ReadonlySet<string>;
  readonly limits: Limits;
  /** Who may join from the network, and how. */
  readonly guests: Guests;
  readonly clock: Clock;
  readonly log: Log;
  /** For what happens once for every connection. */
  readonly addressLog: AddressLog;
  /** Where others find it. */
  readonly whereabouts: AddressWatch;
  readonly counters: Counters;
  readonly turns: Turns;
  /** Who gets in. */
  readonly access: Access;
  readonly members: Members;
  readonly rooms: Rooms;
  /** How many rooms may still be made. */
  readonly creations: Creations;
  /** What passes between people beside the log. */
  readonly awareness: Awareness;
  /** What messages carry beside their text. */
  readonly files: Files;
  readonly helloDeadline: Deadlines<Peer>;
  /** Nothing new is taken any more. */
  readonly stopping: boolean;
}
