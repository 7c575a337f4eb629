/** Serves `app://hearth/…` from the built renderer, and nothing outside it. */
import { readFile } from 'node:fs/promises';
import { extname, join, sep } from 'node:path';
import { protocol } from 'electron';
import { securityHeaders } from '../shared/headers';
import { APP_SCHEME, type Pages } from './pages';

const types: Readonly<Record<string, string>> = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.json': 'application/json; charset=utf-8',
  '.webmanifest': 'application/manifest+json; charset=utf-8',
  '.svg': 'image/svg+xml',
  '.png': 'image/png',
  '.ico': 'image/x-icon',
  '.woff2': 'font/woff2',
};

/** Makes the scheme a web origin of its own. Before `ready`, once. */
export function registerScheme(): void {
  protocol.registerSchemesAsPrivileged([
    { scheme: APP_SCHEME, privileges: { standard: true, secure: true, supportFetchAPI: true } },
  ]);
}

function decodePath(pathname: string): string | null {
  try {
    return decodeURIComponent(pathname);
  } catch {
    return null;
  }
}

/**
 * The file behind an address.
 * @returns null where the address is not the app's, or would lead out of `root` on any system
 */
export function fileFor(address: string, root: string, pages: Pages): string | null {
  if (!pages.owns(address)) return null;
  const path = decodePath(new URL(address).pathname);
  // A backslash and a colon mean something on Windows, and a NUL ends names below Node; no file of the bundle has one.
  if (path === null || !path.startsWith('/') || /[\\:\0]/.test(path)) return null;
  if (path.split('/').some((part) => part === '.' || part === '..')) return null;
  const file = join(root, path === '/' ? 'index.html' : path);
  return file.startsWith(root + sep) ? file : null;
}

/** Answers one request for a file of the bundle. */
export async function answer(request: Request, root: string, pages: Pages): Promise<Response> {
  if (request.method !== 'GET') return new Response(null, { status: 405, headers: securityHeaders });
  const file = fileFor(request.url, root, pages);
  const type = file === null ? undefined : types[extname(file)];
  const content = file === null || type === undefined ? null : await readFile(file).catch(() => null);
  if (content === null || type === undefined) return new Response(null, { status: 404, headers: securityHeaders });
  return new Response(new Uint8Array(content), {
    headers: { ...securityHeaders, 'Content-Type': type, 'Cache-Control': 'no-cache' },
  });
}

/** Begins to serve. After `ready`. */
export function serveBundle(root: string, pages: Pages): void {
  protocol.handle(APP_SCHEME, (request) => answer(request, root, pages));
}
