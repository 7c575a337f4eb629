/** Frames of conversations: direct ones, private rooms and who is in them, topics, archives. Merged into `frames.ts`; PROTOCOL.md shows a sample of each. */
import * as v from 'valibot';
import { count, id, name, ref, role, words } from './fields';
import { limits } from './limits';

const where = { ref, room: id };

/** What a client may send about conversations. */
export const placeClientFrames = {
  direct: v.strictObject({ type: v.literal('direct'), ref, member: id }),
  /** `after`: id of the last one of the page before. */
  directory: v.strictObject({ type: v.literal('directory'), ref, after: v.optional(id) }),
  topic: v.strictObject({ type: v.literal('topic'), ...where, text: words }),
  rename: v.strictObject({ type: v.literal('rename'), ...where, name: words }),
  archive: v.strictObject({ type: v.literal('archive'), ...where, on: v.boolean() }),
  remove: v.strictObject({ type: v.literal('remove'), ...where }),
  people_list: v.strictObject({ type: v.literal('people_list'), ...where }),
  people_add: v.strictObject({
    ...{ type: v.literal('people_add'), ...where },
    members: v.pipe(v.array(id), v.minLength(1), v.maxLength(limits.peopleAdded)),
  }),
  people_remove: v.strictObject({ type: v.literal('people_remove'), ...where, member: id }),
} as const;

/** Somebody whom one may write to or invite. */
const acquaintance = v.object({ id, name, role: v.optional(role), online: v.boolean() });

/** What a client may be sent about conversations. */
export const placeHubFrames = {
  directory: v.object({
    ...{ type: v.literal('directory'), ref, members: v.array(acquaintance) },
    more: v.optional(v.boolean()),
  }),
  people: v.object({ type: v.literal('people'), ref, room: id, members: v.array(acquaintance), count }),
  /** One may not know of this room any more, or there is none. `why`: `removed`, `left` or `taken_out`; a later hub may have others. */
  room_removed: v.object({ type: v.literal('room_removed'), room: id, why: words }),
} as const;

/** Somebody whom one may write to or invite. */
export type Acquaintance = v.InferOutput<typeof acquaintance>;
/** A type of frame of the table above. */
export type PlaceFrameType = keyof typeof placeClientFrames;
