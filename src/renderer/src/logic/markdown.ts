/** Reads the Markdown that people write into a tree of a few known parts. No HTML is made of it, anywhere. */
import MarkdownIt, { type MarkdownIt as Parser, type Token } from 'markdown-it';
import { openableLink } from '../../../shared/links';

/** Elements that a message may have. */
const tags = ['p', 'em', 'strong', 's', 'blockquote', 'ul', 'ol', 'li', 'table', 'thead', 'tbody', 'tr', 'th', 'td'] as const;
type Tag = (typeof tags)[number];

/** Words, or something with more in it. */
export type TextNode =
  | string
  | { kind: 'element'; tag: Tag; children: TextNode[]; start?: number; align?: 'center' | 'end' }
  | { kind: 'link'; href: string; children: TextNode[] }
  | { kind: 'code'; text: string }
  /** Somebody is called; `mine`: whoever reads it. */
  | { kind: 'mention'; text: string; mine: boolean }
  /** `language` is what stands behind the fence, lower case; empty where nothing does. */
  | { kind: 'block'; text: string; language: string };

/** Links are not looked for in texts above this: finding them costs more than a frame in crafted ones (8 KiB: below 16 ms). */
const LINKIFIED = 8_192;

/** Quotes and lists in each other are read so deep, and are words below that: nobody means more. */
const DEEPEST = 12;

/** Columns of a table, and its cells in all: short rows are filled up, so 8,000 characters could ask for 65,000 cells. */
const WIDEST = 20;
const CELLS = 400;

/** Ends of a name that is a link without `https://` before it. Those that are ends of files as well (md, rs, sh, py, pl, so) are not among them. */
const BARE_TLDS = 'com org net edu gov info eu de at ch fr es it nl be uk ie dk se no fi cz jp cn kr in br ca au nz us dev'.split(
  ' ',
);

function makeParser(): Parser {
  const parser = new MarkdownIt('default', {
    html: false,
    linkify: true,
    breaks: false,
    typographer: false,
    maxNesting: DEEPEST,
  });
  // A chat is no document: a line that begins with # or is indented means itself, and a picture is never fetched.
  parser.disable(['heading', 'lheading', 'hr', 'code', 'reference', 'image', 'html_block', 'html_inline', 'entity']);
  parser.validateLink = (url) => openableLink(url) !== null;
  parser.normalizeLink = (url) => openableLink(url)?.href ?? url;
  parser.normalizeLinkText = (url) => url;
  // `//a.b/` in a row makes the search quadratic; ftp is nothing that we open; a bare 10.0.0.1 is an address to tell, not to open.
  parser.linkify
    .set({ fuzzyLink: true, fuzzyEmail: true, fuzzyIP: false })
    .tlds([...BARE_TLDS])
    .add('//', null)
    .add('ftp:', null);
  return parser;
}

const parser = makeParser();
const tableless = makeParser().disable('table');

/** Whether a table in this text would be of a size that people read. */
function hasSmallTables(text: string): boolean {
  const lines = text.split('\n');
  const columns = lines.reduce((most, line) => Math.max(most, line.split('|').length), 0);
  return columns <= WIDEST + 2 && columns * lines.length <= CELLS;
}

const isTag = (name: string): name is Tag => tags.some((tag) => tag === name);

/** The parts of a message, top to bottom. */
export function readMarkdown(text: string): TextNode[] {
  const reader = !text.includes('|') || hasSmallTables(text) ? parser : tableless;
  reader.set({ linkify: text.length <= LINKIFIED });
  return tree(reader.parse(text, {}));
}

/** Folds markdown-it's flat list of openings and closings. */
function tree(tokens: readonly Token[]): TextNode[] {
  const root: TextNode[] = [];
  const open: TextNode[][] = [root];
  const add = (...nodes: TextNode[]): void => void open.at(-1)?.push(...nodes);
  for (const token of tokens) {
    if (token.nesting < 0) {
      if (closes(token)) open.pop();
    } else if (token.nesting > 0) {
      const node = opened(token);
      if (!node) continue;
      add(node);
      open.push(node.children);
    } else {
      add(...leaf(token));
    }
  }
  return root;
}

/** A list whose items are one line each has its paragraphs hidden. */
const closes = (token: Token): boolean => !token.hidden && (token.type === 'link_close' || isTag(token.tag));

function opened(token: Token): Extract<TextNode, { children: TextNode[] }> | null {
  if (token.hidden) return null;
  if (token.type === 'link_open') return { kind: 'link', href: String(token.attrGet('href') ?? ''), children: [] };
  if (!isTag(token.tag)) return null;
  const start = token.attrGet('start');
  const align = /text-align:(center|right)/.exec(String(token.attrGet('style') ?? ''))?.[1];
  return {
    kind: 'element',
    tag: token.tag,
    children: [],
    ...(start === null ? {} : { start: Number(start) }),
    ...(align === undefined ? {} : { align: align === 'center' ? ('center' as const) : ('end' as const) }),
  };
}

function leaf(token: Token): TextNode[] {
  switch (token.type) {
    case 'inline':
      return tree(token.children ?? []);
    case 'softbreak':
    case 'hardbreak':
      return ['\n'];
    case 'code_inline':
      return [{ kind: 'code', text: token.content }];
    case 'fence':
      return [{ kind: 'block', text: token.content.replace(/\n$/, ''), language: languageOf(token.info) }];
    default:
      return token.content ? [token.content] : [];
  }
}

const languageOf = (info: string): string => (/^[\w+#-]{1,32}/.exec(info.trim())?.[0] ?? '').toLowerCase();
