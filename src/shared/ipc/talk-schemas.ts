/** Arguments of the calls about what is said, as main checks them. */
import * as v from 'valibot';
import { entryClientFrames, isEmoji, spoken } from '../protocol/entries';
import { limits } from '../protocol/limits';
import { without } from '../without';

const { room: id, ...sent } = entryClientFrames.send.entries;
/** What a message may carry beside its text. */
export const extras = without(sent, ['type', 'id', 'text']);
/** Generous: the real limits answer with words; this one only keeps nonsense out. */
const text = v.pipe(v.string(), v.maxLength(100_000));
const seq = v.pipe(v.number(), v.safeInteger(), v.minValue(1));
const { mentions, everyone } = extras;

/** A schema for each of them. */
export const talkSchemas = {
  loadHistory: v.strictTuple([id, v.nullable(seq)]),
  loadMessages: v.strictTuple([id, v.pipe(v.array(seq), v.maxLength(limits.messagesAsked))]),
  loadPins: v.strictTuple([id]),
  findDate: v.strictTuple([id, v.pipe(v.number(), v.safeInteger(), v.minValue(0), v.maxValue(8.64e15))]),
  loadOutbox: v.strictTuple([id]),
  send: v.strictTuple([id, text, v.optional(v.strictObject(extras))]),
  editMessage: v.strictTuple([id, seq, text, v.optional(v.strictObject({ mentions, everyone }))]),
  react: v.strictTuple([id, seq, v.pipe(v.string(), v.check(isEmoji)), v.boolean()]),
  pin: v.strictTuple([id, seq, v.boolean()]),
  acknowledge: v.strictTuple([id, seq]),
  retrySend: v.strictTuple([id, id]),
  discardSend: v.strictTuple([id, id]),
} as const;

const params = v.record(v.string(), v.union([v.string(), v.number()]));
const pending = {
  ...{ id, room: id, at: v.number(), state: v.picklist(['queued', 'sending', 'failed']) },
  // The UI has a sentence for a code it does not know.
  problem: v.optional(v.object({ code: v.string(), params: v.optional(params) })),
};

/** What waits in an outbox, as it is kept. Versions of before knew messages only, and did not say so. */
export const pendingSchema = v.union([
  v.variant('kind', [
    v.object({ ...pending, ...spoken.message }),
    v.object({ ...pending, ...spoken.edit }),
    v.object({ ...pending, ...spoken.reaction }),
    v.object({ ...pending, ...spoken.pin }),
    v.object({ ...pending, ...spoken.ack }),
  ]),
  v.pipe(
    v.object({ ...pending, kind: v.optional(v.never()), text: v.string() }),
    v.transform((message) => ({ ...message, kind: 'message' as const })),
  ),
]);
