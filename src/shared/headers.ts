/** Response headers of every page and file that the app or a hub hands to a window. */

/**
 * Nothing but what the page itself brings: no inline script, no eval, no remote anything. `'self'` in connect-src covers the hub's
 * own WebSocket (CSP level 3). Trusted Types close the DOM's doors to strings; Vue's policy is the only one.
 */
const policy = (scripts: string): string =>
  [
    "default-src 'none'",
    `script-src ${scripts}`,
    "style-src 'self'",
    "img-src 'self' blob:",
    'media-src blob:',
    "font-src 'self'",
    "connect-src 'self'",
    "manifest-src 'self'",
    "base-uri 'none'",
    "form-action 'none'",
    "frame-ancestors 'none'",
    "require-trusted-types-for 'script'",
    'trusted-types vue',
  ].join('; ');

/** Of the app's own page. */
export const CONTENT_SECURITY_POLICY = policy("'self'");

/** Of a hub's pages: in a browser the password half of a login is WebAssembly, which the app runs outside its page. It allows no eval. */
export const PAGES_POLICY = policy("'self' 'wasm-unsafe-eval'");

/** The full set; `Cache-Control` is for whoever serves the file to decide. */
export const securityHeaders: Readonly<Record<string, string>> = {
  'Content-Security-Policy': CONTENT_SECURITY_POLICY,
  'X-Content-Type-Options': 'nosniff',
  'Referrer-Policy': 'no-referrer',
  'Cross-Origin-Opener-Policy': 'same-origin',
  'Cross-Origin-Resource-Policy': 'same-origin',
  'Permissions-Policy': 'camera=(), microphone=(self), geolocation=()',
};

/** The same for a hub's pages. */
export const pagesHeaders: Readonly<Record<string, string>> = { ...securityHeaders, 'Content-Security-Policy': PAGES_POLICY };
