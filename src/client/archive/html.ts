/** A conversation as a page that says everything, asks nobody for anything, and runs nothing. */
import type { Entry } from '../../shared/protocol';

const escapes: Readonly<Record<string, string>> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;', "'": '&#39;' };

/** Text that stays text, wherever it stands in the page. */
export const escapeHtml = (text: string): string => text.replace(/[&<>"']/g, (one) => escapes[one] ?? one);

/** Nothing is loaded and nothing runs, whatever somebody wrote; the style is the page's own. */
const POLICY = "default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'";

const STYLE = `:root{color-scheme:light dark}body{max-width:46rem;margin:2rem auto;padding:0 1rem;font:15px/1.45 system-ui,sans-serif}
h1{font-size:20px}h2{margin:2rem 0 .5rem;border-bottom:1px solid #8884;font-size:15px}article{margin:.6rem 0}
header{display:flex;gap:.6rem;align-items:baseline}time,.gone,footer{opacity:.7;font-size:13px}p{margin:0;white-space:pre-wrap;overflow-wrap:anywhere}`;

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

/** Draws one page of entries after the other, with a heading where a day begins. Times are UTC: it says so, and every reader sees the same. */
export function htmlDays(): (entries: readonly Entry[]) => string {
  let day = '';
  return (entries) =>
    entries
      .map((entry) => {
        if (entry.kind !== 'message') return '';
        const iso = isoOf(entry.at);
        const heading = iso.slice(0, 10) === day ? '' : `<h2>${iso.slice(0, 10)}</h2>\n`;
        day = iso.slice(0, 10);
        return heading + article(entry, iso);
      })
      .join('');
}

function article(entry: Entry & { kind: 'message' }, iso: string): string {
  const head = `<header><b dir="auto">${escapeHtml(entry.author.name)}</b><time datetime="${iso}">${iso.slice(11, 16)} UTC</time></header>`;
  const body = entry.deleted ? '<p class="gone">✕</p>' : `<p dir="auto">${escapeHtml(entry.text)}</p>`;
  return `<article id="m${String(entry.seq)}">${head}${body}</article>\n`;
}

/** A hub's clock may say anything. */
function isoOf(at: number): string {
  const date = new Date(at);
  return Number.isNaN(date.getTime()) ? '0000-00-00T00:00:00.000Z' : date.toISOString();
}
