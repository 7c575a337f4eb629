/** What the parts of a running hub share. */
import type { Limits } from '../shared/protocol';
import type { AddressLog } from './address-log';
import type { Clock } from './clock';
import type { Counters } from './counters';
import type { HelloDeadline } from './hello-deadline';
import type { Log } from './log';
import type { Members } from './members';
import type { Rooms } from './rooms/rooms';
import type { Turns } from './turns';

/** One running hub, as connections and commands see it. */
export interface Core {
  /** SHA-256 of the hub's public key. */
  readonly id: string;
  readonly name: string;
  readonly limits: Limits;
  readonly clock: Clock;
  readonly log: Log;
  /** For what happens once for every connection. */
  readonly addressLog: AddressLog;
  readonly counters: Counters;
  readonly turns: Turns;
  readonly members: Members;
  readonly rooms: Rooms;
  readonly helloDeadline: HelloDeadline;
  /** Nothing new is taken any more. */
  readonly stopping: boolean;
}
