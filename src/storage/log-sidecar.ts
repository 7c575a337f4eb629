/**
 * What is known of a log, kept beside it in `<log>.index`, so that opening need not read the whole file. It is never needed: losing
 * it costs time. It is believed only as far as the log bears it out:
 * - It has a checksum, and belongs to a log whose first and last entry it names are where it says.
 * - After a clean close it also holds the log's size and time of change. If either differs when the log is opened, somebody else
 *   changed the file, and all of it is read again, as without a sidecar.
 * - Otherwise the hub ended while it was writing. The log may have grown, which is read; up to 64 of the places are looked at, and
 *   one that is not as remembered means that all is read again. Anything that moved the last entry is noticed. What is not noticed
 *   then until it is read: an edit by hand, after a crash, that leaves the length of what is before the last entry unchanged.
 * - The other places are looked at when they are used (log-pages.ts). An entry is never invisible because of a wrong one.
 */
import { createHash } from 'node:crypto';
import { writeAll } from './log-file';
import type { LogFs, LogHandle, Stamp } from './log-fs';
import { MOST_PLACES, type IndexRecord, type Place } from './log-index';
import { MAX_LINE, type Range } from './log-lines';
import { LogReader } from './log-reader';
import type { EntryKind, Known } from './log-survey';

/** Where it is. */
export const sidecarOf = (path: string): string => `${path}.index`;

/** A known beginning, and how the file was left. */
export interface Sidecar extends Known {
  /** Size and time of change at a clean close; null while the log is in use. */
  stamp: Stamp | null;
}

const MAGIC = Buffer.from('hearthix');
const VERSION = 1;
const HEAD = 96;
const SUM = 32;
const PLACE = 16;

/** Places that are looked at after a crash. */
const LOOKS = 64;

/** Longest beginning of a file before its first entry: the bracket and white space. */
const MOST_BEFORE = 64;

const sumOf = (bytes: Buffer): Buffer => createHash('sha256').update(bytes).digest();

export function encodeSidecar({ index, end, stamp }: Sidecar): Buffer {
  const { places, last } = index;
  const bytes = Buffer.alloc(HEAD + places.length * PLACE);
  MAGIC.copy(bytes);
  bytes.writeUInt32LE(VERSION, 8);
  bytes.writeUInt32LE(places.length, 12);
  [end, index.count, index.stride, index.phase, last.key, last.offset].forEach((value, i) =>
    bytes.writeDoubleLE(value, 16 + 8 * i),
  );
  bytes.writeUInt32LE(stamp ? 1 : 0, 64);
  bytes.writeDoubleLE(stamp?.size ?? 0, 72);
  bytes.writeBigInt64LE(BigInt.asIntN(64, stamp?.changed ?? 0n), 80);
  places.forEach(({ key, offset }, i) => {
    bytes.writeDoubleLE(key, HEAD + i * PLACE);
    bytes.writeDoubleLE(offset, HEAD + i * PLACE + 8);
  });
  return Buffer.concat([bytes, sumOf(bytes)]);
}

/** Null where the bytes are anything but what was written, or contradict themselves. */
export function decodeSidecar(bytes: Buffer): Sidecar | null {
  const body = bytes.subarray(0, -SUM);
  if (body.length < HEAD || !body.subarray(0, 8).equals(MAGIC) || body.readUInt32LE(8) !== VERSION) return null;
  if (!sumOf(body).equals(bytes.subarray(-SUM))) return null;
  const many = body.readUInt32LE(12);
  if (many < 1 || many > MOST_PLACES || body.length !== HEAD + many * PLACE) return null;
  const [end, count, stride, phase, lastKey, lastOffset] = [0, 1, 2, 3, 4, 5].map((i) => body.readDoubleLE(16 + 8 * i)) as [
    ...[number, number, number],
    ...[number, number, number],
  ];
  const places: Place[] = Array.from({ length: many }, (_, i) => ({
    key: body.readDoubleLE(HEAD + i * PLACE),
    offset: body.readDoubleLE(HEAD + i * PLACE + 8),
  }));
  const index = { count, stride, phase, places, last: { key: lastKey, offset: lastOffset } };
  if (!isConsistent(index) || !Number.isSafeInteger(end) || lastOffset >= end || end - lastOffset > MAX_LINE) return null;
  const changed = body.readBigInt64LE(80);
  const stamp = body.readUInt32LE(64) === 1 ? { size: body.readDoubleLE(72), changed } : null;
  return { index, end, stamp };
}

function isConsistent({ count, stride, phase, places, last }: IndexRecord): boolean {
  const numbers = [count, stride, phase, last.key, last.offset, ...places.flatMap(({ key, offset }) => [key, offset])];
  if (!numbers.every(Number.isSafeInteger) || count < 1 || stride < 1 || phase < 0 || phase >= stride) return false;
  if (
    places.some(
      ({ key, offset }, i) => i > 0 && !(key > (places[i - 1] as Place).key && offset > (places[i - 1] as Place).offset),
    )
  )
    return false;
  const [first] = places as [Place];
  const newest = places[places.length - 1] as Place;
  if (first.offset < 1 || newest.key > last.key || newest.offset > last.offset) return false;
  return Math.ceil((count + phase) / stride) === places.length && count <= last.key - first.key + 1;
}

/** The sidecar of an open log; null where there is none that can be believed. Never rejects: the log can do without. */
export async function readSidecar<T>(fs: LogFs, path: string, log: LogHandle, kind: EntryKind<T>): Promise<Sidecar | null> {
  try {
    if (!(await fs.exists(sidecarOf(path)))) return null;
    const handle = await fs.open(sidecarOf(path), 'keep');
    try {
      const bytes = Buffer.alloc(HEAD + MOST_PLACES * PLACE + SUM + 1);
      const sidecar = decodeSidecar(bytes.subarray(0, await handle.read(bytes, 0)));
      return sidecar && (await bears(log, kind, sidecar)) ? sidecar : null;
    } finally {
      await handle.close();
    }
  } catch {
    return null;
  }
}

/** Whether a log bears out what its sidecar says. */
async function bears<T>(log: LogHandle, kind: EntryKind<T>, { index, end, stamp }: Sidecar): Promise<boolean> {
  const now = await log.stamp();
  if (end > now.size) return false;
  if (stamp && (stamp.size !== now.size || stamp.changed !== now.changed)) return false;
  const reader = new LogReader(log, end, kind, () => undefined);
  const nothing = { start: 0, bytes: Buffer.alloc(0) };
  const [first] = index.places as [Place];
  if (first.offset > MOST_BEFORE) return false;
  // Nothing is before the first.
  if (!/^\[\s*$/.test((await reader.text(0, first.offset)).bytes.toString('latin1'))) return false;
  if (!(await reader.isAt(first.offset, first.key, nothing))) return false;
  if (!(await isWholeLine(log, { start: index.last.offset, end }, now.size))) return false;
  if ((await reader.endOf(index.last.offset, index.last.key)) !== end) return false;
  if (stamp) return true;
  const step = Math.max(1, Math.ceil(index.places.length / LOOKS));
  for (let i = step; i < index.places.length; i += step) {
    const { key, offset } = index.places[i] as Place;
    if ((await reader.text(offset - 1, offset)).bytes[0] !== 10 || !(await reader.isAt(offset, key, nothing))) return false;
  }
  return true;
}

/** Whether a stretch is all that is on its line, but for white space and punctuation: no part of an entry is taken for one. */
async function isWholeLine<T>(log: LogHandle, { start, end }: Range, size: number): Promise<boolean> {
  const reader = new LogReader<T>(log, size, { key: () => 0, parse: () => null }, () => undefined);
  const before = await reader.text(Math.max(0, start - MOST_BEFORE), start);
  const behind = await reader.text(end, end + 1);
  return /(^|\n)\s*\[?\s*$/.test(before.bytes.toString('latin1')) && /^[\s,\]\0]?$/.test(behind.bytes.toString('latin1'));
}

/** Puts a sidecar in the place of the one before, whole or not at all. */
export async function writeSidecar(fs: LogFs, path: string, sidecar: Sidecar): Promise<void> {
  const temporary = `${sidecarOf(path)}.tmp`;
  const handle = await fs.open(temporary, 'replace');
  try {
    writeAll(handle, encodeSidecar(sidecar), 0);
    await handle.sync();
  } finally {
    await handle.close();
  }
  await fs.rename(temporary, sidecarOf(path));
}
