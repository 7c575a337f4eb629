/** One conversation from end to end, as it is on this device. */
import { withoutText, type Entry } from '../../shared/protocol';
import type { History } from '../ports';

/** Entries of one read. */
const PAGE = 1024;

/** Which one. */
export interface Conversation {
  hub: string;
  room: string;
}

/** All entries of a conversation, oldest first, a page at a time. */
export async function* pagesOf(history: History, { hub, room }: Conversation): AsyncGenerator<Entry[]> {
  for (let last = 0; ;) {
    const page = await history.after(hub, room, last, PAGE);
    if (page.length === 0) return;
    yield page;
    last = page.at(-1)?.seq ?? Infinity;
  }
}

/** Messages that somebody deleted, as far as this device was told. */
export async function deletedIn(history: History, conversation: Conversation): Promise<Set<number>> {
  const deleted = new Set<number>();
  for await (const page of pagesOf(history, conversation))
    for (const entry of page) if (entry.kind === 'deletion') deleted.add(entry.target);
  return deleted;
}

/** Entries as they may be shown: a text that was deleted may still be on the disk until the visit ends. */
export const shown = (entries: readonly Entry[], deleted: ReadonlySet<number>): Entry[] =>
  entries.map((entry) => (deleted.has(entry.seq) ? withoutText(entry) : entry));
