/** Arguments of every call as main checks them before anything else sees them. */
import * as v from 'valibot';
import { guestsModes } from '../protocol/guests';
import type { CallArgs, CallName } from './contract';

const id = v.pipe(v.string(), v.regex(/^[\w-]{1,64}$/));
/** Generous: the real limits answer with words; this one only keeps nonsense out. */
const text = v.pipe(v.string(), v.maxLength(100_000));
const none = v.strictTuple([]);

/** A schema per call; a call without one does not compile. */
export const callSchemas: { readonly [K in CallName]: v.GenericSchema<unknown, CallArgs<K>> } = {
  getState: none,
  setName: v.strictTuple([text]),
  host: v.strictTuple([
    v.strictObject({
      name: text,
      room: text,
      port: v.pipe(v.number(), v.safeInteger(), v.minValue(0), v.maxValue(65_535)),
      guests: v.picklist(guestsModes),
    }),
  ]),
  stopHosting: none,
  join: v.strictTuple([text]),
  openHub: v.strictTuple([id]),
  leaveHub: none,
  forgetHub: v.strictTuple([id]),
  verifyHub: v.strictTuple([id]),
  retryNow: none,
  createRoom: v.strictTuple([text]),
  joinRoom: v.strictTuple([id]),
  leaveRoom: v.strictTuple([id]),
  viewRoom: v.strictTuple([v.nullable(id)]),
  loadHistory: v.strictTuple([id, v.nullable(v.pipe(v.number(), v.safeInteger(), v.minValue(1)))]),
  loadOutbox: v.strictTuple([id]),
  loadMembers: v.strictTuple([id]),
  send: v.strictTuple([id, text]),
  retrySend: v.strictTuple([id, id]),
  discardSend: v.strictTuple([id, id]),
  copyText: v.strictTuple([text]),
  openLink: v.strictTuple([text]),
  loadLedger: none,
  askNotifications: none,
};
