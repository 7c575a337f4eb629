/** Every frame of `hearth.v1`, both ways, as schemas; the types are inferred from them. PROTOCOL.md shows a sample of each. */
import * as v from 'valibot';
import { accessPolicies } from './access';
import { entryClientFrames, entrySchema } from './entries';
import { at, count, id, key, member, name, ref, role, room, seq, words } from './fields';
import { fileClientFrames, fileHubFrames, type FileFrameType } from './file-frames';
import { limits } from './limits';
import { placeClientFrames, placeHubFrames, type PlaceFrameType } from './place-frames';
import { presenceClientFrames, presenceHubFrames, type PresenceFrameType } from './presence-frames';
import { inviteSecret, trustClientFrames, trustHubFrames, type TrustFrameType } from './trust-frames';

const signature = v.pipe(v.string(), v.regex(/^[\w-]{86}$/));
const asked = v.pipe(v.array(seq), v.minLength(1), v.maxLength(limits.messagesAsked));
/** What was seen of the hub: printable ASCII, as in URLs. */
const channel = v.pipe(v.string(), v.regex(/^(?:tls|certificate|page|plain) [!-~]{1,300}$/));
const pageSize = v.pipe(v.number(), v.safeInteger(), v.minValue(1), v.maxValue(limits.historyPage));

/** Who a client says it is: a key with proof, or a random token where the browser has no WebCrypto. */
const identity = v.variant('kind', [
  v.strictObject({ kind: v.literal('key'), key, channel, signature }),
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
    /** Secret of an invite: only over TLS, or on the hub's own machine. */
    invite: v.optional(inviteSecret),
  }),
  join: v.strictObject({ type: v.literal('join'), ref, room: id, after: v.optional(count) }),
  leave: v.strictObject({ type: v.literal('leave'), ref, room: id }),
  create: v.strictObject({
    ...{ type: v.literal('create'), ref, name: words },
    private: v.optional(v.literal(true)),
    topic: v.optional(words),
  }),
  ...entryClientFrames,
  history: v.strictObject({
    type: v.literal('history'),
    ref,
    room: id,
    after: v.optional(count),
    before: v.optional(seq),
    limit: v.optional(pageSize),
  }),
  /** Messages that are not at hand: quoted ones, found ones. Those that are not there are left out of the page that answers. */
  messages: v.strictObject({ type: v.literal('messages'), ref, room: id, seqs: asked }),
  /** Messages that are pinned; answered by a page of them. */
  pins: v.strictObject({ type: v.literal('pins'), ref, room: id }),
  ping: v.strictObject({ type: v.literal('ping') }),
  ...placeClientFrames,
  ...trustClientFrames,
  ...presenceClientFrames,
  ...fileClientFrames,
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
  /** Bytes of the largest file; absent or 0 where none are taken. */
  maxFile: v.optional(count),
});

/** What a client may be sent. Unknown keys are dropped: a newer hub may say more. */
export const hubFrames = {
  hello: v.object({
    type: v.literal('hello'),
    versions: v.array(v.pipe(v.number(), v.safeInteger())),
    hub: v.object({ id: key, name }),
    nonce: v.pipe(v.string(), v.regex(/^[\w-]{22,64}$/)),
    limits: hubLimits,
    /** How one gets in: one of `accessPolicies`. A client that knows none of those listed says so and stops. */
    access: v.array(v.string()),
    /** One of `guestsModes`. Hubs of before do not say it, and let everybody in without encryption. */
    guests: v.optional(v.string()),
    agent: v.string(),
  }),
  /** `ref`: of the frame that got one in, where hello alone did not. `words`: one's own key words. */
  ready: v.object({
    ...{ type: v.literal('ready'), connection: id, member, room: id, rooms: v.array(room), at },
    ref: v.optional(ref),
    role: v.optional(role),
    words: v.optional(words),
    access: v.optional(v.picklist(accessPolicies)),
  }),
  joined: v.object({ type: v.literal('joined'), ref, room, members: v.array(member), resync: v.optional(v.boolean()) }),
  left: v.object({ type: v.literal('left'), ref, room: id }),
  created: v.object({ type: v.literal('created'), ref, room }),
  room: v.object({ type: v.literal('room'), room }),
  entries: v.object({ type: v.literal('entries'), room: id, entries: v.array(entrySchema) }),
  /** `about`: entries behind this page that are about messages in it, oldest first; deletions are left out, the texts are gone already. */
  page: v.object({
    ...{ type: v.literal('page'), ref, room: id, entries: v.array(entrySchema), more: v.boolean() },
    about: v.optional(v.array(entrySchema)),
  }),
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
    /** With `file_too_large` and `quota_full`, in bytes: what there may be, and what there is. */
    limit: v.optional(count),
    used: v.optional(count),
    /** With `name_taken`: a name that is free. */
    suggestion: v.optional(v.string()),
    /** With `kicked` and `banned`: what was written beside it, for people. */
    reason: v.optional(v.string()),
  }),
  pong: v.object({ type: v.literal('pong') }),
  bye: v.object({ type: v.literal('bye'), reason: v.string(), message: v.string() }),
  ...placeHubFrames,
  ...trustHubFrames,
  ...presenceHubFrames,
  ...fileHubFrames,
} as const;

/** A type of frame that a client sends. */
export type ClientFrameType = keyof typeof clientFrames;
/** A type of frame of the chat itself. */
export type ChatFrameType = Exclude<ClientFrameType, TrustFrameType | PlaceFrameType | FileFrameType | PresenceFrameType>;
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
/** Proof of who a client is. */
export type IdentityProof = v.InferOutput<typeof identity>;
/** The hub's numbers as its hello tells them. */
export type HubLimits = v.InferOutput<typeof hubLimits>;
