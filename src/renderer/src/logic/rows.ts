/** What stands in a timeline, from top to bottom. */
import type { PendingMessage, PendingText } from '../../../shared/ipc/talk-api';
import type { Entry, Member, Message } from '../../../shared/protocol';
import type { Annotated } from '../../../client/annotate';
import type { Said } from './said';
import { mergePresence, type Passage } from './presence';

/** Messages of one author within this time share one avatar and name. */
const GROUP_SPAN = 5 * 60_000;

/** And no more than this many: who scrolls has the name in sight. */
const GROUP_MOST = 20;

/** A line that Hearth itself writes between the messages; never kept. `others`: who else was there, null while nobody can know. */
export type Note = { id: number; after: number; at: number } & (
  { kind: 'welcome'; others: number } | { kind: 'presence'; joined: readonly Member[]; left: readonly Member[] }
);

/** A message. `text`: as it reads now. `said`: what was said about it; null where nothing was. */
interface SaidRow {
  kind: 'message';
  key: string;
  author: Member;
  at: number;
  text: string;
  head: boolean;
  mine: boolean;
  seq: number;
  message: Message;
  said: Annotated | null;
}

/** One line of the timeline; `key` stays the same from pending to confirmed, so that nothing jumps. */
export type Row =
  | { kind: 'top'; key: string }
  | { kind: 'day'; key: string; at: number }
  | { kind: 'new'; key: string }
  | { kind: 'welcome'; key: string; others: number }
  | { kind: 'presence'; key: string; passage: Passage }
  | SaidRow
  | { kind: 'pin'; key: string; author: Member; seq: number; text: string | null }
  | { kind: 'topic'; key: string; author: Member; at: number; text: string }
  | { kind: 'gone'; key: string; author: Member; by: Member | null }
  | { kind: 'pending'; key: string; author: Member; message: PendingText; head: boolean };

/** A message with a menu. */
export type MessageLine = Extract<Row, { kind: 'message' }>;

/** The key of a message's row. */
export const rowKey = ({ author, id }: Pick<Entry, 'author' | 'id'>): string => `${author.id}/${id}`;

/** What a timeline is made from. */
export interface RowsInput {
  entries: readonly Entry[];
  pending: readonly PendingMessage[];
  notes: readonly Note[];
  said: Said;
  me: Member | null;
  /** The "New" line stands above the first message of others beyond this sequence; null for no line. */
  newAfter: number | null;
}

const dayOf = (at: number): number => new Date(at).setHours(0, 0, 0, 0);

class Builder {
  readonly rows: Row[] = [{ kind: 'top', key: 'top' }];
  #author: string | null = null;
  #at = 0;
  #count = 0;
  #day = -Infinity;

  /** Anything that stands between two messages ends a group. */
  line(row: Row): void {
    this.rows.push(row);
    this.#author = null;
  }

  /** Days only go forward: what two clocks disagree about stays under the later one. */
  day(at: number): void {
    const day = dayOf(at);
    if (day <= this.#day) return;
    this.line({ kind: 'day', key: `day:${String(day)}`, at });
    this.#day = day;
  }

  /** @returns whether a message of this author at this time begins a group */
  head(author: string, at: number): boolean {
    const head = author !== this.#author || at - this.#at > GROUP_SPAN || at < this.#at || this.#count >= GROUP_MOST;
    if (head) [this.#at, this.#count] = [at, 0];
    this.#count += 1;
    this.#author = author;
    return head;
  }
}

/** The rows of a timeline. */
export function buildRows({ entries, pending, notes, said, me, newAfter }: RowsInput): Row[] {
  const builder = new Builder();
  const confirmed = new Set<string>();
  const waiting = [...notes].sort((a, b) => a.after - b.after || a.id - b.id);
  const first = entries[0]?.seq ?? 0;
  // A line that belongs above what is loaded has its place again once that is loaded.
  while (waiting[0] && waiting[0].after < first - 1) waiting.shift();

  const flush = (before: number): void => {
    const due: Note[] = [];
    while (waiting[0] && waiting[0].after < before) due.push(waiting.shift() as Note);
    addNotes(builder, due, me);
  };

  const texts = new Map(entries.flatMap((entry) => (entry.kind === 'message' ? [[entry.seq, entry.text] as const] : [])));
  let marked = newAfter === null;
  for (const entry of entries) {
    const { seq, id, author, at } = entry;
    flush(seq);
    if (entry.kind === 'topic') {
      builder.day(at);
      builder.line({ kind: 'topic', key: rowKey(entry), author, at, text: entry.text });
      continue;
    }
    if (entry.kind === 'pin' && entry.on) {
      builder.day(at);
      const now = said.get(entry.target);
      const text = now?.deleted ? null : (now?.text ?? texts.get(entry.target) ?? null);
      builder.line({ kind: 'pin', key: rowKey(entry), author, seq: entry.target, text });
      continue;
    }
    // It is seen where its target was; here it would only say the same again.
    if (entry.kind !== 'message') continue;
    builder.day(at);
    const mine = author.id === me?.id;
    if (mine) confirmed.add(id);
    if (!marked && !mine && newAfter !== null && seq > newAfter) {
      builder.line({ kind: 'new', key: 'new' });
      marked = true;
    }
    const now = said.get(seq) ?? null;
    if (entry.deleted || now?.deleted) {
      builder.line({ kind: 'gone', key: rowKey(entry), author, by: now?.deletedBy ?? null });
      continue;
    }
    const head = builder.head(author.id, at);
    const text = now?.text ?? entry.text;
    builder.rows.push({ kind: 'message', key: rowKey(entry), author, at, text, head, mine, seq, message: entry, said: now });
  }
  flush(Infinity);

  const author = me ?? { id: 'me', name: '' };
  for (const message of pending) {
    if (message.kind !== 'message' || confirmed.has(message.id)) continue;
    builder.day(message.at);
    const head = builder.head(author.id, message.at);
    builder.rows.push({ kind: 'pending', key: `${author.id}/${message.id}`, author, message, head });
  }
  return builder.rows;
}

function addNotes(builder: Builder, notes: readonly Note[], me: Member | null): void {
  let passing: Extract<Note, { kind: 'presence' }>[] = [];
  const tell = (): void => {
    const passage = mergePresence(passing, me?.id ?? null);
    const [first] = passing;
    if (first && passage) builder.line({ kind: 'presence', key: `note:${String(first.id)}`, passage });
    passing = [];
  };
  for (const note of notes) {
    if (note.kind === 'presence') passing.push(note);
    else {
      tell();
      // Above the first message of a room there is no day to tell from another.
      if (builder.rows.length > 1) builder.day(note.at);
      builder.line({ kind: 'welcome', key: `note:${String(note.id)}`, others: note.others });
    }
  }
  tell();
}
