/** Frames of the load: counted from their headers, never parsed. */

/** Digits of a stamp: microseconds since the load began. */
export const STAMP = 12;

const PING = 0x89;

/** A masked text frame (RFC 6455 §5.3) with the mask 0, which changes nothing. */
export function clientFrame(text: string): Buffer {
  const bytes = Buffer.from(text);
  const head = bytes.length < 126 ? [0x80 | bytes.length] : [0xfe, bytes.length >> 8, bytes.length & 255];
  return Buffer.concat([Buffer.from([0x81, ...head, 0, 0, 0, 0]), bytes]);
}

/** A frame that can be sent again and again with another stamp. */
export class StampedFrame {
  readonly #frame: Buffer;
  readonly #at: number;
  /** Where the stamp is in the text. */
  readonly offset: number;

  /** @param wrap - the text around a message */
  constructor(wrap: (message: string) => string) {
    const stamp = '0'.repeat(STAMP);
    const text = wrap(stamp + 'a'.repeat(84 - STAMP));
    this.offset = text.indexOf(stamp);
    this.#frame = clientFrame(text);
    this.#at = this.#frame.length - text.length + this.offset;
  }

  stamped(microseconds: number): Buffer {
    const copy = Buffer.from(this.#frame);
    copy.write(String(Math.floor(microseconds)).padStart(STAMP, '0'), this.#at, 'latin1');
    return copy;
  }
}

function readStamp(data: Buffer, at: number): number {
  let value = 0;
  for (let i = at; i < at + STAMP; i += 1) {
    const digit = (data[i] as number) - 48;
    // No stamp: a word of the server's own.
    if (digit < 0 || digit > 9) return -1;
    value = value * 10 + digit;
  }
  return value;
}

/**
 * Counts whole text frames of a stream.
 * @param offset - where the stamp is in a text; null reads none
 * @param onFrame - gets the stamp, or -1 where it was not read
 * @param onPing - told of each protocol ping
 */
export function frameCounter(
  offset: number | null,
  onFrame: (stamp: number) => void,
  onPing: () => void = () => undefined,
): (chunk: Buffer) => void {
  let rest: Buffer = Buffer.alloc(0);
  let skip = 0;
  return (chunk) => {
    let at = Math.min(skip, chunk.length);
    skip -= at;
    if (at === chunk.length) return;
    let data = chunk;
    if (rest.length > 0) {
      data = Buffer.concat([rest, chunk]);
      rest = Buffer.alloc(0);
    }
    while (data.length - at >= 2) {
      const short = (data[at + 1] as number) & 0x7f;
      const head = short < 126 ? 2 : short === 126 ? 4 : 10;
      if (data.length - at < head) break;
      const size = short < 126 ? short : short === 126 ? data.readUInt16BE(at + 2) : Number(data.readBigUInt64BE(at + 2));
      // A stamp that is not here yet: wait for the rest of this frame.
      if (offset !== null && data.length - at < Math.min(head + size, head + offset + STAMP)) break;
      if (data[at] === 0x81) onFrame(offset !== null && size >= offset + STAMP ? readStamp(data, at + head + offset) : -1);
      else if (data[at] === PING) onPing();
      at += head + size;
      if (at >= data.length) {
        skip = at - data.length;
        return;
      }
    }
    rest = data.subarray(at);
  };
}
