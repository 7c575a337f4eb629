/** Fields that many frames have. */
import * as v from 'valibot';
import { roles } from './access';
import { maxRawName } from './text';

/** 22 characters of base64url hold 128 bits; ids may be up to 64 characters so that other clients can use their own. */
export const id = v.pipe(v.string(), v.regex(/^[\w-]{1,64}$/));
/** 32 bytes. */
export const key = v.pipe(v.string(), v.regex(/^[\w-]{43}$/));
export const ref = v.pipe(v.number(), v.safeInteger(), v.minValue(0));
export const seq = v.pipe(v.number(), v.safeInteger(), v.minValue(1));
export const count = v.pipe(v.number(), v.safeInteger(), v.minValue(0));
/** The last moment that a JavaScript date can say (ECMA-262, time values). */
const LATEST = 8.64e15;
/** Milliseconds since 1970 by the hub's clock: for show, never for order. */
export const at = v.pipe(v.number(), v.minValue(-LATEST), v.maxValue(LATEST));
/** Names and texts are held to their limits by `text.ts`, whose refusals have codes of their own. */
export const words = v.string();
/** A name that a hub tells: clients compare and show it without cleaning it again. */
export const name = v.pipe(v.string(), v.maxLength(maxRawName));
export const role = v.picklist(roles);

/** `flag: 'new_key'`: somebody of this name was here with another key. */
export const member = v.object({ id, name, role: v.optional(role), flag: v.optional(v.literal('new_key')) });

/** `slow`: seconds between two messages of one member. `password`: it must be given before joining. */
export const room = v.object({
  id,
  name,
  seq: count,
  count,
  locked: v.optional(v.boolean()),
  slow: v.optional(count),
  password: v.optional(v.literal(true)),
  /** Between two members: `with` is the other one, or oneself in a room of one's own. */
  kind: v.optional(v.literal('direct')),
  with: v.optional(v.object({ id, name })),
  /** Only those who were invited know of it. */
  private: v.optional(v.literal(true)),
  /** Nobody writes in it any more. */
  archived: v.optional(v.literal(true)),
  topic: v.optional(words),
  /** Member id of who made it. */
  by: v.optional(id),
});
