/** A WebSocket client of bytes: it sends whatever it is told to and notes whatever comes back, frame by frame. */
import { randomBytes } from 'node:crypto';
import { connect as connectPlain } from 'node:net';
import type { Duplex } from 'node:stream';
import { setImmediate as nextTurn } from 'node:timers/promises';
import { connect as connectSecurely } from 'node:tls';

/** A way to a hub's port. */
export interface Transport {
  name: string;
  connect(port: number): Duplex;
}

/** TCP as it is. */
export const plain: Transport = {
  name: 'plain',
  connect: (port) => connectPlain({ port, host: '127.0.0.1', noDelay: true }),
};

/** TLS of the hub's own, whatever its certificate. */
export const encrypted: Transport = {
  name: 'TLS',
  connect: (port) => connectSecurely({ port, host: '127.0.0.1', rejectUnauthorized: false }).setNoDelay(),
};

/** RFC 6455 §5.2. */
export const opcodes = { continuation: 0, text: 1, binary: 2, close: 8, ping: 9, pong: 10 } as const;

/** A client's frame; what is left out is as it should be. */
export interface FrameParts {
  opcode: number;
  payload?: string | Buffer;
  /** @default true */
  fin?: boolean;
  /** The three reserved bits as a number from 0 to 7. @default 0 */
  rsv?: number;
  /** @default true */
  masked?: boolean;
  /** The length that the head declares. @default the payload's */
  declared?: bigint;
}

function lengthBytes(length: bigint, flag: number): Buffer {
  if (length < 126n) return Buffer.from([flag | Number(length)]);
  const wide = length > 65_535n;
  const bytes = Buffer.alloc(wide ? 9 : 3);
  bytes[0] = flag | (wide ? 127 : 126);
  if (wide) bytes.writeBigUInt64BE(length, 1);
  else bytes.writeUInt16BE(Number(length), 1);
  return bytes;
}

/** A frame as bytes. */
export function frame({ opcode, payload = '', fin = true, rsv = 0, masked = true, declared }: FrameParts): Buffer {
  const body = Buffer.from(payload);
  const head = [
    Buffer.from([(fin ? 0x80 : 0) | (rsv << 4) | opcode]),
    lengthBytes(declared ?? BigInt(body.length), masked ? 0x80 : 0),
  ];
  if (!masked) return Buffer.concat([...head, body]);
  const mask = randomBytes(4);
  return Buffer.concat([...head, mask, body.map((byte, at) => byte ^ (mask[at % 4] ?? 0))]);
}

/** A frame that a hub sent. */
export interface HubWireFrame {
  opcode: number;
  payload: Buffer;
}

/** Longest wait for anything; reached only by a test that fails. */
const PATIENCE = 15_000;

/** One connection. What a hub sends must itself be as RFC 6455 wants it: anything else is an error. */
export class Wire {
  readonly socket: Duplex;
  /** Everything received after the upgrade, oldest first. */
  readonly frames: HubWireFrame[] = [];
  /** The head of the HTTP answer. */
  head = '';
  ended = false;
  #rest = Buffer.alloc(0);
  #broken: Error | null = null;
  readonly #looks = new Set<() => void>();

  constructor(transport: Transport, port: number) {
    this.socket = transport.connect(port);
    this.socket.on('error', () => undefined);
    this.socket.on('data', (chunk: Buffer) => this.#take(chunk));
    this.socket.on('close', () => {
      this.ended = true;
      this.#changed();
    });
  }

  /** The code of the hub's close frame: 1005 where it carries none, null where there is none. */
  get closed(): number | null {
    const close = this.frames.find(({ opcode }) => opcode === opcodes.close);
    if (!close) return null;
    return close.payload.length === 0 ? 1005 : close.payload.readUInt16BE(0);
  }

  /** Asks for a WebSocket. @param lines - further header lines */
  async upgrade(path: string, lines: readonly string[] = []): Promise<void> {
    const head = [
      `GET ${path} HTTP/1.1`,
      'Host: localhost',
      'Connection: Upgrade',
      'Upgrade: websocket',
      'Sec-WebSocket-Version: 13',
      `Sec-WebSocket-Key: ${randomBytes(16).toString('base64')}`,
      ...lines,
    ];
    this.socket.write(`${head.join('\r\n')}\r\n\r\n`);
    await this.until('answer to the upgrade', () => this.head !== '');
    if (!this.head.startsWith('HTTP/1.1 101 ')) throw new Error(`no upgrade: ${this.head}`);
  }

  /** Writes bytes, in pieces of so many where that is given, each on its own as far as TCP keeps them apart. */
  async write(bytes: Buffer, chop = bytes.length): Promise<void> {
    for (let at = 0; at < bytes.length && this.closed === null && !this.ended; at += chop) {
      this.socket.write(bytes.subarray(at, at + chop));
      if (chop < bytes.length) await nextTurn();
    }
  }

  /** Resolves when something holds that only what arrives can change. */
  async until(what: string, holds: () => boolean): Promise<void> {
    await new Promise<void>((resolve, reject) => {
      const timer = setTimeout(() => {
        this.#looks.delete(look);
        reject(new Error(`no ${what} within ${String(PATIENCE)} ms`));
      }, PATIENCE);
      const look = (): void => {
        const held = this.#broken === null && holds();
        if (this.#broken === null && !held && !this.ended) return;
        clearTimeout(timer);
        this.#looks.delete(look);
        if (held) resolve();
        else reject(this.#broken ?? new Error(`the connection ended without ${what}`));
      };
      this.#looks.add(look);
      look();
    });
  }

  #take(chunk: Buffer): void {
    this.#rest = Buffer.concat([this.#rest, chunk]);
    if (this.head === '') {
      const end = this.#rest.indexOf('\r\n\r\n');
      if (end === -1) return;
      this.head = this.#rest.toString('latin1', 0, end);
      this.#rest = this.#rest.subarray(end + 4);
    }
    try {
      while (this.#takeFrame());
    } catch (error: unknown) {
      this.#broken = error as Error;
    }
    this.#changed();
  }

  #takeFrame(): boolean {
    const bytes = this.#rest;
    if (bytes.length < 2) return false;
    const [first, second] = [bytes.readUInt8(0), bytes.readUInt8(1)];
    const headLength = second < 126 ? 2 : second === 126 ? 4 : 10;
    if (bytes.length < headLength) return false;
    const length = second < 126 ? second : second === 126 ? bytes.readUInt16BE(2) : Number(bytes.readBigUInt64BE(2));
    if (bytes.length < headLength + length) return false;
    const opcode = first & 15;
    const payload = bytes.subarray(headLength, headLength + length);
    if ((first & 0x70) !== 0 || (second & 0x80) !== 0) throw new Error('the hub set a reserved bit or a mask');
    if (headLength > 2 && (length < 126 || (headLength === 10 && length < 65_536))) throw new Error('the hub wasted a length');
    if (opcode > 7 && (length > 125 || first < 0x80)) throw new Error('the hub sent a control frame that is none');
    if (opcode === opcodes.text) new TextDecoder('utf-8', { fatal: true }).decode(payload);
    this.frames.push({ opcode, payload });
    this.#rest = bytes.subarray(headLength + length);
    return true;
  }

  #changed(): void {
    for (const look of [...this.#looks]) look();
  }
}
