/** The text around what was found, with the found parts as ranges: whoever draws it needs no HTML. */
import { foldMapped } from './fold';

/** Characters that a context shows of a long text. */
const LENGTH = 160;

/** Of them, before the first hit. */
const BEFORE = 40;

/** A piece of a message. */
export interface Context {
  /** What is shown; `…` stands where the text goes on. */
  text: string;
  /** Found parts of `text`: from, and up to. They do not overlap and go upwards. */
  marks: [from: number, to: number][];
}

function rangesOf(original: string, terms: readonly string[]): [number, number][] {
  const { text, starts, ends } = foldMapped(original);
  const ranges: [number, number][] = [];
  for (const term of terms) {
    for (let at = text.indexOf(term); at !== -1; at = text.indexOf(term, at + term.length))
      ranges.push([starts[at] ?? 0, ends[at + term.length - 1] ?? 0]);
  }
  ranges.sort((a, b) => a[0] - b[0] || b[1] - a[1]);
  const merged: [number, number][] = [];
  for (const [from, to] of ranges) {
    const last = merged.at(-1);
    if (last && from <= last[1]) last[1] = Math.max(last[1], to);
    else merged.push([from, to]);
  }
  return merged;
}

/** Half of a character outside the first plane is none. */
const whole = (text: string, at: number): number => (/[\udc00-\udfff]/.test(text.charAt(at)) ? at - 1 : at);

/** Cuts where a word begins, if one begins soon. */
function begin(text: string, at: number): number {
  const blank = text.slice(at, at + 16).search(/\s/);
  return blank === -1 ? whole(text, at) : at + blank + 1;
}

/** The part of a message in which terms are found; its beginning where there are none. */
export function contextOf(original: string, terms: readonly string[]): Context {
  const found = rangesOf(original, terms);
  const first = found[0]?.[0] ?? 0;
  const from = first <= BEFORE || original.length <= LENGTH ? 0 : Math.min(first, begin(original, first - BEFORE));
  const to = original.length - from <= LENGTH ? original.length : whole(original, from + LENGTH);
  const lead = from > 0 ? '…' : '';
  const text = lead + original.slice(from, to) + (to < original.length ? '…' : '');
  const by = lead.length - from;
  const marks = found
    .filter(([start]) => start < to)
    .map(([start, end]): [number, number] => [start + by, Math.min(end, to) + by]);
  return { text, marks };
}
