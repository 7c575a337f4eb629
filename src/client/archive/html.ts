/** A conversation as a page that says everything, asks nobody for anything, and runs nothing. */
import type { Entry, Message } from '../../shared/protocol';
import type { Annotated } from '../annotate';

const escapes: Readonly<Record<string, string>> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;', "'": '&#39;' };

/** Text that stays text, wherever it stands in the page. */
export const escapeHtml = (text: string): string => text.replace(/[&<>"']/g, (one) => escapes[one] ?? one);

/** Nothing is loaded and nothing runs, whatever somebody wrote; the style is the page's own. */
const POLICY = "default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'";

const STYLE = `:root{color-scheme:light dark}body{max-width:46rem;margin:2rem auto;padding:0 1rem;font:15px/1.45 system-ui,sans-serif}
h1{font-size:20px}h2{margin:2rem 0 .5rem;border-bottom:1px solid #8884;font-size:15px}article{margin:.6rem 0}
header{display:flex;gap:.6rem;align-items:baseline}time,.gone,.said,footer{opacity:.7;font-size:13px}blockquote{margin:.2rem 0;padding-inline-start:.6rem;border-inline-start:3px solid #8886;opacity:.8}p{margin:0;white-space:pre-wrap;overflow-wrap:anywhere}`;

/** Up to the first message. */
export function htmlBegin({ hubName, roomName, at }: { hubName: string; roomName: string; at: number }): string {
  const title = escapeHtml(`${roomName} – ${hubName}`);
  return `<!doctype html>
<html><head><meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="${POLICY}">
<meta name="viewport" content="width=device-width"><meta name="referrer" content="no-referrer">
<title>${title}</title><style>${STYLE}</style></head><body>
<h1 dir="auto">${title}</h1><footer><time>${isoOf(at)}</time></footer><main>
`;
}

/** After the last one. */
export const HTML_END = '</main></body></html>\n';

/** What the page shows of one message besides itself. */
export interface HtmlMessage {
  now: Annotated;
  /** The message that it answers, as it is now; null where it answers none, or one that is not here. */
  quoted: Annotated | null;
}

/** Draws one page of entries after the other, with a heading where a day begins. Times are UTC: it says so, and every reader sees the same. */
export function htmlDays(): (entries: readonly Entry[], of: (message: Message) => HtmlMessage) => string {
  let day = '';
  return (entries, of) =>
    entries
      .map((entry) => {
        if (entry.kind === 'topic')
          return `<p class="said" dir="auto">${escapeHtml(`${entry.author.name}: # ${entry.text}`)}</p>\n`;
        if (entry.kind !== 'message') return '';
        const iso = isoOf(entry.at);
        const heading = iso.slice(0, 10) === day ? '' : `<h2>${iso.slice(0, 10)}</h2>\n`;
        day = iso.slice(0, 10);
        return heading + article(of(entry), iso);
      })
      .join('');
}

/** Characters of a quoted message that are shown. */
const QUOTE = 200;

function article({ now, quoted }: HtmlMessage, iso: string): string {
  const { message, text, edits, reactions, deleted } = now;
  const [last] = edits.slice(1).slice(-1);
  const edited = last ? `<span class="said">✎ ${isoOf(last.at).slice(0, 16).replace('T', ' ')} UTC</span>` : '';
  const head = `<header><b dir="auto">${escapeHtml(message.author.name)}</b><time datetime="${iso}">${iso.slice(11, 16)} UTC</time>${edited}</header>`;
  const under = reactions.map(({ emoji, members }) => `${emoji} ${members.map(({ name }) => name).join(', ')}`).join(' · ');
  const body = deleted
    ? '<p class="gone">✕</p>'
    : [
        quoted &&
          `<blockquote><a href="#m${String(quoted.message.seq)}">${escapeHtml(quoted.message.author.name)}</a> ${quote(quoted)}</blockquote>`,
        message.forwarded &&
          `<p class="said" dir="auto">↪ ${escapeHtml(`${message.forwarded.author} (${message.forwarded.room})`)}</p>`,
        (text !== '' || !message.files) &&
          `<p dir="auto">${escapeHtml(message.action ? `${message.author.name} ${text}` : text)}</p>`,
        ...(message.files ?? []).map(({ name }) => `<p class="said" dir="auto">📎 ${escapeHtml(name)}</p>`),
        under !== '' && `<p class="said" dir="auto">${escapeHtml(under)}</p>`,
      ]
        .filter((line) => typeof line === 'string')
        .join('');
  return `<article id="m${String(message.seq)}">${head}${body}</article>\n`;
}

const quote = ({ text, deleted }: Annotated): string =>
  deleted ? '✕' : escapeHtml(text.length > QUOTE ? `${text.slice(0, QUOTE).replace(/[\ud800-\udbff]$/, '')}…` : text);

/** A hub's clock may say anything. */
function isoOf(at: number): string {
  const date = new Date(at);
  return Number.isNaN(date.getTime()) ? '0000-00-00T00:00:00.000Z' : date.toISOString();
}
