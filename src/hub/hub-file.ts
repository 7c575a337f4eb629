/** `hub.json`: the hub's name and its rooms. Their messages are in files of their own. */
import * as v from 'valibot';

const roomRecord = v.object({
  ...{ id: v.pipe(v.string(), v.regex(/^[\w-]{1,64}$/)), name: v.string(), createdAt: v.number() },
  /** Only hosts and moderators write. */
  locked: v.optional(v.boolean()),
  /** Seconds between two messages of one member. */
  slow: v.optional(v.number()),
});

const hubRecord = v.object({ name: v.string(), rooms: v.array(roomRecord), defaultRoom: v.nullable(v.string()) });

/** Layout of the data directory as this program writes it; `version` in the file. A file without one has the first. */
export const HUB_FILE_VERSION = 1;

/** A room as the file holds it. */
export type RoomRecord = v.InferOutput<typeof roomRecord>;
/** The file's content. */
export type HubRecord = v.InferOutput<typeof hubRecord>;

/** The file's content, null where it is something else. */
export function parseHubRecord(value: unknown): HubRecord | null {
  const parsed = v.safeParse(hubRecord, value);
  return parsed.success ? parsed.output : null;
}
