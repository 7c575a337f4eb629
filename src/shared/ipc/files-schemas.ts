/** Arguments of the calls about files, as main checks them. */
import * as v from 'valibot';
import { postedFile, previewTypes } from '../protocol/file-frames';
import { limits } from '../protocol/limits';
import { extras } from './talk-schemas';

const id = v.pipe(v.string(), v.regex(/^[\w-]{1,64}$/));
/** Generous: the real limits answer with words; this one only keeps nonsense out. */
const text = v.pipe(v.string(), v.maxLength(100_000));
const short = v.pipe(v.string(), v.maxLength(10_000));
const whole = (least: number, most: number) => v.pipe(v.number(), v.safeInteger(), v.minValue(least), v.maxValue(most));
const side = whole(1, 1_000_000);
const bytes = (most: number) =>
  v.pipe(
    v.instance(Uint8Array),
    v.check(({ length }) => length <= most),
  );

const { reply, mentions, everyone, urgent } = extras;

const attachment = v.strictObject({
  handle: short,
  width: v.exactOptional(side),
  height: v.exactOptional(side),
  duration: v.exactOptional(whole(0, 86_400_000)),
  preview: v.exactOptional(
    v.strictObject({
      type: v.picklist(previewTypes),
      width: whole(1, limits.previewSide),
      height: whole(1, limits.previewSide),
      data: bytes(limits.previewBytes),
    }),
  ),
});

/** A schema for each of them. `takeFiles`: what the preload says of files that the person gave to the page. */
export const filesSchemas = {
  pickFiles: v.strictTuple([]),
  takeFiles: v.strictTuple([v.pipe(v.array(short), v.minLength(1), v.maxLength(100))]),
  takeBytes: v.strictTuple([short, short, bytes(limits.takenBytes)]),
  dropFile: v.strictTuple([short]),
  fileLimits: v.strictTuple([]),
  attach: v.strictTuple([
    ...([id, v.pipe(v.array(attachment), v.maxLength(100)), text] as const),
    v.optional(v.strictObject({ reply, mentions, everyone, urgent })),
  ]),
  download: v.strictTuple([id, postedFile]),
  loadBytes: v.strictTuple([id, postedFile, v.boolean()]),
  loadTransfers: v.strictTuple([]),
  pauseTransfer: v.strictTuple([id]),
  resumeTransfer: v.strictTuple([id]),
  cancelTransfer: v.strictTuple([id]),
  showInFolder: v.strictTuple([id]),
  loadHostFiles: v.strictTuple([v.nullable(id)]),
  freeFiles: v.strictTuple([v.pipe(v.array(id), v.minLength(1), v.maxLength(1_000))]),
} as const;
