/** How far a message got, as far as it was told without being asked for. */
import type { ReadCursor } from '../../../shared/ipc/presence-api';

/** How far a message got. `read`: null where nobody tells. */
export interface Receipt {
  of: number;
  received: number;
  read: number | null;
}

/** Of the message of a sequence: null where there is nobody to tell of. */
export function receiptOf(cursors: readonly ReadCursor[] | null, seq: number): Receipt | null {
  if (!cursors || cursors.length === 0) return null;
  const telling = cursors.filter(({ read }) => read !== null);
  const read = telling.filter((cursor) => (cursor.read ?? 0) >= seq).length;
  return {
    of: cursors.length,
    // Who read it has it, whatever else they told.
    received: cursors.filter((cursor) => cursor.received >= seq || (cursor.read ?? 0) >= seq).length,
    read: telling.length > 0 ? read : null,
  };
}

/** What there is to say of it, from little to much. */
export type ReceiptWord =
  { word: 'saved' } | { word: 'received' | 'read'; count: number; of: number } | { word: 'receivedAll' | 'readAll'; of: number };

/** The most that is known: who read it first, then who has it, and at least that the hub has. */
export function receiptWord(receipt: Receipt | null): ReceiptWord {
  if (!receipt) return { word: 'saved' };
  const { of, received, read } = receipt;
  if (read !== null && read >= of) return { word: 'readAll', of };
  if (read !== null && read > 0) return { word: 'read', count: read, of };
  if (received >= of) return { word: 'receivedAll', of };
  return received > 0 ? { word: 'received', count: received, of } : { word: 'saved' };
}
