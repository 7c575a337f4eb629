/** A stretch of a room's log, folded: small enough to be kept in memory, and to be gone through between two frames. */
import type { Entry, EntryOf } from '../../shared/protocol';
import { fold } from './fold';

/** Entries of one chunk. */
export const CHUNK = 512;

/** What a message must be to be found. */
export interface Wanted {
  /** Folded, all of them. */
  terms: readonly string[];
  /** A member id, or a folded part of a name; null for anybody. */
  author: { id: string; name: string } | null;
  /** ms since 1970, both included. */
  from: number;
  to: number;
}

/** A text that was found. */
export interface Found {
  /** Of the entry that holds it: the message, or an edit of it. */
  seq: number;
  at: number;
  /** Sequence of the message. */
  message: number;
}

/** Somebody under one name. */
interface Author {
  id: string;
  name: string;
}

/** Messages and edits that still say what they said. */
const hasText = (entry: Entry): entry is EntryOf<'message' | 'edit'> =>
  (entry.kind === 'message' || entry.kind === 'edit') && entry.deleted !== true;

/** Bytes of what is beside the text, for each message: sequence, time, author, offset. */
const BESIDE = 24;

/** Messages of a stretch in one text, newest first; what they say cannot be read out of it again, nor need it be. */
export class Chunk {
  /** Newest and oldest sequence of the stretch, whatever is in between. */
  readonly last: number;
  readonly first: number;
  /** Entries of any kind. */
  readonly size: number;
  /** Messages that entries in it delete: they are older, in this stretch or before. */
  readonly deleted: readonly number[];
  /** Edits in it, oldest first. */
  readonly edits: readonly Pick<Found, 'seq' | 'message'>[];
  // Arrays of exactly their size: there are as many of them as of messages.
  readonly #seqs: Float64Array;
  readonly #ats: Float64Array;
  readonly #authors: readonly Author[];
  /** Who of them wrote each message. */
  readonly #by: Uint16Array;
  /** Where each text begins; they end where the next one's line feed is. */
  readonly #starts: Uint32Array;
  /** The messages of those that are edits. */
  readonly #targets = new Map<number, number>();
  readonly #text: string;
  readonly #oneByte: boolean;

  /** @param entries - oldest first, at least one */
  constructor(entries: readonly Entry[]) {
    this.first = entries[0]?.seq ?? 0;
    this.last = entries.at(-1)?.seq ?? 0;
    this.size = entries.length;
    this.deleted = entries.flatMap((entry) => (entry.kind === 'deletion' ? [entry.target] : []));
    const messages = entries.filter((entry) => hasText(entry)).reverse();
    this.edits = entries.flatMap((entry) => (entry.kind === 'edit' ? [{ seq: entry.seq, message: entry.target }] : []));
    for (const [index, entry] of messages.entries()) if (entry.kind === 'edit') this.#targets.set(index, entry.target);
    const texts = messages.map(({ text }) => fold(text));
    let start = 0;
    this.#seqs = Float64Array.from(messages, ({ seq }) => seq);
    this.#ats = Float64Array.from(messages, ({ at }) => at);
    this.#starts = Uint32Array.from(texts, ({ length }) => (start += length + 1) - length - 1);
    const known = new Map<string, number>();
    const authors: Author[] = [];
    this.#by = Uint16Array.from(messages, ({ author: { id, name } }) => {
      const key = `${id} ${name}`;
      const index = known.get(key) ?? authors.push({ id, name: fold(name) }) - 1;
      known.set(key, index);
      return index;
    });
    this.#authors = authors;
    this.#text = texts.join('\n');
    this.#oneByte = /^[\0-\xff]*$/.test(this.#text);
  }

  /** Bytes in memory, about. */
  get bytes(): number {
    return this.#text.length * (this.#oneByte ? 1 : 2) + this.#seqs.length * BESIDE;
  }

  /** What is wanted and older than `before`, newest first. */
  find({ terms, author, from, to }: Wanted, before: number): Found[] {
    const found: Found[] = [];
    const take = (index: number): void => {
      const seq = this.#seqs[index] ?? 0;
      const at = this.#ats[index] ?? 0;
      const message = this.#targets.get(index);
      // An edit is younger than its message, which is looked at later.
      const young = at > to && message === undefined;
      if (seq < before && at >= from && !young && this.#isBy(index, author)) found.push({ seq, at, message: message ?? seq });
    };
    // The longest is the rarest, as far as one can know.
    const [anchor, ...others] = [...terms].sort((a, b) => b.length - a.length);
    if (anchor === undefined) {
      for (let index = 0; index < this.#seqs.length; index += 1) take(index);
      return found;
    }
    let index = 0;
    for (let at = this.#text.indexOf(anchor); at !== -1;) {
      index = this.#indexAt(at, index);
      const end = (this.#starts[index + 1] ?? this.#text.length + 1) - 1;
      if (others.length === 0) take(index);
      else {
        const text = this.#text.slice(this.#starts[index], end);
        if (others.every((term) => text.includes(term))) take(index);
      }
      at = this.#text.indexOf(anchor, end);
    }
    return found;
  }

  #isBy(index: number, author: Wanted['author']): boolean {
    if (author === null) return true;
    const { id, name } = this.#authors[this.#by[index] ?? 0] as Author;
    return id === author.id || name.includes(author.name);
  }

  /** The message in whose text a place is. */
  #indexAt(at: number, from: number): number {
    let low = from;
    for (let high = this.#starts.length - 1; low < high;) {
      const middle = (low + high + 1) >>> 1;
      if ((this.#starts[middle] ?? Infinity) <= at) low = middle;
      else high = middle - 1;
    }
    return low;
  }
}
