/** Every frame of `hearth.v1`, both ways, as schemas; the types are inferred from them. PROTOCOL.md shows a sample of each. */
import * as v from 'valibot';
import { limits } from './limits';

/** 22 characters of base64url hold 128 bits; ids may be up to 64 characters so that other clients can use their own. */
const id = v.pipe(v.string(), v.regex(/^[\w-]{1,64}$/));
const key = v.pipe(v.string(), v.regex(/^[\w-]{43}$/));
const signature = v.pipe(v.string(), v.regex(/^[\w-]{86}$/));
const ref = v.pipe(v.number(), v.safeInteger(), v.minValue(0));
const seq = v.pipe(v.number(), v.safeInteger(), v.minValue(1));
const count = v.pipe(v.number(), v.safeInteger(), v.minValue(0));
/** Milliseconds since 1970 by the hub's clock: for show, never for order. */
const at = v.pipe(v.number(), v.finite());
const pageSize = v.pipe(v.number(), v.safeInteger(), v.minValue(1), v.maxValue(limits.historyPage));
/** Names and texts are held to their limits by `text.ts`, whose refusals have codes of their own. */
const words = v.string();

const member = v.object({ id, name: words });
const room = v.object({ id, name: words, seq: count, count });
const entry = v.object({ seq, id, kind: v.literal('message'), author: member, at, text: words });

/** Who a client says it is: a key with proof, or a random token where the browser has no WebCrypto. */
const identity = v.variant('kind', [
  v.strictObject({ kind: v.literal('key'), key, signature }),
  v.strictObject({ kind: v.literal('guest'), token: v.pipe(v.string(), v.regex(/^[\w-]{22,64}$/)) }),
]);

/** What a hub may be sent. Unknown keys are refused: what is misspelt should not be silently ignored. */
export const clientFrames = {
  hello: v.strictObject({
    type: v.literal('hello'),
    version: v.pipe(v.number(), v.safeInteger()),
    name: words,
    identity,
    agent: v.optional(v.pipe(v.string(), v.maxLength(64))),
  }),
  join: v.strictObject({ type: v.literal('join'), ref, room: id, after: v.optional(count) }),
  leave: v.strictObject({ type: v.literal('leave'), ref, room: id }),
  create: v.strictObject({ type: v.literal('create'), ref, name: words }),
  send: v.strictObject({ type: v.literal('send'), room: id, id, text: words }),
  history: v.strictObject({
    type: v.literal('history'),
    ref,
    room: id,
    after: v.optional(count),
    before: v.optional(seq),
    limit: v.optional(pageSize),
  }),
  ping: v.strictObject({ type: v.literal('ping') }),
} as const;

/** The numbers a client needs from the hub it talks to. */
const hubLimits = v.object({
  maxFrame: count,
  maxText: count,
  maxName: count,
  messageRate: count,
  messageBurst: count,
  historyPage: count,
  heartbeat: count,
});

/** What a client may be sent. Unknown keys are dropped: a newer hub may say more. */
export const hubFrames = {
  hello: v.object({
    type: v.literal('hello'),
    versions: v.array(v.pipe(v.number(), v.safeInteger())),
    hub: v.object({ id: key, name: words }),
    nonce: v.pipe(v.string(), v.regex(/^[\w-]{22,64}$/)),
    limits: hubLimits,
    /** How one gets in. Only `open` exists yet; a client that knows none of the ways listed says so and stops. */
    access: v.array(v.string()),
    agent: v.string(),
  }),
  ready: v.object({ type: v.literal('ready'), connection: id, member, room: id, rooms: v.array(room), at }),
  joined: v.object({ type: v.literal('joined'), ref, room, members: v.array(member), resync: v.optional(v.boolean()) }),
  left: v.object({ type: v.literal('left'), ref, room: id }),
  created: v.object({ type: v.literal('created'), ref, room }),
  room: v.object({ type: v.literal('room'), room }),
  entries: v.object({ type: v.literal('entries'), room: id, entries: v.array(entry) }),
  page: v.object({ type: v.literal('page'), ref, room: id, entries: v.array(entry), more: v.boolean() }),
  /** Live entries above `seq` are not sent any more, until the room is joined again. */
  lagging: v.object({ type: v.literal('lagging'), room: id, seq: count }),
  /** `members`: notices were left out; these are all who may be named now. */
  presence: v.object({
    type: v.literal('presence'),
    room: id,
    joined: v.array(member),
    left: v.array(member),
    count,
    members: v.optional(v.array(member)),
  }),
  error: v.object({
    type: v.literal('error'),
    code: v.string(),
    message: v.string(),
    ref: v.optional(ref),
    room: v.optional(id),
    id: v.optional(id),
    retryAfter: v.optional(count),
  }),
  pong: v.object({ type: v.literal('pong') }),
  bye: v.object({ type: v.literal('bye'), reason: v.string(), message: v.string() }),
} as const;

/** A type of frame that a client sends. */
export type ClientFrameType = keyof typeof clientFrames;
/** A type of frame that a hub sends. */
export type HubFrameType = keyof typeof hubFrames;
/** The frame of one type, client to hub. */
export type ClientFrameOf<T extends ClientFrameType> = v.InferOutput<(typeof clientFrames)[T]>;
/** The frame of one type, hub to client. */
export type HubFrameOf<T extends HubFrameType> = v.InferOutput<(typeof hubFrames)[T]>;
/** Any frame that a client sends. */
export type ClientFrame = { [T in ClientFrameType]: ClientFrameOf<T> }[ClientFrameType];
/** Any frame that a hub sends. */
export type HubFrame = { [T in HubFrameType]: HubFrameOf<T> }[HubFrameType];

/** Somebody in a room: the id is the hash of a key, the name a label. */
export type Member = v.InferOutput<typeof member>;
/** A room as the hub lists it: `seq` is its newest sequence (0 when empty), `count` how many members are in it. */
export type Room = v.InferOutput<typeof room>;
/** One line of a room's log. */
export type Entry = v.InferOutput<typeof entry>;
/** Proof of who a client is. */
export type IdentityProof = v.InferOutput<typeof identity>;
/** The hub's numbers as its hello tells them. */
export type HubLimits = v.InferOutput<typeof hubLimits>;

/** Schema of one log line, for whoever reads a history file. */
export const entrySchema = entry;
