/** Takes a conversation in again that was exported: checked line by line, and kept only where it is the same log as the one that is here. */
import * as v from 'valibot';
import type { Outcome } from '../../shared/ipc/outcome';
import { bodyOf, entrySchema, sameBody, type Entry } from '../../shared/protocol';
import type { History } from '../ports';
import { failed } from '../problems';
import type { Conversation } from './conversation';
import { pagesOf } from './conversation';
import { EXPORT_VERSION } from './export';

/** Entries of one file; more is not taken. */
const MOST = 1_000_000;

/** Characters of one line: far above any entry. */
const LONGEST_LINE = 1024 * 1024;

const header = v.object({
  hearth: v.literal(EXPORT_VERSION),
  hub: v.object({ id: v.string() }),
  room: v.object({ id: v.string() }),
  entries: v.tuple([]),
});

function parsed<T>(schema: v.GenericSchema<unknown, T>, text: string): T | null {
  try {
    const result = v.safeParse(schema, JSON.parse(text));
    return result.success ? result.output : null;
  } catch {
    return null;
  }
}

const damaged = (line: number): Outcome<never> => failed('import_damaged', { line });

/**
 * Reads a file as `exported` writes it: its first line says where it comes from, then one entry a line, in order and without a gap.
 * @returns its entries; refused as a whole where anything in it is wrong, or where it is of another conversation
 */
export async function readExport(lines: AsyncIterable<string>, { hub, room }: Conversation): Promise<Outcome<Entry[]>> {
  const entries: Entry[] = [];
  let number = 0;
  let open = false;
  let closed = false;
  for await (const line of lines) {
    number += 1;
    if (line.length > LONGEST_LINE) return damaged(number);
    if (number === 1) {
      const about = parsed(header, `${line.replace(/^\ufeff/, '')}]}`);
      if (!about) return damaged(number);
      if (about.hub.id !== hub || about.room.id !== room) return failed('import_elsewhere');
      open = true;
      continue;
    }
    if (closed) {
      if (line.trim() !== '') return damaged(number);
      continue;
    }
    if (line.trim() === ']}') {
      closed = true;
      continue;
    }
    const entry = parsed<Entry>(entrySchema, line.replace(/,\s*$/, ''));
    if (!entry || entries.length === MOST) return damaged(number);
    const last = entries.at(-1);
    if (last && entry.seq !== last.seq + 1) return failed('import_gap', { line: number });
    entries.push(entry);
  }
  return open && closed ? { ok: true, value: entries } : damaged(number);
}

/** What one says is the same as what the other says. A text that was deleted since says nothing against it. */
function agree(a: Entry, b: Entry): boolean {
  const same = a.seq === b.seq && a.id === b.id && a.kind === b.kind && a.author.id === b.author.id && a.at === b.at;
  const gone = ('deleted' in a && a.deleted) || ('deleted' in b && b.deleted);
  return same && (gone || sameBody(bodyOf(a), bodyOf(b)));
}

/**
 * The entries that this device does not hold: those in front of what it holds, up to it. Where both hold the same they must say the same.
 * @param first - oldest that is held, or what would follow what was removed
 */
export async function missing(
  history: History,
  conversation: Conversation,
  entries: readonly Entry[],
  first: number,
): Promise<Outcome<Entry[]>> {
  const [oldest, newest] = [entries[0]?.seq ?? 0, entries.at(-1)?.seq ?? 0];
  if (newest < first - 1) return failed('import_gap');
  const both = entries.filter(({ seq }) => seq >= first);
  let at = 0;
  for await (const page of pagesOf(history, conversation)) {
    for (const held of page) {
      while ((both[at]?.seq ?? Infinity) < held.seq) at += 1;
      const other = both[at];
      if (other?.seq === held.seq && !agree(other, held)) return failed('import_differs');
    }
    if ((page.at(-1)?.seq ?? 0) >= newest) break;
  }
  return { ok: true, value: oldest >= first ? [] : entries.filter(({ seq }) => seq < first) };
}
