/** `hub.json`: the hub's name and its rooms. Their messages are in files of their own. */
import * as v from 'valibot';

const roomRecord = v.object({
  ...{ id: v.pipe(v.string(), v.regex(/^[\w-]{1,64}$/)), name: v.string(), createdAt: v.number() },
  /** Only hosts and moderators write. */
  locked: v.optional(v.boolean()),
  /** Seconds between two messages of one member. */
  slow: v.optional(v.number()),
  kind: v.optional(v.literal('direct')),
  /** Those who may know of it, in the order in which they came, each with the last name; without it everybody may. */
  people: v.optional(v.array(v.object({ id: v.string(), name: v.string() }))),
  /** Member id of who made it. */
  by: v.optional(v.string()),
  archived: v.optional(v.boolean()),
  /** With the sequence of its entry. */
  topic: v.optional(v.object({ text: v.string(), seq: v.number() })),
});

const hubRecord = v.object({
  ...{ name: v.string(), rooms: v.array(roomRecord), defaultRoom: v.nullable(v.string()) },
  /** How it lets people in, as it was started last: the command line tells what is of no use there. */
  access: v.optional(v.string()),
});

/** Newest layout of the data directory that this program reads; `version` in the file. A file without one has the first. */
export const HUB_FILE_VERSION = 2;

/**
 * The layout of a record: the second from its first private room on, which a program that knows only the first would open to everybody. Until then
 * such a program may take the data directory back.
 */
export const hubFileVersion = ({ rooms }: HubRecord): number => (rooms.some(({ people }) => people) ? HUB_FILE_VERSION : 1);

/** A room as the file holds it. */
export type RoomRecord = v.InferOutput<typeof roomRecord>;
/** The file's content. */
export type HubRecord = v.InferOutput<typeof hubRecord>;

/** The file's content, null where it is something else. */
export function parseHubRecord(value: unknown): HubRecord | null {
  const parsed = v.safeParse(hubRecord, value);
  return parsed.success ? parsed.output : null;
}
