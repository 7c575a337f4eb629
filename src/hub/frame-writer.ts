/**
 * The one file that knows how to write ready WebSocket frames past `ws`. That is safe because compression is off and `ws` writes
 * whole frames to the same socket itself, in the turn in which it is asked: nothing of it is ever half-written when we write. Answers
 * to control frames and the closing handshake stay with `ws`. test/hub/frame-writer.test.ts pins the versions of `ws` that this was checked on.
 */
import type { Duplex } from 'node:stream';

const FIN_TEXT = 0x81;

const headerSize = (bytes: number): number => (bytes < 126 ? 2 : bytes < 65_536 ? 4 : 10);

function writeFrame(target: Buffer, offset: number, text: string, bytes: number): number {
  target[offset] = FIN_TEXT;
  if (bytes < 126) {
    target[offset + 1] = bytes;
  } else if (bytes < 65_536) {
    target[offset + 1] = 126;
    target.writeUInt16BE(bytes, offset + 2);
  } else {
    target[offset + 1] = 127;
    target.writeUInt32BE(0, offset + 2);
    target.writeUInt32BE(bytes, offset + 6);
  }
  const start = offset + headerSize(bytes);
  target.write(text, start, 'utf8');
  return start + bytes;
}

/** Texts as unmasked text frames (RFC 6455 §5.2), each a frame of its own, in one buffer that may be shared by many sockets. */
export function textFrames(texts: readonly string[]): Buffer {
  const sizes = texts.map((text) => Buffer.byteLength(text));
  const total = sizes.reduce((sum, bytes) => sum + headerSize(bytes) + bytes, 0);
  // Not from Node's pool: a slow reader would keep 8 KiB of it alive for a frame of 100 bytes.
  const buffer = Buffer.allocUnsafeSlow(total);
  texts.reduce((offset, text, index) => writeFrame(buffer, offset, text, sizes[index] ?? 0), 0);
  return buffer;
}

const ping = Buffer.from([0x89, 0]);

/** Writes a ping without content (RFC 6455 §5.5.2), the same bytes for everybody. */
export const writePing = (socket: Duplex): boolean => socket.write(ping);

/** Writes whole frames. The buffer belongs to the socket from now on and must not be changed. */
export const writeFrames = (socket: Duplex, frames: Buffer): boolean => socket.write(frames);
