/** What stands in a room's log: every kind of entry, what a client may ask to be entered, and when two of them say the same. */
import * as v from 'valibot';
import { without, type Without } from '../without';
import { at, id, member, name, seq, words } from './fields';
import { fileInfos, postedFiles } from './file-frames';
import { limits } from './limits';

const yes = v.literal(true);
/** What every line has, in the order in which hubs have always written them, so that a copy of a log is the log: each kind puts its own in the place of `kind`. */
const line = { seq, id, kind: v.string(), author: member, at };
/** Somebody took away all that it said. */
const deleted = v.optional(yes);

/** Ids of members; nobody is told whether they exist. */
const mentions = v.pipe(v.array(id), v.maxLength(limits.mentions));
/** `mentions` and `everyone`: who is to be told of it in particular. */
const called = { mentions: v.optional(mentions), everyone: v.optional(yes) };

/** Where a message was said first, in the words of whoever passed it on: nobody vouches for it. */
const origin = { author: name, room: name, at };

/**
 * `reply`: the message of the same room that it answers. `urgent`: it asks to be acknowledged. `action`: it says what its author does ("/me").
 * `text` may be empty where there are files.
 */
const marks = { reply: v.optional(seq), ...called, urgent: v.optional(yes), action: v.optional(yes) };

/** `deleted`: somebody took away all that it said. */
const message = {
  ...{ kind: v.literal('message'), text: words, ...marks },
  ...{ forwarded: v.optional(v.object(origin)), files: v.optional(fileInfos) },
};

/** The text of the message `target` is this one from here on. */
const edit = { kind: v.literal('edit'), target: seq, text: words, ...called };

/** Says nothing in words. */
const mute = { text: v.optional(v.undefined()) };

/** Longest emoji, in UTF-16 code units: families and flags of regions have up to 15. */
const MOST_EMOJI = 32;

/** `on: false` takes it back. What is an emoji is asked when it comes: a log may hold one of a later Unicode. */
const reaction = {
  ...{ kind: v.literal('reaction'), target: seq, on: v.boolean(), ...mute },
  emoji: v.pipe(v.string(), v.minLength(1), v.maxLength(MOST_EMOJI)),
};

/** The message `target` is kept in sight, or not any more. */
const pin = { kind: v.literal('pin'), target: seq, on: v.boolean(), ...mute };

/** Its author has taken note of the urgent message `target`. */
const ack = { kind: v.literal('ack'), target: seq, ...mute };

/** What members say, each kind as what it holds beside its place in the log: for whoever keeps what waits. */
export const spoken = { message, edit, reaction, pin, ack };

/** The text of the entry `target` is gone. Its own is always empty: who knows only messages shows nothing. */
const deletion = { kind: v.literal('deletion'), target: seq, text: v.optional(v.pipe(v.string(), v.maxLength(0)), '') };

/** What the room is about from here on; empty for nothing in particular. */
const topic = { kind: v.literal('topic'), text: words };

/** Schema of one log line, for whoever reads a history file. */
export const entrySchema = v.variant('kind', [
  v.object({ ...line, ...message, deleted }),
  v.object({ ...line, ...deletion }),
  v.object({ ...line, ...edit, deleted }),
  v.object({ ...line, ...reaction }),
  v.object({ ...line, ...pin }),
  v.object({ ...line, ...ack }),
  v.object({ ...line, ...topic }),
]);

/** One line of a room's log. */
export type Entry = v.InferOutput<typeof entrySchema>;
/** A kind of entry. */
export type EntryKind = Entry['kind'];
/** The entry of one kind. */
export type EntryOf<K extends EntryKind> = Extract<Entry, { kind: K }>;
/** An entry that says something. */
export type Message = EntryOf<'message'>;
/** An entry about a message that stands before it, however long ago. */
export type Annotation = EntryOf<'deletion' | 'edit' | 'reaction' | 'pin' | 'ack'>;
/** Where a message was said first. */
export type Origin = NonNullable<Message['forwarded']>;

/** Kinds that this program knows. */
export const entryKinds: ReadonlySet<string> = new Set(entrySchema.options.map(({ entries }) => entries.kind.literal));

/** What an entry says, without its place in the log, its author and its time. */
export type BodyOf<K extends EntryKind> = Without<EntryOf<K>, Exclude<keyof typeof line, 'kind'> | 'deleted'>;
/** What any entry says. */
export type Body = BodyOf<EntryKind>;

/** Whether an entry is about a message that stands before it. */
export const isAnnotation = (entry: Entry): entry is Annotation => 'target' in entry;

/** `Emoji` as UTS #51 puts it (ED-17 to ED-20), but for digits alone: one sign, however many characters it is made of. */
const part = String.raw`(?!\p{RI})\p{Emoji}(?:\p{EMod}|\uFE0F\u20E3?|[\u{E0020}-\u{E007E}]+\u{E007F})?`;
const emojiPattern = new RegExp(String.raw`^(?![\d#*]\uFE0F?$)(?:\p{RI}{2}|${part}(?:\u200D(?:\p{RI}{2}|${part}))*)$`, 'u');

/** One emoji and nothing else. */
export const isEmoji = (text: string): boolean => text.length <= MOST_EMOJI && emojiPattern.test(text);

const emoji = v.pipe(v.string(), v.check(isEmoji));

/** What a client may ask to be entered. Each is answered by its entry, or by an `error` with its room and id. */
export const entryClientFrames = {
  send: v.strictObject({
    ...{ type: v.literal('send'), room: id, id, text: words, ...marks },
    ...{ forwarded: v.optional(v.strictObject(origin)), files: v.optional(postedFiles) },
  }),
  edit: v.strictObject({ type: v.literal('edit'), room: id, id, target: seq, text: words, ...called }),
  react: v.strictObject({ type: v.literal('react'), room: id, id, target: seq, emoji, on: v.boolean() }),
  pin: v.strictObject({ type: v.literal('pin'), room: id, id, target: seq, on: v.boolean() }),
  ack: v.strictObject({ type: v.literal('ack'), room: id, id, target: seq }),
} as const;

/** A type of frame of the table above. */
export type EntryFrameType = keyof typeof entryClientFrames;
/** Any of these frames. */
export type EntryFrame = { [T in EntryFrameType]: v.InferOutput<(typeof entryClientFrames)[T]> }[EntryFrameType];

/** Whether a frame asks for an entry. */
export const isEntryFrame = (frame: { type: string }): frame is EntryFrame => Object.hasOwn(entryClientFrames, frame.type);

/** Whether two values of JSON are the same; keys may stand in any order, and what is undefined is not there. */
function same(a: unknown, b: unknown): boolean {
  if (a === b) return true;
  if (typeof a !== 'object' || typeof b !== 'object' || a === null || b === null || Array.isArray(a) !== Array.isArray(b))
    return false;
  const [left, right] = [a, b] as [Record<string, unknown>, Record<string, unknown>];
  return [...new Set([...Object.keys(left), ...Object.keys(right)])].every((key) => same(left[key], right[key]));
}

/** Whether two of them say the same. */
export const sameBody = (a: Body, b: Body): boolean => same(a, b);

/** What an entry says. */
export function bodyOf(entry: Entry): Body {
  return without(entry, ['seq', 'id', 'author', 'at', 'deleted']);
}
