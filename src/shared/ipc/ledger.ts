/** The network ledger: every connection that this app made, for the person to see. */

/** One connection, or a row of failed attempts at the same address. Times are ms since 1970 by this device's clock. */
export interface LedgerEntry {
  /** Host and port that were dialled; scheme and host of a request that was stopped. */
  address: string;
  /** `chat`: to talk to a hub. `stopped`: something in the window asked for it, and it was not made. */
  why: 'chat' | 'stopped';
  /** When it began; of several attempts, when the first one did. */
  at: number;
  /** When it ended; of several attempts, when the last one did. Null while it lasts. */
  endedAt: number | null;
  /** Whether a hub answered. */
  answered: boolean;
  encrypted: boolean;
  /** Attempts that this line stands for, 1 or more. */
  attempts: number;
  /** Bytes of chat that were sent and received, without what the network adds. */
  sent: number;
  received: number;
}
