/** The network ledger as it is read: what went to one place in one way is one row. */
import type { LedgerEntry } from '../../../shared/ipc/ledger';

/** All connections that one row stands for. `at` and `endedAt` are those of the newest. */
export interface LedgerRow extends LedgerEntry {
  key: string;
  /** When the first of them began. */
  since: number;
  /** Lines of the ledger. A place that was answered at last may have taken many attempts for one connection. */
  connections: number;
}

/**
 * Rows of a ledger, the one with the newest connection first. What was answered and what was not are two things to know about a place.
 * @param entries - newest first
 */
export function ledgerRows(entries: readonly LedgerEntry[]): LedgerRow[] {
  const rows = new Map<string, LedgerRow>();
  for (const entry of entries) {
    const key = [entry.address, entry.why, entry.answered ? (entry.encrypted ? 'encrypted' : 'plain') : 'unanswered'].join(' ');
    const row = rows.get(key);
    if (!row) {
      rows.set(key, { ...entry, key, since: entry.at, connections: 1 });
      continue;
    }
    row.connections += 1;
    row.attempts += entry.attempts;
    row.sent += entry.sent;
    row.received += entry.received;
    row.since = Math.min(row.since, entry.at);
    // One of them may still be open, whenever it began.
    if (entry.endedAt === null) row.endedAt = null;
  }
  return [...rows.values()];
}
