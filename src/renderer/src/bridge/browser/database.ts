/** What a guest's browser keeps: the IndexedDB database and its tables. */
import { openDB, type DBSchema, type IDBPDatabase } from 'idb';
import type { KnownHub } from '../../../../client/ports';
import type { Entry } from '../../../../shared/protocol';
import type { PendingMessage } from '../../../../shared/ipc/talk-api';

/** Tables, by what they hold. */
export interface HearthSchema extends DBSchema {
  /** Rooms' logs. */
  entries: { key: [hub: string, room: string, seq: number]; value: Entry };
  /** Which entries are about which message: edits, reactions, pins and acknowledgements. */
  about: { key: [hub: string, room: string, target: number, seq: number]; value: true };
  /** Logs that the hub no longer has, by the time at which they were set aside. */
  aside: { key: [hub: string, room: string, at: number, seq: number]; value: Entry };
  hubs: { key: string; value: KnownHub };
  /** One row per message, so that two tabs do not overwrite each other's. `order` keeps the order of writing. */
  outbox: { key: [hub: string, id: string]; value: { order: number; message: PendingMessage } };
  /** Name, key pair, guest token. */
  settings: { key: string; value: unknown };
}

/** An open database. */
export type Database = IDBPDatabase<HearthSchema>;

const NAME = 'hearth';
/** From version 2 on with `about`; logs of before hold nothing that it would name. */
const VERSION = 2;

/** @returns null where the browser keeps nothing: private windows, blocked storage */
export async function openDatabase(name = NAME): Promise<Database | null> {
  try {
    return await openDB<HearthSchema>(name, VERSION, {
      upgrade(database) {
        for (const table of ['entries', 'about', 'aside', 'hubs', 'outbox', 'settings'] as const)
          if (!database.objectStoreNames.contains(table)) database.createObjectStore(table);
      },
      // A newer tab wants to change the tables: it must not wait for this one for ever.
      blocking: (_current, _blocked, event) => (event.target as IDBDatabase).close(),
    });
  } catch {
    return null;
  }
}
