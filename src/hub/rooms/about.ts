/** What pages carry besides their entries: what was said about them later. */
import type { Entry, Limits } from '../../shared/protocol';
import type { Annotations } from '../../storage/annotations';

/** Entries, oldest first, with what is about them. */
export interface WithAbout {
  entries: Entry[];
  about: Entry[];
  /** Some at the beginning were left out: there would have been too much about them. */
  cut: boolean;
}

/** What it asks of a room's log. */
export interface AboutOptions {
  annotations: Annotations;
  deleted(seq: number): boolean;
  /** As it may be seen. */
  served(entry: Entry): Entry;
  /** Newest sequence that was told. */
  newest: number;
  limits: Pick<Limits, 'aboutPage' | 'pageBytes'>;
}

/** Bytes of what is about the messages of one page: this many times those of the page itself. One message's always fit. */
const SHARE = 2;

/** Bytes of an entry at most, about: with them it is guessed how much may be read at once. */
const MOST_EDIT = 24 * 1024;
const MOST_OTHER = 512;

/** What was said about one of the entries. */
interface Said {
  /** Where the entry stands among them. */
  index: number;
  seqs: number[];
  /** More than that it cannot be, about. */
  bytes: number;
}

/** Newest first, as many as there is room for what is about them: how many of these entries stay, and what is about each. */
function chosen(entries: readonly Entry[], behind: number, options: AboutOptions): { from: number; said: Said[] } {
  const { annotations, deleted, newest, limits } = options;
  const all: Said[] = [];
  let count = 0;
  let from = entries.length;
  for (; from > 0; from -= 1) {
    const entry = entries[from - 1] as Entry;
    if (entry.kind !== 'message' || deleted(entry.seq)) continue;
    const said = annotations.of(entry.seq).filter(({ seq }) => seq > behind && seq <= newest);
    if (said.length === 0) continue;
    if (count > 0 && count + said.length > limits.aboutPage) break;
    count += said.length;
    const bytes = said.reduce((sum, { doing }) => sum + (doing === 'edit' ? MOST_EDIT : MOST_OTHER), 0);
    all.push({ index: from - 1, seqs: said.map(({ seq }) => seq), bytes });
  }
  return { from, said: all };
}

function grouped(about: readonly Entry[]): Map<number, Entry[]> {
  const byTarget = new Map<number, Entry[]>();
  for (const entry of about) {
    const target = 'target' in entry ? entry.target : 0;
    const own = byTarget.get(target);
    if (own) own.push(entry);
    else byTarget.set(target, [entry]);
  }
  return byTarget;
}

/**
 * Adds to entries what was said about them. Read from the newest on and no further than it fits: a page of short messages may have fifty times
 * as much about it as anybody is sent.
 * @param behind - annotations up to there are in the page itself; 0 for none
 */
export async function withAbout(entries: readonly Entry[], behind: number, options: AboutOptions): Promise<WithAbout> {
  const { annotations, served, limits } = options;
  const { from, said } = chosen(entries, behind, options);
  const most = SHARE * limits.pageBytes;
  const about: Entry[] = [];
  let first = from;
  let sum = 0;
  for (let next = 0; next < said.length && first === from;) {
    const batch: Said[] = [];
    for (let guess = 0; next < said.length && (batch.length === 0 || guess < most); next += 1) {
      const one = said[next] as Said;
      guess += one.bytes;
      batch.push(one);
    }
    const read = await annotations.read(batch.flatMap(({ seqs }) => seqs).sort((a, b) => a - b));
    const byTarget = grouped(read.map(served));
    for (const { index } of batch) {
      const own = byTarget.get((entries[index] as Entry).seq) ?? [];
      const size = own.reduce((bytes, entry) => bytes + Buffer.byteLength(JSON.stringify(entry)), 0);
      // All that is about one message has a page of its own where it is too much beside others: together they might be no frame.
      const alone = index === entries.length - 1;
      if (!alone && sum + size > most) {
        first = index + 1;
        break;
      }
      sum += size;
      about.push(...own);
      if (sum <= most) continue;
      first = index;
      break;
    }
  }
  return { entries: entries.slice(first), about: about.sort((a, b) => a.seq - b.seq), cut: first > 0 };
}
