/** What the hub answers to HTTP, with TLS and without: the browser client, and whether it is well. */
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import type { IncomingMessage, ServerResponse } from 'node:http';
import sirv from 'sirv';
import { pagesHeaders } from '../shared/headers';
import type { Fingerprint } from '../shared/reach';
import { AGENT, SOCKET_PATH, type Guests } from '../shared/protocol';
import { arrivalOf, encryptedEnough, hostAllowed, originAllowed } from './gates';
import { refuse } from './files/answer';
import type { Files } from './files/files';
import type { Readiness } from './readiness';
import { EXPLANATION_POLICY, explanationPage } from './tls/page';

/** What the pages need. */
export interface HttpOptions {
  /** Folder of the built browser client; null where there is none. */
  rendererDir: string | null;
  /** Which browsers of the network get pages; this machine's own always do. */
  guests: Guests;
  fingerprint: Fingerprint;
  names: ReadonlySet<string>;
  /** Figures for /healthz. */
  health(): { hub: string; connections: number; rooms: number };
  files: Files;
  /** A request showed what only somebody who was let in has; it is answered when `res` closes. */
  onKnown(req: IncomingMessage, res: ServerResponse): void;
  /** Answer of /readyz. Never rejects. */
  ready(): Promise<Readiness>;
}

/** Answers a request with a short text. */
function say(res: ServerResponse, status: number, text: string, headers: Record<string, string> = {}): void {
  res.writeHead(status, { 'Content-Type': 'text/plain; charset=utf-8', 'Cache-Control': 'no-store', ...headers });
  res.end(`${text}\n`);
}

const NOT_BUILT = 'This hub runs, but its browser client is not built. Run "npm run build" beside it, or join with the app.';
const GUESTS_OFF = 'The host of this hub lets nobody join from a browser. Join with the app.';

/** Files whose names change with their content. */
const hashed = (path: string): boolean => path.startsWith('/assets/');

function pages(dir: string | null): (req: IncomingMessage, res: ServerResponse, next: () => void) => void {
  if (dir === null || !existsSync(join(dir, 'index.html')))
    return (req, res, next) => (pathOf(req) === '/' ? say(res, 503, NOT_BUILT) : next());
  return sirv(dir, {
    etag: true,
    // The build puts them there; a phone on a weak network gets a third of the bytes.
    gzip: true,
    extensions: ['html'],
    setHeaders: (res, path) => res.setHeader('Cache-Control', hashed(path) ? 'public, max-age=31536000, immutable' : 'no-cache'),
  });
}

/** Where the same hub answers with TLS. A `Host` without a port means 80, which `https:` would not. */
const httpsUrl = (host: string): string => `https://${/:\d+$/.test(host) ? host : `${host}:80`}/`;

function sayJson(res: ServerResponse, status: number, value: object): void {
  res.writeHead(status, { 'Content-Type': 'application/json', 'Cache-Control': 'no-store' });
  res.end(`${JSON.stringify(value)}\n`);
}

const pathOf = (req: IncomingMessage): string => (req.url ?? '/').split('?', 1)[0] ?? '/';

/** The id in `/files/<id>`; null where it is another path. */
const fileOf = (path: string): string | null => /^\/files\/([\w-]{1,64})$/.exec(path)?.[1] ?? null;

const hasBody = ({ headers }: IncomingMessage): boolean =>
  headers['transfer-encoding'] !== undefined || Number(headers['content-length'] ?? 0) > 0;

/** The listener for an HTTP server's `request`. */
export function httpHandler(options: HttpOptions): (req: IncomingMessage, res: ServerResponse) => void {
  const { guests, names, health, fingerprint } = options;
  const serve = pages(options.rendererDir);

  const explain = (req: IncomingMessage, res: ServerResponse, path: string): void => {
    if (path !== '/') return say(res, 404, 'There is nothing at this address without encryption.');
    res.writeHead(200, {
      'Content-Type': 'text/html; charset=utf-8',
      'Cache-Control': 'no-store',
      'Content-Security-Policy': EXPLANATION_POLICY,
    });
    const { host = '', 'accept-language': accepted } = req.headers;
    res.end(explanationPage(health().hub, httpsUrl(host), fingerprint, accepted));
  };

  const carry = (req: IncomingMessage, res: ServerResponse, file: string): void => {
    const arrival = arrivalOf(req);
    const { origin, host } = req.headers;
    if (!encryptedEnough(arrival, guests)) return refuse(req, res, 403, 'tls_required');
    const foreign =
      !originAllowed(origin, host ?? '', arrival.scheme) || (guests === 'off' && origin !== undefined && !arrival.local);
    if (foreign) return refuse(req, res, 403, 'refused');
    options.files.answer(req, res, file, () => options.onKnown(req, res));
  };

  return (req, res) => {
    for (const [name, value] of Object.entries(pagesHeaders)) res.setHeader(name, value);
    if (!hostAllowed(req.headers.host, names)) return say(res, 421, 'This hub does not go by that name.');
    const file = fileOf(pathOf(req));
    if (file !== null) return carry(req, res, file);
    // What is not read cannot hold a connection for as long as a file may.
    if (!req.complete && hasBody(req)) res.setHeader('Connection', 'close');
    if (req.method !== 'GET' && req.method !== 'HEAD')
      return say(res, 405, 'Only GET and HEAD are answered here.', { Allow: 'GET, HEAD' });
    const path = pathOf(req);
    if (path === '/healthz') return sayJson(res, 200, { status: 'ok', ...health(), version: AGENT });
    if (path === '/readyz')
      return void options.ready().then((readiness) => sayJson(res, readiness.status === 'ready' ? 200 : 503, readiness));
    if (path === SOCKET_PATH) return say(res, 426, 'This is the path for WebSocket clients.', { Upgrade: 'websocket' });
    const arrival = arrivalOf(req);
    if (guests === 'off' && !arrival.local) return say(res, 403, GUESTS_OFF);
    if (!encryptedEnough(arrival, guests)) return explain(req, res, path);
    serve(req, res, () => say(res, 404, 'There is nothing at this address.'));
  };
}
