/** What a browser of the network is shown that came without encryption: why not, where to go, and what to compare. No script, nothing from elsewhere. */
import { createHash } from 'node:crypto';
import { fingerprintText } from '../../shared/fingerprint';
import type { Fingerprint } from '../../shared/reach';

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
 */
export function explanationPage(name: string, url: string, { certificate, publicKey }: Fingerprint): string {
  const row = (what: string, hex: string): string => `<dt>${what} (SHA-256)</dt><dd><code>${fingerprintText(hex)}</code></dd>`;
  return `<!doctype html>
<html lang="en">
<meta charset="utf-8">
<meta name="viewport" content="width=device-width,initial-scale=1">
<title>${escaped(name)}: encrypted only</title>
<style>${STYLE}</style>
<h1>${escaped(name)} is encrypted</h1>
<p>This address begins with <code>http://</code>: everybody on this network could read along. The host of this place wants that nobody can.</p>
<p><a class="go" href="${escaped(url)}">Open ${escaped(url)}</a></p>
<p>Did you come by an invite link? Then open that link again with <code>https://</code> at its beginning, so that all of it is kept.</p>
<h2>Your browser will warn you</h2>
<p>It cannot know this certificate, because the host's own computer made it. Before you go on, look at the certificate in the warning and compare it with the
host's screen, where the same digits are shown. If they differ, somebody is in between: do not go on.</p>
<dl>${row('Certificate', certificate)}${row('Public key', publicKey)}</dl>
<p>Somebody in between could change this page, too. Only the host's screen counts.</p>
`;
}
