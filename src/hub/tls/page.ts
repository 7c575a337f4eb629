/** What a browser of the network is shown that came without encryption: why not, where to go, and what to compare. No script, nothing from elsewhere. */
import { createHash } from 'node:crypto';
import { fingerprintText } from '../../shared/fingerprint';
import type { Fingerprint } from '../../shared/reach';
import { pageLanguage, pageWords } from './page-words';

const STYLE = `
:root{color-scheme:light dark}
body{max-width:36rem;margin:0 auto;padding:2rem 1.25rem;font:1rem/1.5 system-ui,sans-serif;overflow-wrap:anywhere}
h1{font-size:1.5rem;line-height:1.25}
a.go{display:inline-block;padding:.75rem 1.25rem;border:2px solid;border-radius:.5rem;font-weight:600}
dt{margin-top:1rem}
dd{margin:0}
code{font:1rem/1.6 ui-monospace,monospace}
`;

/** For this page alone: its one style, and nothing else. */
export const EXPLANATION_POLICY = [
  "default-src 'none'",
  `style-src 'sha256-${createHash('sha256').update(STYLE).digest('base64')}'`,
  "base-uri 'none'",
  "form-action 'none'",
  "frame-ancestors 'none'",
].join('; ');

const entities: Record<string, string> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;', "'": '&#39;' };
const escaped = (text: string): string => text.replaceAll(/[&<>"']/g, (sign) => entities[sign] ?? '');

/**
 * The page.
 * @param name - the hub's name for people
 * @param url - `https:` address of the hub under the name by which it was asked for
 * @param accepted - the browser's `Accept-Language`
 */
export function explanationPage(name: string, url: string, { certificate, publicKey }: Fingerprint, accepted = ''): string {
  const language = pageLanguage(accepted);
  const words = pageWords(language);
  const row = (what: string, hex: string): string =>
    `<dt>${what} (SHA-256)</dt><dd><code dir="ltr">${fingerprintText(hex)}</code></dd>`;
  const scheme = (text: string): string => `<code dir="ltr">${text}</code>`;
  return `<!doctype html>
<html lang="${language}" dir="${language === 'ar' ? 'rtl' : 'ltr'}">
<meta charset="utf-8">
<meta name="viewport" content="width=device-width,initial-scale=1">
<title>${words.title(escaped(name))}</title>
<style>${STYLE}</style>
<h1>${words.heading(escaped(name))}</h1>
<p>${words.why(scheme('http://'))}</p>
<p><a class="go" href="${escaped(url)}">${words.open(escaped(url))}</a></p>
<p>${words.invite(scheme('https://'))}</p>
<h2>${words.warning}</h2>
<p>${words.compare}</p>
<dl>${row(words.certificate, certificate)}${row(words.publicKey, publicKey)}</dl>
<p>${words.between}</p>
`;
}
