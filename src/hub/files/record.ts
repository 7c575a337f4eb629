/** What a hub knows of a file: kept beside its bytes, and read again at the next start. */
import * as v from 'valibot';
import { createHash } from 'node:crypto';

const id = v.pipe(v.string(), v.regex(/^[\w-]{1,64}$/));
const key = v.pipe(v.string(), v.regex(/^[\w-]{43}$/));

const record = v.object({
  ...{ id, room: id, owner: id, name: v.string(), size: v.number(), media: v.string(), at: v.number() },
  ...{ width: v.optional(v.number()), height: v.optional(v.number()), preview: v.optional(v.literal(true)) },
  /** What its sender said that it would be. */
  wanted: v.optional(key),
  /** What it is: all of it is there, and was checked. */
  sha256: v.optional(key),
  /** Client's id of the message that names it. */
  message: v.optional(id),
  /** Sequence of that message, once it was written. */
  seq: v.optional(v.number()),
});

/** A file as its manifest says. `at`: when it was begun, then when it was complete, ms since 1970. */
export type FileRecord = v.InferOutput<typeof record>;

/** Layout of a manifest as this program writes it. */
export const RECORD_VERSION = 1;

/** A manifest's content, null where it is something else. */
export function parseRecord(value: unknown): FileRecord | null {
  const parsed = v.safeParse(record, value);
  return parsed.success ? parsed.output : null;
}

/** Name on the disk: ids are made by strangers, and file systems that do not tell `a` from `A` would take two for one. */
export const diskName = (file: string): string => createHash('sha256').update(file).digest('hex').slice(0, 40);

/** Endings on the disk. */
export const endings = { manifest: '.json', part: '.part', whole: '.bin' } as const;
