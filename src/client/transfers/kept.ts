/** Transfers as this device keeps them: what goes on after a restart. */
import * as v from 'valibot';
import { fileInfo, previewTypes } from '../../shared/protocol/file-frames';

const id = v.pipe(v.string(), v.regex(/^[\w-]{1,64}$/));
const key = v.pipe(v.string(), v.regex(/^[\w-]{43}$/));
const paused = v.optional(v.literal(true));

/** `sha256`: it is on the hub. */
const part = { file: id, handle: v.string(), size: v.number(), sha256: v.optional(key) };

const upload = v.object({
  ...{ kind: v.literal('upload'), id, name: v.string(), type: v.string(), paused, ...part },
  ...{ width: v.optional(v.number()), height: v.optional(v.number()), duration: v.optional(v.number()) },
  preview: v.optional(v.object({ ...part, type: v.picklist(previewTypes), width: v.number(), height: v.number() })),
});

/** What the message carries beside them; devices of before kept none of it. */
const extra = v.object({
  ...{ reply: v.optional(v.number()), mentions: v.optional(v.array(v.string())) },
  ...{ everyone: v.optional(v.literal(true)), urgent: v.optional(v.literal(true)) },
});

/** Files that become one message. */
const post = v.object({
  ...{ message: id, room: id, at: v.number(), text: v.string(), uploads: v.array(upload) },
  extra: v.optional(extra, {}),
});

/** `saved`: all of it is there, under this name; `place` is by what it is shown. */
const download = v.object({
  ...{ kind: v.literal('download'), id, room: id, file: fileInfo, paused },
  saved: v.optional(v.object({ name: v.string(), place: v.nullable(v.string()) })),
});

const kept = v.object({ posts: v.array(post), downloads: v.array(download) });

/** A file that is brought to the hub. */
export type KeptUpload = v.InferOutput<typeof upload>;
/** The bytes of one: its own, or those of the picture that stands for it. */
export type KeptPart = Pick<KeptUpload, 'file' | 'handle' | 'size' | 'sha256'>;
/** Files that become one message, once all of them are there. */
export type KeptPost = v.InferOutput<typeof post>;
/** A file that is fetched. */
export type KeptDownload = v.InferOutput<typeof download>;
/** All transfers of one hub. */
export type Kept = v.InferOutput<typeof kept>;

/** What was kept; nothing where it is something else. */
export function parseKept(value: unknown): Kept {
  const parsed = v.safeParse(kept, value);
  return parsed.success ? parsed.output : { posts: [], downloads: [] };
}
