/** A text in pieces, so that found parts are drawn without any HTML. */

/** A piece of a text. */
export interface Piece {
  text: string;
  marked: boolean;
}

/** The whole text, cut where a range begins or ends. Ranges that make no sense mark nothing. */
export function pieces(text: string, marks: readonly (readonly [from: number, to: number])[]): Piece[] {
  const cut: Piece[] = [];
  let at = 0;
  for (const [from, to] of marks) {
    if (from < at || to <= from || to > text.length) continue;
    if (from > at) cut.push({ text: text.slice(at, from), marked: false });
    cut.push({ text: text.slice(from, to), marked: true });
    at = to;
  }
  if (at < text.length) cut.push({ text: text.slice(at), marked: false });
  return cut;
}
