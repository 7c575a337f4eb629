/** FileWire of a page: requests to where it came from, and to nowhere else. */
import type { FileWire, WireRequest } from '../../../../../client/transfers/ports';
import type { Outcome, Problem } from '../../../../../shared/ipc/outcome';
import { filePath, limits } from '../../../../../shared/protocol';

/** ms for the last answer of a file: the hub may have to read all of it once more after a restart. */
const CHECKING = 600_000;

const lost: { ok: false; problem: Problem } = { ok: false, problem: { code: 'lost' } };

const parsed = (text: string): unknown => {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
};

/** RFC 9530 has base64 with padding. */
const digestField = (base64url: string): string =>
  `sha-256=:${base64url.replaceAll('-', '+').replaceAll('_', '/')}${'='.repeat((4 - (base64url.length % 4)) % 4)}:`;

const bearer = ({ token }: WireRequest): string => `Bearer ${token}`;

/** `fetch` does not say how much of a body has left; this does. */
function patch(
  { body, digest, ...wanted }: Parameters<FileWire['send']>[0],
  onSent: (bytes: number) => void,
): Promise<Outcome<{ status: number; body: unknown }>> {
  return new Promise((resolve) => {
    const request = new XMLHttpRequest();
    request.open('PATCH', filePath(wanted.file));
    request.setRequestHeader('Authorization', bearer(wanted));
    request.setRequestHeader('Content-Type', 'application/octet-stream');
    request.setRequestHeader('Upload-Offset', String(wanted.offset));
    if (digest !== undefined) request.setRequestHeader('Repr-Digest', digestField(digest));
    request.timeout = digest === undefined ? limits.fileRequestTime + limits.fileStall : CHECKING;
    request.upload.addEventListener('progress', ({ loaded }) => onSent(Math.min(loaded, body.length)));
    request.addEventListener('load', () =>
      resolve({ ok: true, value: { status: request.status, body: parsed(request.responseText) } }),
    );
    for (const event of ['error', 'abort', 'timeout']) request.addEventListener(event, () => resolve(lost));
    wanted.call.onOver(() => request.abort());
    request.send(new Blob([body as Uint8Array<ArrayBuffer>]));
  });
}

async function* piecesOf(response: Response, stop: AbortController): AsyncGenerator<Uint8Array> {
  const reader = response.body?.getReader();
  if (!reader) return;
  try {
    for (;;) {
      // A hub that falls silent is as good as gone.
      const timer = setTimeout(() => stop.abort(), limits.fileStall);
      const { done, value } = await reader.read().finally(() => clearTimeout(timer));
      if (done) return;
      yield value;
    }
  } finally {
    // Whoever wants no more of it ends the request as well.
    stop.abort();
  }
}

/** FileWire of transfers/ports.ts. */
export const pageWire: FileWire = {
  send: patch,

  async fetch(wanted) {
    const stop = new AbortController();
    wanted.call.onOver(() => stop.abort());
    try {
      const response = await fetch(filePath(wanted.file), {
        headers: { Authorization: bearer(wanted), ...(wanted.offset > 0 ? { Range: `bytes=${String(wanted.offset)}-` } : {}) },
        ...{ cache: 'no-store', credentials: 'omit', redirect: 'error', signal: stop.signal },
      });
      const { status } = response;
      const arrives = status === 200 || status === 206;
      const body = arrives ? null : parsed(await response.text());
      return { ok: true, value: { status, body, pieces: arrives ? piecesOf(response, stop) : nothing() } };
    } catch {
      return lost;
    }
  },
};

async function* nothing(): AsyncGenerator<Uint8Array> {
  // Nothing.
}
