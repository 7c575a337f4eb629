/** Finds the links in what people write. */
import { LinkifyIt } from 'linkify-it';
import { openableLink } from '../../../shared/links';

/** A run of a message: words, or a link. */
export interface TextPart {
  text: string;
  href?: string;
}

/** Texts above this are shown without links: finding them costs more than a frame in crafted ones (8 KiB: below 16 ms). */
const LONGEST = 8_192;

const finder = new LinkifyIt({ fuzzyLink: true, fuzzyEmail: true, fuzzyIP: false })
  // `//a.b/` in a row makes its search quadratic; ftp is nothing that we open.
  .add('//', null)
  .add('ftp:', null);

/** A message cut at its links, in order; all of it is there. */
export function textParts(text: string): TextPart[] {
  const found = text.length <= LONGEST ? (finder.match(text) ?? []) : [];
  const parts: TextPart[] = [];
  let end = 0;
  for (const match of found) {
    const link = openableLink(match.url);
    if (!link) continue;
    if (match.index > end) parts.push({ text: text.slice(end, match.index) });
    parts.push({ text: text.slice(match.index, match.lastIndex), href: link.href });
    end = match.lastIndex;
  }
  if (end < text.length) parts.push({ text: text.slice(end) });
  return parts;
}
