/** Files: what a message says of them, and the frames that ask for a way to carry their bytes over HTTP. Merged into `frames.ts`. */
import * as v from 'valibot';
import { cleanFileName } from '../file-name';
import { count, id, key, ref, words } from './fields';
import { limits } from './limits';

/** Types of the small pictures that stand for a larger one; everything else is a file and never content. */
export const previewTypes = ['image/webp', 'image/jpeg', 'image/png'] as const;

const whole = (least: number, most: number) => v.pipe(v.number(), v.safeInteger(), v.minValue(least), v.maxValue(most));

/** Kind of content as its sender calls it, for show: a hub hands out everything as `application/octet-stream`. */
const mediaType = v.pipe(v.string(), v.maxLength(100), v.regex(/^[a-z0-9][\w.+-]*\/[a-z0-9][\w.+-]*$/i));
/** Pixels of one side. */
const pixels = whole(1, 1_000_000);

const fileName = v.pipe(v.string(), v.maxLength(4 * limits.maxFileName));

const preview = {
  ...{ id, size: whole(1, limits.previewBytes), type: v.picklist(previewTypes) },
  ...{ width: whole(1, limits.previewSide), height: whole(1, limits.previewSide) },
};

const file = {
  ...{ id, name: fileName, size: count, type: mediaType },
  /** SHA-256 of its bytes, base64url. */
  sha256: key,
  /** Of a picture or a film, in pixels, as its sender says. */
  width: v.optional(pixels),
  height: v.optional(pixels),
  /** Of a sound or a film, ms, as its sender says. */
  duration: v.optional(whole(0, 86_400_000)),
};

/** A file of a message as a hub tells it: its name as an honest one would let it through, whoever looks at it. */
export const fileInfo = v.object({
  ...file,
  name: v.pipe(fileName, v.transform(cleanFileName)),
  preview: v.optional(v.object(preview)),
});

/** The same as a client sends it, which may say nothing else. */
export const postedFile = v.strictObject({ ...file, preview: v.optional(v.strictObject(preview)) });

/** The files of one message, in the order in which they are shown. */
export const fileInfos = v.pipe(v.array(fileInfo), v.maxLength(limits.filesPerMessage));
/** The same as a client sends them. */
export const postedFiles = v.pipe(v.array(postedFile), v.minLength(1), v.maxLength(limits.filesPerMessage));

/** What a client may send about files. */
export const fileClientFrames = {
  /**
   * Asks for a way to send a file's bytes. `id` is the client's own, and stays the file's: asked again with the same one, it goes on where the hub
   * is. `preview`: it is a small picture that will stand for another file.
   */
  upload: v.strictObject({
    ...{ type: v.literal('upload'), ref, room: id, id, name: fileName, size: count, media: mediaType },
    ...{ width: v.optional(pixels), height: v.optional(pixels), preview: v.optional(v.literal(true)) },
    sha256: v.optional(key),
  }),
  /** The file will not be sent: what the hub has of it goes. */
  upload_cancel: v.strictObject({ type: v.literal('upload_cancel'), ref, id }),
  /** Asks for a way to fetch a file, or a preview, of a message of this room. */
  download: v.strictObject({ type: v.literal('download'), ref, room: id, file: id }),
  /** Files that the hub keeps, largest first. Hosts only. */
  files_list: v.strictObject({ type: v.literal('files_list'), ref, room: v.optional(id) }),
  /** Removes a file from the hub's disk; messages go on naming it. Hosts only. */
  file_remove: v.strictObject({ type: v.literal('file_remove'), ref, file: id }),
} as const;

/** One that the hub keeps. `posted`: a message names it; others go by themselves. */
const kept = v.object({
  ...{ id, room: id, owner: id, name: fileName, size: count, posted: v.boolean() },
  at: v.number(),
});

/** What a client may be sent about files. */
export const fileHubFrames = {
  /**
   * `token` opens one request, within a minute. `chunk`: most bytes of one. `received`: where to go on; `size` of the file where all is there,
   * and `sha256` with it once it was checked.
   */
  upload_ready: v.object({
    ...{ type: v.literal('upload_ready'), ref, file: id, token: words, chunk: count, received: count },
    sha256: v.optional(key),
  }),
  download_ready: v.object({ type: v.literal('download_ready'), ref, file: id, token: words, size: count }),
  /** `quota`: bytes that may be kept, of the room that was asked for or of all; 0 is no limit. `free`: of the disk, less what is kept for the chat. */
  files: v.object({
    ...{ type: v.literal('files'), ref, files: v.array(kept), more: v.boolean() },
    ...{ used: count, count, quota: count, free: v.optional(count) },
  }),
} as const;

/** A file of a message. */
export type FileInfo = v.InferOutput<typeof fileInfo>;
/** A small picture that stands for a larger one. */
export type FilePreview = NonNullable<FileInfo['preview']>;
/** A file that the hub keeps, as hosts see it. */
export type KeptFile = v.InferOutput<typeof kept>;
/** A type of frame of the table above. */
export type FileFrameType = keyof typeof fileClientFrames;

/** Path of a file's bytes. */
export const filePath = (file: string): string => `/files/${file}`;

const code = v.string();

/** What a hub answers to a request that brought bytes: where it is now, and a token for the next one; `sha256` once all is there and checked. */
export const uploadAnswer = v.object({ received: count, token: v.optional(words), sha256: v.optional(key) });
/** What it answers where something is wrong. */
export const fileRefusal = v.object({ code, message: v.string() });
