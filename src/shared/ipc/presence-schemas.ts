/** Arguments of the calls about people, as main checks them. */
import * as v from 'valibot';
import { limits } from '../protocol/limits';
import { presences } from '../protocol/presence-frames';
import type { CallArgs, PresenceCall } from './contract';

const id = v.pipe(v.string(), v.regex(/^[\w-]{1,64}$/));

/** A schema per call. */
export const presenceSchemas: { readonly [K in PresenceCall]: v.GenericSchema<unknown, CallArgs<K>> } = {
  typing: v.strictTuple([id, v.boolean()]),
  // Generous: the real limit answers with words.
  setStatus: v.strictTuple([v.strictObject({ presence: v.picklist(presences), text: v.pipe(v.string(), v.maxLength(1_000)) })]),
  setTellsReads: v.strictTuple([v.boolean()]),
  loadReads: v.strictTuple([id, v.pipe(v.number(), v.safeInteger(), v.minValue(1))]),
  loadStatuses: v.strictTuple([v.pipe(v.array(id), v.minLength(1), v.maxLength(limits.membersListed))]),
  loadAround: v.strictTuple([]),
};
