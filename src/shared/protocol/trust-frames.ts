/** Frames of who gets in, and of order in the room. Merged into `frames.ts`; PROTOCOL.md shows a sample of each. */
import * as v from 'valibot';
import { admissionWays, stays, type AdmissionWay } from './access';
import { at, count, id, key, member, name, ref, role, seq, words } from './fields';
import { limits } from './limits';

/** 128 bits, 22 characters of base64url. */
const secret = v.pipe(v.string(), v.regex(/^[\w-]{22}$/));
/** A message of OPAQUE (RFC 9807), base64url; the longest one has 427 characters. */
const opaque = v.pipe(v.string(), v.regex(/^[\w-]{1,512}$/));
/** What a host writes beside something, for people. */
const remark = v.pipe(v.string(), v.maxLength(limits.maxRemark));
const whole = (least: number, most: number) => v.pipe(v.number(), v.safeInteger(), v.minValue(least), v.maxValue(most));

const about = { ref, member: id };

/** What a client may send besides the chat itself. */
export const trustClientFrames = {
  login_start: v.strictObject({
    ...{ type: v.literal('login_start'), ref },
    user: v.optional(words),
    room: v.optional(id),
    request: opaque,
  }),
  login_finish: v.strictObject({ type: v.literal('login_finish'), ref, finish: opaque, binding: v.optional(key) }),
  knock: v.strictObject({ type: v.literal('knock'), ref }),

  admit: v.strictObject({ type: v.literal('admit'), ...about, stay: v.picklist(stays) }),
  refuse: v.strictObject({ type: v.literal('refuse'), ...about }),
  kick: v.strictObject({ type: v.literal('kick'), ...about, reason: v.optional(remark) }),
  ban: v.strictObject({ type: v.literal('ban'), ...about, reason: v.optional(remark), address: v.optional(v.boolean()) }),
  unban: v.strictObject({ type: v.literal('unban'), ...about }),
  mute: v.strictObject({ type: v.literal('mute'), ...about, minutes: whole(0, 525_600) }),
  role: v.strictObject({ type: v.literal('role'), ...about, role }),
  lock: v.strictObject({ type: v.literal('lock'), ref, room: id, locked: v.boolean() }),
  slow: v.strictObject({ type: v.literal('slow'), ref, room: id, seconds: whole(0, 86_400) }),
  delete: v.strictObject({ type: v.literal('delete'), ref, room: id, seq }),

  invite_create: v.strictObject({
    ...{ type: v.literal('invite_create'), ref, role },
    label: v.optional(remark),
    hours: v.optional(whole(1, 87_600)),
    uses: v.optional(whole(1, 10_000)),
  }),
  invite_list: v.strictObject({ type: v.literal('invite_list'), ref }),
  invite_revoke: v.strictObject({ type: v.literal('invite_revoke'), ref, id }),
  password_start: v.strictObject({ type: v.literal('password_start'), ref, room: v.optional(id), request: opaque }),
  password_finish: v.strictObject({ type: v.literal('password_finish'), ref, room: v.optional(id), record: opaque }),
  password_clear: v.strictObject({ type: v.literal('password_clear'), ref, room: v.optional(id) }),
  account_start: v.strictObject({ type: v.literal('account_start'), ref, user: words, request: opaque }),
  account_finish: v.strictObject({ type: v.literal('account_finish'), ref, user: words, record: opaque }),
  account_list: v.strictObject({ type: v.literal('account_list'), ref }),
  account_set: v.strictObject({ type: v.literal('account_set'), ref, user: words, disabled: v.boolean() }),
  account_remove: v.strictObject({ type: v.literal('account_remove'), ref, user: words }),
  /** `after`: id of the last one of the page before. */
  members_list: v.strictObject({
    ...{ type: v.literal('members_list'), ref },
    banned: v.optional(v.literal(true)),
    after: v.optional(id),
  }),
  name: v.strictObject({ type: v.literal('name'), ref, name: words }),
  reach: v.strictObject({ type: v.literal('reach'), ref }),
  audit: v.strictObject({ type: v.literal('audit'), ref, before: v.optional(seq), limit: whole(1, limits.historyPage) }),
} as const;

const isWay = (way: string): way is AdmissionWay => admissionWays.some((known) => known === way);

/** Ways that this build does not know are left out: a newer hub may have more. */
const ways = v.pipe(
  v.array(v.string()),
  v.transform((all) => all.filter(isWay)),
);

/** `words`: the key words of the member id, by which people tell each other apart. */
const knocking = v.object({ id, name, words, address: words, at });

const invite = v.object({
  ...{ id, role, label: words, createdAt: at, used: count, by: words },
  expiresAt: v.nullable(at),
  uses: v.nullable(count),
  revokedAt: v.optional(at),
});

/** `known`: this hub remembers the member. */
const person = v.object({
  ...{ id, name, role, words, online: v.boolean(), known: v.boolean() },
  banned: v.nullable(v.object({ at, by: words, reason: v.optional(words) })),
  mutedUntil: v.nullable(at),
});

/** `byName` and `targetName`: as they were called then. */
const auditEvent = v.object({
  ...{ seq, at, by: words, action: words, target: words },
  byName: v.optional(words),
  targetName: v.optional(words),
  room: v.optional(id),
  detail: v.optional(words),
});

const digits = v.pipe(v.string(), v.regex(/^[\da-f]{64}$/));

/** `name`: of the interface. `internal`: the machine reaches only itself there. */
const reachable = v.object({ name: words, host: words, internal: v.boolean() });

/** What a client may be sent besides the chat itself. */
export const trustHubFrames = {
  admission: v.object({ type: v.literal('admission'), ways, hub: name }),
  login_answer: v.object({ type: v.literal('login_answer'), ref, response: opaque }),
  /** The room may be joined now. */
  admitted: v.object({ type: v.literal('admitted'), ref, room: id }),
  knocking: v.object({ type: v.literal('knocking'), ref, words }),
  knocks: v.object({ type: v.literal('knocks'), members: v.array(knocking) }),
  /** The only time that the secret is shown. */
  invite: v.object({
    ...{ type: v.literal('invite'), ref, id, secret },
    expiresAt: v.nullable(at),
    uses: v.nullable(count),
  }),
  invites: v.object({ type: v.literal('invites'), ref, invites: v.array(invite) }),
  password_answer: v.object({ type: v.literal('password_answer'), ref, response: opaque }),
  account_answer: v.object({ type: v.literal('account_answer'), ref, response: opaque }),
  accounts: v.object({
    ...{ type: v.literal('accounts'), ref },
    accounts: v.array(v.object({ name, disabled: v.boolean(), createdAt: at, members: v.array(id) })),
  }),
  members: v.object({ type: v.literal('members'), ref, members: v.array(person), more: v.optional(v.boolean()) }),
  /** Somebody has another role or name; `mutedUntil` only to that member and to hosts and moderators, null: not muted. */
  member: v.object({ type: v.literal('member'), member, mutedUntil: v.optional(v.nullable(at)) }),
  audit_page: v.object({ type: v.literal('audit_page'), ref, events: v.array(auditEvent), more: v.boolean() }),
  /** A list that hosts, or hosts and moderators, may ask for is another one: `accounts` or `invites`. */
  changed: v.object({ type: v.literal('changed'), what: words }),
  /** Where others find the hub, best address first; without `ref` where that has changed. `guests`: as in hello. */
  reach: v.object({
    ...{ type: v.literal('reach'), ref: v.optional(ref), addresses: v.array(reachable), port: count, guests: v.string() },
    fingerprint: v.object({ certificate: digits, publicKey: digits }),
  }),
  /** A command without an answer of its own was done. */
  done: v.object({ type: v.literal('done'), ref }),
} as const;

/** Somebody who waits to be let in. */
export type Knocking = v.InferOutput<typeof knocking>;
/** An invite as hosts see it: everything but its secret. */
export type Invite = v.InferOutput<typeof invite>;
/** Somebody as hosts see them. */
export type Person = v.InferOutput<typeof person>;
/** One line of the audit log. */
export type AuditEvent = v.InferOutput<typeof auditEvent>;
/** Schema of one line of the audit log. */
export const auditEventSchema = auditEvent;
/** A type of frame of the table above. */
export type TrustFrameType = keyof typeof trustClientFrames;
/** Shape of an invite's secret, for whoever reads a link. */
export const inviteSecret = secret;
