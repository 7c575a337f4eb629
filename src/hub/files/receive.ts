/** `PATCH /files/<id>`: a part of a file, from where the hub is. */
import type { IncomingMessage, ServerResponse } from 'node:http';
import type { ErrorCode } from '../../shared/protocol';
import { StorageError, storageError } from '../../storage/storage-error';
import { refuse } from './answer';
import type { FileHandle } from './disk';
import type { Files } from './files';
import type { KeptFile } from './store';
import type { Pass } from './tokens';

/** A number as HTTP says it; null where it is none. */
const numberOf = (text: string | string[] | undefined): number | null => {
  const number = typeof text === 'string' && /^\d{1,16}$/.test(text) ? Number(text) : null;
  return number !== null && Number.isSafeInteger(number) ? number : null;
};

/** SHA-256 of the whole file, as base64url, where the request says one (RFC 9530). */
const digestOf = ({ headers }: IncomingMessage): string | null => {
  const said = headers['repr-digest'];
  const [, base64] = /(?:^|,)\s*sha-256=:([A-Za-z0-9+/]{43}=):/.exec(typeof said === 'string' ? said : '') ?? [];
  return base64 === undefined ? null : Buffer.from(base64, 'base64').toString('base64url');
};

const statuses: Partial<Record<ErrorCode, number>> = {
  storage_full: 507,
  storage_failed: 500,
  file_mismatch: 422,
  file_unknown: 404,
};

/** Answers one. The token was taken already. */
export async function receive(req: IncomingMessage, res: ServerResponse, pass: Pass, files: Files): Promise<void> {
  const { file } = pass;
  const { limits, store } = files;
  const offset = numberOf(req.headers['upload-offset']);
  const length = numberOf(req.headers['content-length']);
  if (offset === null) return refuse(req, res, 400, 'bad_message');
  // Without a length nobody can say where it would end.
  if (length === null) return refuse(req, res, 411, 'bad_message');
  const { size } = file.record;
  // Of two that bring the same file the later one has it.
  await file.interrupt?.();
  if (file.whole || file.checking) {
    if (length > 0) return refuse(req, res, 413, 'file_too_large', { limit: size });
  } else if (offset !== file.received) {
    return refuse(req, res, 409, 'file_offset', { received: file.received });
  } else if (offset + length > size) {
    // Who says less than they send is not believed in anything.
    await store.remove(file);
    return refuse(req, res, 413, 'file_too_large', { limit: size });
  } else if (length > limits.fileChunk) {
    return refuse(req, res, 413, 'file_too_large', { limit: limits.fileChunk });
  }
  if (files.stopping) return refuse(req, res, 503, 'stopping');
  try {
    if (length > 0 && !(await write(req, file, length, files))) return;
    if (file.gone) return refuse(req, res, 404, 'file_unknown');
    if (file.received < size) return say(res, { received: file.received, token: files.tokens.issue(pass) });
    const digest = digestOf(req);
    if (digest !== null && file.record.wanted === undefined && !file.whole && !file.checking)
      file.record = { ...file.record, wanted: digest };
    const refusal = await store.finish(file);
    if (refusal) return refuse(req, res, statuses[refusal] ?? 400, refusal);
    say(res, { received: size, sha256: file.record.sha256 ?? '' });
  } catch (error: unknown) {
    const { code } = error instanceof StorageError ? error : storageError(error, file.record.id);
    files.log.error('error', error, { file: file.record.id, code });
    refuse(req, res, statuses[code] ?? 500, code);
  }
}

function say(res: ServerResponse, value: object): void {
  res.writeHead(200, { 'Content-Type': 'application/json', 'Cache-Control': 'no-store' });
  res.end(`${JSON.stringify(value)}\n`);
}

/** Writes what comes. @returns false where the connection ended first: what came stays. Rejects with what the disk says */
async function write(req: IncomingMessage, file: KeptFile, length: number, { store, limits, clock }: Files): Promise<boolean> {
  let written = (): void => undefined;
  const over = new Promise<void>((resolve) => (written = resolve));
  const interrupt = (file.interrupt = () => {
    req.destroy();
    return over;
  });
  const start = file.received;
  const stalled = (): void => void req.destroy();
  let cancelStall = clock.after(limits.fileStall, stalled);
  let at = start;
  try {
    if (!(await store.hasRoom(length))) throw new StorageError('storage_full', `${file.record.id}: no room beside the chat`);
    const handle = await store.openPart(file);
    try {
      // What is not read stays where it is: the answer must still find its way.
      for await (const chunk of req.iterator({ destroyOnReturn: false }) as AsyncIterable<Buffer>) {
        cancelStall();
        cancelStall = clock.after(limits.fileStall, stalled);
        await handle.write(chunk, at);
        at += chunk.length;
      }
    } catch (error: unknown) {
      // A connection that is gone is no failure: what came of it counts.
      if (!req.destroyed || req.complete) throw error;
    } finally {
      // So that never more than one part of each file is unwritten: the chat's own syncs would wait for it.
      await synced(handle).catch((error: unknown) => {
        at = start;
        throw error;
      });
    }
  } finally {
    cancelStall();
    store.grown(file, at);
    if (file.interrupt === interrupt) file.interrupt = null;
    written();
  }
  return at === start + length;
}

const synced = (handle: FileHandle): Promise<void> => handle.sync().finally(() => handle.close());
