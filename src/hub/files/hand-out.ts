/** `GET /files/<id>`: a file, or the rest of it, as something to be saved and never as a page. */
import { once } from 'node:events';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { refuse } from './answer';
import type { Files } from './files';
import type { Pass } from './tokens';

/** Bytes that are read at a time: two of them in memory for each reader. */
const PIECE = 256 * 1024;

/** Whatever it is, and whatever a browser makes of it: it is no page of this hub. */
const headers = {
  'Content-Type': 'application/octet-stream',
  'Content-Security-Policy': "default-src 'none'; sandbox",
  'X-Content-Type-Options': 'nosniff',
  'Cross-Origin-Resource-Policy': 'same-origin',
  'Cache-Control': 'no-store',
  'Accept-Ranges': 'bytes',
} as const;

/** RFC 6266 with RFC 8187: the name in a form that no header breaks on. */
const disposition = (name: string): string =>
  `attachment; filename="file"; filename*=UTF-8''${encodeURIComponent(name).replace(/['()*]/g, (c) => `%${c.charCodeAt(0).toString(16).toUpperCase()}`)}`;

/** The part that is asked for (RFC 9110 §14.1.2, one range from somewhere on): all without a range, null where there is no such part. */
function partOf(range: string | undefined, size: number): { from: number; to: number } | null {
  const [, first, last] = /^bytes=(\d{1,16})-(\d{0,16})$/.exec(range ?? '') ?? [];
  // What is not understood is ignored, as HTTP wants it.
  if (first === undefined) return { from: 0, to: size };
  const from = Number(first);
  const to = last ? Math.min(Number(last) + 1, size) : size;
  return from < size && from < to ? { from, to } : null;
}

/** Answers one. The token was taken already. */
export async function handOut(req: IncomingMessage, res: ServerResponse, pass: Pass, files: Files): Promise<void> {
  const { file, member } = pass;
  const { size, name, sha256, room } = file.record;
  const part = partOf(req.headers.range, size);
  if (!file.whole) return refuse(req, res, 404, 'file_unknown');
  if (!part) return refuse(req, res, 416, 'file_offset', { received: size }, { 'Content-Range': `bytes */${String(size)}` });
  const handle = await files.store.openWhole(file).catch(() => null);
  if (!handle) return refuse(req, res, 404, 'file_unknown');
  const { from, to } = part;
  const whole = to - from === size;
  res.writeHead(whole ? 200 : 206, {
    ...headers,
    'Content-Length': String(to - from),
    'Content-Disposition': disposition(name),
    ETag: `"${sha256 ?? ''}"`,
    ...(whole ? {} : { 'Content-Range': `bytes ${String(from)}-${String(to - 1)}/${String(size)}` }),
  });
  try {
    for (let at = from; at < to && !res.destroyed;) {
      const piece = Buffer.allocUnsafe(Math.min(PIECE, to - at));
      const got = await handle.read(piece, at);
      // Sent away, or the file removed: what is left of it is not theirs any more.
      if (got === 0 || file.gone || files.stopping || !files.isThere(member, room)) return void res.destroy();
      at += got;
      if (!res.write(got < piece.length ? piece.subarray(0, got) : piece)) await drained(res, files);
    }
    res.end();
  } catch (error: unknown) {
    if (!res.destroyed) files.log.error('error', error, { file: file.record.id });
    res.destroy();
  } finally {
    await handle.close();
  }
}

/** Resolves when more may be written; ends the connection of a reader that takes nothing. */
async function drained(res: ServerResponse, { clock, limits }: Files): Promise<void> {
  if (res.destroyed) return;
  const cancel = clock.after(limits.fileStall, () => res.destroy());
  const over = new AbortController();
  const { signal } = over;
  try {
    await Promise.race([once(res, 'drain', { signal }), once(res, 'close', { signal })]);
  } finally {
    cancel();
    over.abort();
  }
}
