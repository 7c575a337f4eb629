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

/** Newest first, as many as there is room for what is about them: how many of these entries stay, and what is about each. */
function chosen(entries: readonly Entry[], behind: number, options: AboutOptions): { from: number; seqs: number[] } {
  const { annotations, deleted, newest, limits } = options;
  const seqs: number[] = [];
  let from = entries.length;
  for (; from > 0; from -= 1) {
    const entry = entries[from - 1] as Entry;
    if (entry.kind !== 'message' || deleted(entry.seq)) continue;
    const said = annotations.of(entry.seq).filter(({ seq }) => seq > behind && seq <= newest);
    if (seqs.length > 0 && seqs.length + said.length > limits.aboutPage) break;
    for (const { seq } of said) seqs.push(seq);
  }
  return { from, seqs: seqs.sort((a, b) => a - b) };
}

/**
 * Adds to entries what was said about them.
 * @param behind - annotations up to there are in the page itself; 0 for none
 */
export async function withAbout(entries: readonly Entry[], behind: number, options: AboutOptions): Promise<WithAbout> {
  const { annotations, served, limits } = options;
  const { from, seqs } = chosen(entries, behind, options);
  const about = seqs.length === 0 ? [] : (await annotations.read(seqs)).map(served);
  const most = SHARE * limits.pageBytes;
  const bytes = new Map<number, number>();
  for (const entry of about) {
    const target = 'target' in entry ? entry.target : 0;
    bytes.set(target, (bytes.get(target) ?? 0) + Buffer.byteLength(JSON.stringify(entry)));
  }
  let sum = 0;
  let first = entries.length;
  for (; first > from; first -= 1) {
    const size = bytes.get((entries[first - 1] as Entry).seq) ?? 0;
    if (sum > 0 && sum + size > most) break;
    sum += size;
  }
  const kept = first === 0 ? [...entries] : entries.slice(first);
  const least = kept[0]?.seq ?? 0;
  return { entries: kept, about: about.filter((entry) => 'target' in entry && entry.target >= least), cut: first > 0 };
}
