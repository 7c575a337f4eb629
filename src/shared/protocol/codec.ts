/** Text to frame and back. Decoding returns a result and never throws on bad input. */
import * as v from 'valibot';
import type { ErrorCode } from './errors';
import { clientFrames, hubFrames, type ClientFrame, type HubFrame } from './frames';

/** What went wrong with a frame, for the one who sent it. */
export interface DecodeError {
  code: Extract<ErrorCode, 'bad_message' | 'unknown_type'>;
  /** Which field, or what about the text, in words; never the content itself. */
  detail: string;
  /** The frame's `ref` and `id` where they could be read, so that the answer finds its question. */
  ref?: number;
  id?: string;
}

/** A decoded frame, or why there is none. */
export type Decoded<F> = { ok: true; frame: F } | { ok: false; error: DecodeError };

const fail = (error: DecodeError): { ok: false; error: DecodeError } => ({ ok: false, error });

function parseObject(text: string): Record<string, unknown> | null {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as Record<string, unknown>) : null;
  } catch {
    return null;
  }
}

/** `ref` and `id` of a frame that may be wrong in every other way. */
function handles(raw: Record<string, unknown>): Pick<DecodeError, 'ref' | 'id'> {
  const { ref, id } = raw;
  return {
    ...(Number.isSafeInteger(ref) && (ref as number) >= 0 ? { ref: ref as number } : {}),
    ...(typeof id === 'string' && /^[\w-]{1,64}$/.test(id) ? { id } : {}),
  };
}

function decode<F>(schemas: Record<string, v.GenericSchema>, text: string): Decoded<F> {
  const raw = parseObject(text);
  if (!raw) return fail({ code: 'bad_message', detail: 'not a JSON object' });
  const type = raw['type'];
  if (typeof type !== 'string') return fail({ code: 'bad_message', detail: 'type: missing', ...handles(raw) });
  if (!Object.hasOwn(schemas, type)) return fail({ code: 'unknown_type', detail: 'type: unknown', ...handles(raw) });
  const parsed = v.safeParse(schemas[type] as v.GenericSchema<unknown, F>, raw, { abortEarly: true });
  if (parsed.success) return { ok: true, frame: parsed.output };
  const path = v.getDotPath(parsed.issues[0]) ?? '';
  // A key that no schema knows may be anything, and a message as well.
  const field = /^[\w.]{1,64}$/.test(path) ? path : 'frame';
  return fail({ code: 'bad_message', detail: `${field}: invalid`, ...handles(raw) });
}

/** What a client sent, as the hub reads it. */
export const decodeClientFrame = (text: string): Decoded<ClientFrame> => decode<ClientFrame>(clientFrames, text);

/** What a hub sent, as a client reads it. */
export const decodeHubFrame = (text: string): Decoded<HubFrame> => decode<HubFrame>(hubFrames, text);

/** A frame as text for the socket. */
export const encodeFrame = (frame: ClientFrame | HubFrame): string => JSON.stringify(frame);
