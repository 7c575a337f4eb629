/**
 * Cases of the Autobahn test suite (crossbario/autobahn-testsuite) under its own numbers, written again for a hub that does not echo: that a
 * message was taken is shown by its answer instead.
 */
import { frame, opcodes, type FrameParts } from '../../helpers/wire';

/** A message that the WebSocket layer must take. In full mode each is answered with `bad_message`, because none is a frame of ours. */
export type Taken =
  /** In simple mode everybody in the room gets it. */
  | { kind: 'said'; text: string }
  /** In simple mode it is refused with this code. */
  | { kind: 'refused'; code: 'bad_message' | 'empty_message' | 'text_too_long' };

/** What must come of a case, in this order. */
export type Outcome = Taken | { kind: 'pong'; payload: Buffer };

/** One case. */
export interface Case {
  /** Autobahn's number. */
  number: string;
  title: string;
  /** Bytes to send, or how many outcomes to wait for before going on. */
  steps: (Buffer | { outcomes: number })[];
  /** Octets written at once. @default all */
  chop?: number;
  outcomes: Outcome[];
  /** The close code that the hub must send; without one, the connection must live until the client closes it. */
  code?: number;
  /** A hub with limits of its own for this case: where Autobahn asks for more than Hearth's. @default usual */
  hub?: 'usual' | 'wide';
}

export const said = (text: string): Taken => ({ kind: 'said', text });
export const refused = (code: 'bad_message' | 'empty_message' | 'text_too_long'): Taken => ({ kind: 'refused', code });
export const pong = (payload: string | Buffer): Outcome => ({ kind: 'pong', payload: Buffer.from(payload) });

export const text = (payload: string | Buffer, parts: Partial<FrameParts> = {}): Buffer =>
  frame({ opcode: opcodes.text, payload, ...parts });
export const binary = (payload: string | Buffer, parts: Partial<FrameParts> = {}): Buffer =>
  frame({ opcode: opcodes.binary, payload, ...parts });
export const more = (payload: string | Buffer, parts: Partial<FrameParts> = {}): Buffer =>
  frame({ opcode: opcodes.continuation, payload, ...parts });
export const ping = (payload: string | Buffer = '', parts: Partial<FrameParts> = {}): Buffer =>
  frame({ opcode: opcodes.ping, payload, ...parts });

/** A close frame. @param code - none sends an empty one */
export function close(code?: number, reason: string | Buffer = ''): Buffer {
  const head = Buffer.alloc(code === undefined ? 0 : 2);
  if (code !== undefined) head.writeUInt16BE(code);
  return frame({ opcode: opcodes.close, payload: Buffer.concat([head, Buffer.from(reason)]) });
}

/** A message in fragments of so many octets. */
export function fragmented(payload: string | Buffer, size: number, opcode: number = opcodes.text): Buffer[] {
  const bytes = Buffer.from(payload);
  const count = Math.ceil(bytes.length / size);
  return Array.from({ length: count }, (_, index) =>
    frame({
      opcode: index === 0 ? opcode : opcodes.continuation,
      fin: index === count - 1,
      payload: bytes.subarray(index * size, (index + 1) * size),
    }),
  );
}
