/** One conversation from end to end, as it is on this device. */
import { isAnnotation, messageOf, withoutText, type Entry } from '../../shared/protocol';
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
  entries.map((entry) => (deleted.has(messageOf(entry)) ? withoutText(entry) : entry));

/** What was said about each message, but for deletions; all of it in memory. */
export async function saidIn(
  history: History,
  conversation: Conversation,
  deleted: ReadonlySet<number>,
): Promise<ReadonlyMap<number, Entry[]>> {
  const said = new Map<number, Entry[]>();
  for await (const page of pagesOf(history, conversation))
    for (const entry of shown(page, deleted)) {
      if (!isAnnotation(entry) || entry.kind === 'deletion') continue;
      const before = said.get(entry.target);
      if (before) before.push(entry);
      else said.set(entry.target, [entry]);
    }
  return said;
}

/** What was said about these. */
export const aboutOf = (entries: readonly Entry[], said: ReadonlyMap<number, Entry[]>): Entry[] =>
  entries.flatMap(({ seq }) => said.get(seq) ?? []);

/** Messages that these answer and that are not among them, as far as they are here. */
export async function quotedBy(
  entries: readonly Entry[],
  history: History,
  { hub, room }: Conversation,
  deleted: ReadonlySet<number>,
): Promise<Entry[]> {
  const here = new Set(entries.map(({ seq }) => seq));
  const wanted = new Set(
    entries.flatMap((entry) =>
      entry.kind === 'message' && entry.reply !== undefined && !here.has(entry.reply) ? [entry.reply] : [],
    ),
  );
  const found: Entry[] = [];
  for (const seq of wanted) found.push(...(await history.after(hub, room, seq - 1, 1)).filter((entry) => entry.seq === seq));
  return shown(found, deleted);
}
