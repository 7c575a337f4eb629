/** Frames of who is there, who writes, and who has what: none of them is an entry, and all may be lost. Merged into `frames.ts`; PROTOCOL.md shows a sample of each. */
import * as v from 'valibot';
import { at, count, id, member, name, ref, seq, words } from './fields';
import { limits } from './limits';
import { cleanLine, type Cleaned } from './text';

/** What somebody who is connected says of themselves. `busy`: do not disturb. */
export const presences = ['online', 'away', 'busy'] as const;

/** One of them. */
export type Presence = (typeof presences)[number];

/** What others see: also that somebody is not connected. */
export const shownPresences = [...presences, 'offline'] as const;

/** How far a message got with one member. */
export const readerStates = ['none', 'received', 'read'] as const;

/** A status text: a line like a name, of up to `statusText` characters; empty takes it away. */
export const cleanStatus = (raw: string): Cleaned =>
  raw.trim() === '' ? { ok: true, text: '' } : cleanLine(raw, limits.statusText);

/** What a client may send. */
export const presenceClientFrames = {
  typing: v.strictObject({ type: v.literal('typing'), room: id, on: v.boolean() }),
  /** `received`: this device keeps everything up to there. `read`: a person saw it; left out where others are not to know. */
  cursor: v.strictObject({ type: v.literal('cursor'), room: id, received: count, read: v.optional(count) }),
  status: v.strictObject({ type: v.literal('status'), presence: v.picklist(presences), text: v.optional(words) }),
  reads: v.strictObject({ type: v.literal('reads'), ref, room: id, seq }),
  statuses: v.strictObject({
    ...{ type: v.literal('statuses'), ref },
    members: v.pipe(v.array(id), v.minLength(1), v.maxLength(limits.membersListed)),
  }),
} as const;

/** `at`: of somebody who is offline, when they were there last. */
const status = v.object({
  ...{ id, presence: v.picklist(shownPresences) },
  text: v.optional(v.pipe(v.string(), v.maxLength(limits.statusText))),
  at: v.optional(at),
});

/** Member, received, read; null for who does not tell. */
const cursor = v.tuple([id, count, v.nullable(count)]);

const reader = v.object({ id, name, state: v.picklist(readerStates) });

/** What a client may be sent. */
export const presenceHubFrames = {
  /** All who are writing now; `count` of them where a room is too large for names. */
  typing: v.object({ type: v.literal('typing'), room: id, members: v.array(member), count }),
  /** `all`: these and no others; none of them where the room is too large. */
  cursors: v.object({
    ...{ type: v.literal('cursors'), room: id, cursors: v.array(cursor) },
    all: v.optional(v.literal(true)),
  }),
  /** `of`: members besides the author. `read` is null for who does not tell their own. `people` where there are not too many. */
  reads: v.object({
    ...{ type: v.literal('reads'), ref, room: id, seq, of: count, received: count, read: v.nullable(count) },
    people: v.optional(v.array(reader)),
  }),
  /** With `ref` the answer, else what changed. */
  statuses: v.object({ type: v.literal('statuses'), ref: v.optional(ref), members: v.array(status) }),
} as const;

/** A type of frame of the client's table above. */
export type PresenceFrameType = keyof typeof presenceClientFrames;
/** What is known of whether somebody is there. */
export type Status = v.InferOutput<typeof status>;
/** How far one member is in a room. */
export type CursorTuple = v.InferOutput<typeof cursor>;
/** How far a message got with one member, by name. */
export type Reader = v.InferOutput<typeof reader>;
