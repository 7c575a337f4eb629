/** A room's topic as its log has it, for a hub that ended between an entry and the note of it. */
import type { EntryOf } from '../../shared/protocol';
import type { RoomLog } from './room-log';

/** Goes back through the log page by page. @returns null where there is none */
export async function newestTopic(log: Pick<RoomLog, 'before'>, page: number): Promise<EntryOf<'topic'> | null> {
  for (let before: number | null = null; ;) {
    const { entries, more } = await log.before(before, page);
    const found = entries.findLast((entry): entry is EntryOf<'topic'> => entry.kind === 'topic');
    before = entries[0]?.seq ?? null;
    if (found || !more || before === null) return found ?? null;
  }
}
