/** Fetches the bytes of one file from the hub: to the disk, from where this device is, or into memory, to be shown. */
import { pictureSize } from '../../shared/picture-size';
import type { Outcome } from '../../shared/ipc/outcome';
import { limits, type FileInfo, type HubFrameOf } from '../../shared/protocol';
import { refusalOf, type BringGround } from './bring';
import { failed } from '../problems';
import { SaveError, type Call, type FileSink } from './ports';

/** A way to the bytes of a file, from a place on. */
async function open(
  { ask, line, wire }: BringGround,
  room: string,
  { id, size }: Pick<FileInfo, 'id' | 'size'>,
  offset: number,
  call: Call,
): Promise<Outcome<AsyncIterable<Uint8Array>>> {
  const answer = await ask({ type: 'download', room, file: id });
  if (!answer.ok) return answer;
  const { token, size: theirs } = answer.value as HubFrameOf<'download_ready'>;
  // What the message said is what is taken, whatever the hub has.
  if (theirs !== size) return failed('file_mismatch');
  const at = line();
  if (!at) return failed('not_connected');
  const fetched = await wire.fetch({ line: at, file: id, token, offset, call });
  if (!fetched.ok) return fetched;
  const { status, body, pieces } = fetched.value;
  if (status === (offset === 0 ? 200 : 206)) return { ok: true, value: pieces };
  if (status === 401) return failed('lost');
  return status < 300 ? failed('internal') : refusalOf(status, body);
}

/** Pixels of a picture that is shown: decoded they are 256 MiB. Its bytes say nothing of them, as a white wall of 50,000 by 50,000 fits into a few. */
const MOST_PIXELS = 64 * 1024 * 1024;

/** What became of a fetched file. */
export type Saved = Awaited<ReturnType<FileSink['finish']>>;

/** Fetches what is missing and checks the whole; what does not match is taken away. */
export async function fetchFile(
  room: string,
  file: FileInfo,
  id: string,
  ground: BringGround,
  call: Call,
  told: { moved(bytes: number): void; checking(): void },
): Promise<Outcome<Saved>> {
  const { bytes } = ground;
  let sink: FileSink;
  try {
    sink = await bytes.sink(id, file.name, file.size);
  } catch (error: unknown) {
    return failed(error instanceof SaveError ? error.code : 'save_failed');
  }
  const hash = bytes.hash();
  let received = sink.received;
  let kept = true;
  try {
    for (let at = 0; at < received;) {
      if (call.over) return failed('cancelled');
      const piece = await sink.read(at, Math.min(limits.fileChunk, received - at));
      if (piece.length === 0) return failed('save_failed');
      hash.update(piece);
      at += piece.length;
    }
    told.moved(received);
    if (received < file.size) {
      const pieces = await open(ground, room, file, received, call);
      if (!pieces.ok) return pieces;
      const arrived = await take(pieces.value, sink, (piece) => {
        hash.update(piece);
        received += piece.length;
        told.moved(received);
        return received <= file.size;
      });
      if (!arrived) kept = false;
      if (!arrived) return failed('file_mismatch');
      if (call.over) return failed('cancelled');
      if (received < file.size) return failed('lost');
    }
    told.checking();
    if (hash.digest() !== file.sha256) {
      kept = false;
      return failed('file_mismatch');
    }
    return { ok: true, value: await sink.finish() };
  } catch (error: unknown) {
    return failed(error instanceof SaveError ? error.code : 'lost');
  } finally {
    await (kept ? sink.close() : sink.discard()).catch(() => undefined);
  }
}

/** @returns false where more came than there is. Rejects where nothing can be written; an early end is none */
async function take(pieces: AsyncIterable<Uint8Array>, sink: FileSink, fits: (piece: Uint8Array) => boolean): Promise<boolean> {
  const iterator = pieces[Symbol.asyncIterator]();
  for (;;) {
    const next = await iterator.next().catch(() => ({ done: true as const, value: undefined }));
    if (next.done) return true;
    if (!fits(next.value)) {
      await iterator.return?.();
      return false;
    }
    await sink.write(next.value);
  }
}

/** Fetches a small file into memory. A preview has no hash of its own: it must be a picture of the size that was said. */
export async function fetchBytes(
  room: string,
  file: FileInfo,
  preview: boolean,
  ground: BringGround,
  call: Call,
): Promise<Outcome<Uint8Array>> {
  const wanted = preview ? file.preview : file;
  if (!wanted) return failed('file_unknown');
  if (wanted.size > limits.shownBytes) return failed('file_too_large', { limit: limits.shownBytes });
  const pieces = await open(ground, room, wanted, 0, call);
  if (!pieces.ok) return pieces;
  const all = new Uint8Array(wanted.size);
  let at = 0;
  try {
    for await (const piece of pieces.value) {
      if (at + piece.length > all.length) return failed('file_mismatch');
      all.set(piece, at);
      at += piece.length;
    }
  } catch {
    return failed('lost');
  }
  if (at < all.length) return failed('lost');
  if (!isIt(all, file, preview, ground)) return failed('file_mismatch');
  const { width = 0, height = 0 } = pictureSize(all) ?? {};
  return width * height > MOST_PIXELS ? failed('file_too_large', { limit: limits.shownBytes }) : { ok: true, value: all };
}

function isIt(all: Uint8Array, file: FileInfo, preview: boolean, { bytes }: BringGround): boolean {
  if (preview) {
    const size = pictureSize(all);
    return size?.width === file.preview?.width && size?.height === file.preview?.height && size?.type === file.preview?.type;
  }
  const hash = bytes.hash();
  hash.update(all);
  return hash.digest() === file.sha256;
}
