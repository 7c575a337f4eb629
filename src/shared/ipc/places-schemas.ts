/** Arguments of the calls about conversations, as main checks them, and wishes as they are kept. */
import * as v from 'valibot';
import { id } from '../protocol/fields';
import { limits } from '../protocol/limits';
import { FOREVER, notifyRules } from './places-api';

/** Generous: the real limits answer with words; this one only keeps nonsense out. */
const text = v.pipe(v.string(), v.maxLength(100_000));
const time = v.pipe(v.number(), v.safeInteger(), v.minValue(0), v.maxValue(FOREVER));

const roomOptions = v.strictObject({ private: v.exactOptional(v.boolean()), topic: v.exactOptional(text) });

const wishes = v.strictObject({
  pinned: v.exactOptional(v.boolean()),
  notify: v.exactOptional(v.picklist(notifyRules)),
  mutedUntil: v.exactOptional(v.nullable(time)),
  hidden: v.exactOptional(v.boolean()),
});

/** A schema for each of them. */
export const placeSchemas = {
  createRoom: v.strictTuple([text, v.optional(roomOptions)]),
  openDirect: v.strictTuple([id]),
  loadDirectory: v.strictTuple([]),
  loadRoomPeople: v.strictTuple([id]),
  invitePeople: v.strictTuple([id, v.pipe(v.array(id), v.minLength(1), v.maxLength(limits.peopleAdded))]),
  removePerson: v.strictTuple([id, id]),
  setTopic: v.strictTuple([id, text]),
  renameRoom: v.strictTuple([id, text]),
  archiveRoom: v.strictTuple([id, v.boolean()]),
  removeRoom: v.strictTuple([id]),
  setRoomWishes: v.strictTuple([id, wishes]),
  markRead: v.strictTuple([id]),
} as const;

/** What a device keeps of a room besides its name and marks; versions of before kept none of it. */
export const keptPlace = {
  /** Of a direct one: the other. */
  with: v.exactOptional(v.object({ id, name: v.string() })),
  private: v.exactOptional(v.literal(true)),
  archived: v.exactOptional(v.literal(true)),
  gone: v.exactOptional(v.literal(true)),
  topic: v.exactOptional(v.string()),
  by: v.exactOptional(id),
  pinned: v.exactOptional(v.literal(true)),
  notify: v.exactOptional(v.picklist(['all', 'mentions', 'none'])),
  mutedUntil: v.exactOptional(v.number()),
  /** Of a direct one that was closed: the newest sequence then. */
  hiddenAt: v.exactOptional(v.number()),
};

/** See above. */
export type KeptPlace = v.InferOutput<v.ObjectSchema<typeof keptPlace, undefined>>;
