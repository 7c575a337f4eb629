/**
 * Which entries of a log are about which message: edits, reactions, pins and acknowledgements. 17 bytes each, sorted, and at most 4,096 more
 * that came since as they are (about 0.5 MiB).
 */
import type { Annotation, Entry } from '../shared/protocol';

/** What an annotation does, as it is kept; deletions are not among them. */
export type Doing = 'edit' | 'reaction' | 'pin' | 'unpin' | 'ack';

/** One annotation. */
export interface Said {
  seq: number;
  doing: Doing;
}

/** As it is kept: little-endian numbers in base64, sorted by target and sequence. */
export interface AnnotationRecord {
  targets: string;
  seqs: string;
  doings: string;
}

const codes: readonly Doing[] = ['edit', 'reaction', 'pin', 'unpin', 'ack'];

/** Annotations that are held beside the sorted ones. */
const RECENT = 4_096;

/** What an entry does to a message; null where it does nothing to any, and for deletions. */
export function doingOf(entry: Entry): { target: number; doing: Doing } | null {
  switch (entry.kind) {
    case 'pin':
      return { target: entry.target, doing: entry.on ? 'pin' : 'unpin' };
    case 'edit':
    case 'reaction':
    case 'ack':
      return { target: entry.target, doing: entry.kind };
    default:
      return null;
  }
}

/** Whether an entry is one that this index knows. */
export const isIndexed = (entry: Entry): entry is Exclude<Annotation, { kind: 'deletion' }> => doingOf(entry) !== null;

/** Sorted by target, then by sequence. */
interface Sorted {
  targets: Float64Array;
  seqs: Float64Array;
  doings: Uint8Array;
}

const none = (): Sorted => ({ targets: new Float64Array(), seqs: new Float64Array(), doings: new Uint8Array() });

const encoded = (array: Float64Array | Uint8Array): string =>
  Buffer.from(array.buffer, array.byteOffset, array.byteLength).toString('base64');

function decoded(text: string, bytes: number): ArrayBuffer | null {
  const buffer = Buffer.from(text, 'base64');
  return buffer.length % bytes === 0 ? Uint8Array.from(buffer).buffer : null;
}

/** In memory; `Annotations` keeps it. */
export class AnnotationIndex {
  #sorted = none();
  #recent = new Map<number, Said[]>();
  #recentSize = 0;
  /** Pinned messages. */
  readonly #pinned = new Set<number>();

  /** Null where it is no record of one. */
  static from({ targets, seqs, doings }: AnnotationRecord): AnnotationIndex | null {
    const [left, right, kinds] = [decoded(targets, 8), decoded(seqs, 8), decoded(doings, 1)];
    if (!left || !right || !kinds) return null;
    const sorted = { targets: new Float64Array(left), seqs: new Float64Array(right), doings: new Uint8Array(kinds) };
    const { length } = sorted.targets;
    if (sorted.seqs.length !== length || sorted.doings.length !== length) return null;
    const index = new AnnotationIndex();
    for (let i = 0; i < length; i += 1) {
      const [target, seq, doing] = [sorted.targets[i] ?? 0, sorted.seqs[i] ?? 0, codes[sorted.doings[i] ?? 0]];
      const [before, last] = [sorted.targets[i - 1] ?? 0, sorted.seqs[i - 1] ?? 0];
      const inOrder = target > before || (target === before && seq > last);
      if (!Number.isSafeInteger(target) || !Number.isSafeInteger(seq) || doing === undefined || !inOrder) return null;
      index.#notePin(target, doing);
    }
    index.#sorted = sorted;
    return index;
  }

  get size(): number {
    return this.#sorted.targets.length + this.#recentSize;
  }

  /** Bytes in memory, about. */
  get bytes(): number {
    return this.#sorted.targets.length * 17 + this.#recentSize * 120;
  }

  /** Messages whose last pin was not taken back, oldest first; some of them may be deleted, or dropped. */
  get pinned(): number[] {
    return [...this.#pinned].sort((a, b) => a - b);
  }

  /** Takes the next annotation of the log. */
  add(target: number, said: Said): void {
    const before = this.#recent.get(target);
    if (before) before.push(said);
    else this.#recent.set(target, [said]);
    this.#recentSize += 1;
    this.#notePin(target, said.doing);
    if (this.#recentSize >= RECENT) this.#merge();
  }

  /** What was said about one message, oldest first. */
  of(target: number): Said[] {
    const { targets, seqs, doings } = this.#sorted;
    const found: Said[] = [];
    for (let i = this.#firstFrom(target); targets[i] === target; i += 1)
      found.push({ seq: seqs[i] ?? 0, doing: codes[doings[i] ?? 0] ?? 'ack' });
    const recent = this.#recent.get(target);
    return recent ? [...found, ...recent] : found;
  }

  /** What was said about the messages of a stretch, both ends included. */
  between(first: number, last: number): Said[] {
    const { targets, seqs, doings } = this.#sorted;
    const found: Said[] = [];
    for (let i = this.#firstFrom(first); (targets[i] ?? Infinity) <= last; i += 1)
      found.push({ seq: seqs[i] ?? 0, doing: codes[doings[i] ?? 0] ?? 'ack' });
    for (const [target, said] of this.#recent) if (target >= first && target <= last) found.push(...said);
    return found;
  }

  /** Forgets what the log has dropped. What is about a message that went may be of use when that is taken in again. */
  forgetBefore(seq: number): void {
    this.#merge((said) => said >= seq);
    for (const target of this.#pinned) if (target < seq) this.#pinned.delete(target);
  }

  record(): AnnotationRecord {
    this.#merge();
    const { targets, seqs, doings } = this.#sorted;
    return { targets: encoded(targets), seqs: encoded(seqs), doings: encoded(doings) };
  }

  #notePin(target: number, doing: Doing): void {
    if (doing === 'pin') this.#pinned.add(target);
    if (doing === 'unpin') this.#pinned.delete(target);
  }

  /** The first place whose target is not smaller. */
  #firstFrom(target: number): number {
    const { targets } = this.#sorted;
    let low = 0;
    for (let high = targets.length; low < high;) {
      const middle = (low + high) >>> 1;
      if ((targets[middle] ?? 0) < target) low = middle + 1;
      else high = middle;
    }
    return low;
  }

  /** Sorts in what came since. */
  #merge(stays: (seq: number) => boolean = () => true): void {
    const old = this.#sorted;
    const recent = [...this.#recent].sort(([a], [b]) => a - b);
    const size = this.size;
    const next: Sorted = { targets: new Float64Array(size), seqs: new Float64Array(size), doings: new Uint8Array(size) };
    let to = 0;
    const put = (target: number, seq: number, doing: number): void => {
      if (!stays(seq)) return;
      next.targets[to] = target;
      next.seqs[to] = seq;
      next.doings[to] = doing;
      to += 1;
    };
    let from = 0;
    const copyUpTo = (target: number): void => {
      for (; (old.targets[from] ?? Infinity) <= target; from += 1)
        put(old.targets[from] ?? 0, old.seqs[from] ?? 0, old.doings[from] ?? 0);
    };
    for (const [target, said] of recent) {
      copyUpTo(target);
      for (const { seq, doing } of said) put(target, seq, codes.indexOf(doing));
    }
    copyUpTo(Number.MAX_SAFE_INTEGER);
    this.#sorted = { targets: next.targets.slice(0, to), seqs: next.seqs.slice(0, to), doings: next.doings.slice(0, to) };
    this.#recent = new Map();
    this.#recentSize = 0;
  }
}
