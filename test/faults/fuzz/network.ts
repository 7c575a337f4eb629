/** Fuzzers of a hub that listens: commands over good WebSockets, bytes of a WebSocket, bytes of HTTP. */
import { connect } from 'node:net';
import { connect as connectSecurely } from 'node:tls';
import fc from 'fast-check';
import { expect } from 'vitest';
import {
  closeCodes,
  decodeClientFrame,
  decodeHubFrame,
  errorMessages,
  type HubFrame,
  type HubFrameOf,
} from '../../../src/shared/protocol';
import type { Transport } from '../../helpers/wire';
import { frame, opcodes, Wire } from '../../helpers/wire';
import { upgradeHead } from '../../helpers/raw-socket';
import { anyText, clientSamples, mutated, stream } from './mutations';
import { count } from './progress';

/** Codes that a client may close with, which a hub repeats; and those that the hub documents. */
const endsWell = (code: number | null): boolean =>
  code === null || (code >= 1000 && code <= 1014 && code !== 1004 && code !== 1006) || (code >= 3_000 && code <= 4_999);
const hubCodes = new Set<number>([...Object.values(closeCodes), 1002]);

let opened = 0;

/** From ever new addresses where the machine has them: otherwise the ports of one would not suffice. */
const from = (port: number) => ({
  ...{ port, host: '127.0.0.1' },
  localAddress: process.platform === 'linux' ? `127.0.0.${String(2 + (opened++ % 200))}` : '127.0.0.1',
});

/** The ways to a hub that are fuzzed. */
export const ways = {
  plain: { name: 'plain', connect: (port) => connect({ ...from(port), noDelay: true }) },
  TLS: { name: 'TLS', connect: (port) => connectSecurely({ ...from(port), rejectUnauthorized: false }).setNoDelay() },
} as const satisfies Record<string, Transport>;

/** What is fuzzed, over which way. */
export interface Target {
  port: number;
  way: Transport;
}

/** Runs so many at a time until there were enough. */
async function atOnce(workers: number, cases: number, one: (worker: number) => Promise<void>): Promise<void> {
  let left = cases;
  const work = async (worker: number): Promise<void> => {
    while (left > 0) {
      left -= 1;
      await one(worker);
      count();
    }
  };
  await Promise.all(Array.from({ length: workers }, (_, worker) => work(worker)));
}

const text = (payload: string): Buffer => frame({ opcode: opcodes.text, payload });

/** A full client or a script that is in. */
class Client {
  readonly frames: HubFrame[] = [];
  #read = 0;

  private constructor(
    readonly wire: Wire,
    readonly full: boolean,
  ) {}

  static async enter({ port, way }: Target, full: boolean, name: string): Promise<Client> {
    const client = new Client(new Wire(way, port), full);
    const { wire } = client;
    await wire.upgrade(`/ws?name=${name}&room=scripts`, full ? ['Sec-WebSocket-Protocol: hearth.v1'] : []);
    await wire.until('greeting', () => wire.frames.length > 0);
    if (!full) return client;
    const identity = { kind: 'guest', token: `token-of-${name}`.padEnd(24, '.').replaceAll('.', '-') };
    await wire.write(text(JSON.stringify({ type: 'hello', version: 1, name, identity })));
    await wire.until('ready', () => client.ready !== undefined);
    await wire.write(text(JSON.stringify({ type: 'join', ref: 0, room: client.ready?.room })));
    await wire.until('joined', () => client.news().some(({ type }) => type === 'joined'));
    return client;
  }

  /** What a full client was told when it came in. */
  get ready(): HubFrameOf<'ready'> | undefined {
    return this.news().find((answer) => answer.type === 'ready');
  }

  /** Reads what came; whatever a hub sends must be a frame. */
  news(): HubFrame[] {
    const fresh = this.wire.frames.slice(this.#read).filter(({ opcode }) => opcode === opcodes.text);
    this.#read = this.wire.frames.length;
    if (!this.full) return [];
    for (const { payload } of fresh) {
      const decoded = decodeHubFrame(payload.toString('utf8'));
      if (!decoded.ok) throw new Error(`the hub sent a bad frame (${decoded.error.detail})`);
      this.frames.push(decoded.frame);
    }
    return this.frames;
  }

  /** Forgets what was read. */
  forget(): void {
    this.frames.length = 0;
    this.wire.frames.length = 0;
    this.#read = 0;
  }
}

const errorsOf = (frames: readonly HubFrame[]): string[] =>
  frames.flatMap((answer) => (answer.type === 'error' ? [answer.code] : []));

function documented(codes: readonly string[]): void {
  for (const code of codes)
    if (!Object.hasOwn(errorMessages, code) || code === 'internal') throw new Error(`answered with ${code}`);
}

/** Ids that a room may have seen, so that conflicts happen and memory has an end. */
const ids = Array.from({ length: 20 }, (_, n) => `m${String(n)}`);

/** A frame, most often of a room that exists. */
const commands = (rooms: readonly string[]): fc.Arbitrary<string> =>
  fc
    .tuple(
      fc.oneof({ arbitrary: mutated(clientSamples), weight: 9 }, { arbitrary: anyText(clientSamples), weight: 1 }),
      fc.constantFrom(...rooms, 'nowhere'),
      fc.constantFrom(...ids),
    )
    .map(([sample, room, id]) => sample.replaceAll('rz7bWKmnAi8E', room).replaceAll('Xb8oLz1Qn0m3vY5kC2dRtA', id));

/** Frames in one write. */
const BATCH = 32;

/** Sequences of frames from several people and scripts at once. Every frame that is none must be answered as such. */
export async function fuzzCommands(target: Target, cases: number, seed: number): Promise<Map<string, number>> {
  const seen = new Map<string, number>();
  const first = await Client.enter(target, true, 'First');
  const rooms = first.ready?.rooms.map(({ id }) => id) ?? [];
  const next = stream(commands(rooms), seed);
  const clients = new Map<number, Client>();
  let refs = 1_000_000;
  const enter = async (worker: number): Promise<Client> => {
    const client = await Client.enter(target, worker % 4 !== 3, `Fuzz${String(worker)}`);
    clients.set(worker, client);
    return client;
  };
  await atOnce(8, Math.ceil(cases / BATCH), async (worker) => {
    const client = clients.get(worker) ?? (await enter(worker));
    const { wire } = client;
    client.news();
    client.forget();
    // As the hub gets it: half a surrogate does not survive a socket.
    const texts = Array.from({ length: BATCH }, () => Buffer.from(next().slice(0, 60_000)).toString('utf8'));
    const ref = (refs += 1);
    const barrier = client.full ? JSON.stringify({ type: 'leave', ref, room: 'nowhere' }) : '{"message":5}';
    await wire.write(Buffer.concat([...texts, barrier].map(text)));
    const over = (): boolean =>
      client.full
        ? client.news().some((answer) => answer.type === 'error' && answer.ref === ref)
        : wire.frames.some(({ payload }) => payload.includes('"bad_message"'));
    await wire.until('answer to the last', () => wire.closed !== null || over());
    count(BATCH - 1);
    if (wire.closed !== null) {
      if (!hubCodes.has(wire.closed)) throw new Error(`closed with ${String(wire.closed)}`);
      clients.delete(worker);
      return;
    }
    if (!client.full) return;
    const codes = errorsOf(client.frames);
    documented(codes);
    for (const code of codes) seen.set(code, (seen.get(code) ?? 0) + 1);
    const bad = texts.filter((sent) => !decodeClientFrame(sent).ok).length;
    const refused = codes.filter((code) => code === 'bad_message' || code === 'unknown_type').length;
    if (refused < bad) throw new Error(`${String(bad)} bad frames had ${String(refused)} answers:\n${texts.join('\n')}`);
  });
  for (const { wire } of [first, ...clients.values()]) wire.socket.destroy();
  return seen;
}

/** A frame as it should be or nearly so, or bytes. */
const pieces = fc.oneof(
  {
    weight: 6,
    arbitrary: fc
      .record({
        opcode: fc.oneof({ weight: 5, arbitrary: fc.constantFrom(0, 1, 1, 2, 8, 9, 10) }, { weight: 1, arbitrary: fc.nat(15) }),
        fin: fc.oneof({ weight: 3, arbitrary: fc.constant(true) }, { weight: 1, arbitrary: fc.constant(false) }),
        rsv: fc.oneof({ weight: 9, arbitrary: fc.constant(0) }, { weight: 1, arbitrary: fc.nat(7) }),
        masked: fc.oneof({ weight: 19, arbitrary: fc.constant(true) }, { weight: 1, arbitrary: fc.constant(false) }),
        payload: fc.oneof(
          fc.uint8Array({ maxLength: 140 }).map((bytes) => Buffer.from(bytes)),
          fc.string({ maxLength: 140, unit: 'grapheme' }).map((words) => Buffer.from(words)),
          mutated(clientSamples).map((words) => Buffer.from(words)),
        ),
        declared: fc.option(fc.oneof(fc.bigInt({ min: 0n, max: 200n }), fc.bigInt({ min: 0n, max: 2n ** 63n })), {
          nil: undefined,
          freq: 12,
        }),
      })
      .map(({ declared, ...parts }) => frame(declared === undefined ? parts : { ...parts, declared })),
  },
  { weight: 1, arbitrary: fc.uint8Array({ maxLength: 200 }).map((bytes) => Buffer.from(bytes)) },
);
const conversations = fc.record({
  bytes: fc.array(pieces, { minLength: 1, maxLength: 12 }).map((all) => Buffer.concat(all)),
  flips: fc.array(fc.tuple(fc.nat(), fc.nat(7)), { maxLength: 2 }),
  cuts: fc.array(fc.nat(), { maxLength: 4 }),
  full: fc.boolean(),
});

/** Bytes on connections that were let in. Each is over when the hub has closed it. */
export async function fuzzWebSocket({ port, way }: Target, cases: number, seed: number): Promise<void> {
  const next = stream(conversations, seed);
  await atOnce(16, cases, async () => {
    const { bytes, flips, cuts, full } = next();
    for (const [at, bit] of flips) bytes[at % bytes.length] = (bytes[at % bytes.length] ?? 0) ^ (1 << bit);
    const wire = new Wire(way, port);
    await wire.upgrade('/ws?name=Bytes&room=bytes&echo=0', full ? ['Sec-WebSocket-Protocol: hearth.v1'] : []);
    const ends = [...new Set([...cuts.map((cut) => cut % bytes.length), bytes.length])].sort((a, b) => a - b);
    let start = 0;
    for (const end of ends) {
      await wire.write(bytes.subarray(start, end));
      start = end;
    }
    wire.socket.end();
    await wire.until('end', () => wire.ended);
    expect(endsWell(wire.closed)).toBe(true);
    for (const { payload } of wire.frames.filter(({ opcode }) => opcode === opcodes.text)) {
      const value = JSON.parse(payload.toString('utf8')) as { type?: string; code?: string; error?: { code: string } };
      const code = value.type === 'error' ? value.code : value.error?.code;
      if (code !== undefined) documented([code]);
    }
  });
}

/** What PROTOCOL.md lists, and what Node says to what is not HTTP. */
const statuses = new Set([101, 200, 304, 400, 403, 404, 405, 408, 413, 417, 421, 426, 431, 503]);

const lines = [
  'Host: evil.example',
  'Host:',
  'Origin: null',
  'Origin: https://evil.example',
  'Connection: close',
  'Content-Length: 5',
]
  .concat([
    'Transfer-Encoding: chunked',
    'Upgrade: h2c',
    'Sec-WebSocket-Version: 99',
    'Sec-WebSocket-Key: short',
    'Sec-WebSocket-Protocol: ,,',
  ])
  .concat([
    'Expect: 100-continue',
    ' folded: x',
    'no colon',
    `X-Long: ${'x'.repeat(9_000)}`,
    'Sec-WebSocket-Extensions: ;;=',
    '\0: \0',
  ]);
const paths = [
  '/ws',
  '/ws?name=%00&room=%FF',
  '/',
  '/healthz',
  '/../../etc/passwd',
  '/%2e%2e/%2e%2e/etc/passwd',
  '//',
  '*',
  'http://x/',
  '/ws?%',
];
/** Mostly none, so that the rest is looked at as well. */
const seldom = <T>(arbitrary: fc.Arbitrary<T>): fc.Arbitrary<T[]> =>
  fc.tuple(fc.nat(3), fc.array(arbitrary, { minLength: 1, maxLength: 3 })).map(([dice, all]) => (dice === 0 ? all : []));
const requests = fc.oneof(
  {
    weight: 200,
    arbitrary: fc.record({
      path: fc.oneof(
        { weight: 5, arbitrary: fc.constant('/ws') },
        fc.constantFrom(...paths),
        fc.webPath().map((path) => `/${path}`),
      ),
      method: fc.oneof(
        { weight: 8, arbitrary: fc.constant('GET') },
        fc.constantFrom('HEAD', 'POST', 'CONNECT', 'OPTIONS', 'TRACE', 'get', 'PRI', ''),
      ),
      added: seldom(fc.tuple(fc.nat(), fc.constantFrom(...lines))),
      replaced: seldom(fc.tuple(fc.nat(), fc.constantFrom(...lines))),
      inserted: seldom(fc.tuple(fc.nat(), fc.uint8Array({ minLength: 1, maxLength: 3 }))),
      cut: fc.option(fc.nat(), { nil: undefined, freq: 1 }),
    }),
  },
  { weight: 10, arbitrary: fc.uint8Array({ minLength: 1, maxLength: 400 }) },
  { weight: 10, arbitrary: fc.constantFrom('SSH-2.0-OpenSSH_9.6\r\n', 'EHLO x\r\n', '\r\n\r\n\r\n') },
  // Rarely: the beginning of TLS is waited for until its time is up.
  { weight: 1, arbitrary: fc.constant('\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03') },
);

function head(port: number, request: ReturnType<typeof requests.generate>['value']): Buffer {
  if (typeof request === 'string') return Buffer.from(request, 'latin1');
  if (request instanceof Uint8Array) return Buffer.from(request);
  const all = upgradeHead(port, request.path).replace(/^GET/, request.method).split('\r\n');
  for (const [at, line] of request.added) all.splice(1 + (at % (all.length - 2)), 0, line);
  for (const [at, line] of request.replaced) all[1 + (at % (all.length - 2))] = line;
  let bytes = Buffer.from(all.join('\r\n'), 'latin1');
  for (const [at, more] of request.inserted) {
    const place = at % bytes.length;
    bytes = Buffer.concat([bytes.subarray(0, place), more, bytes.subarray(place)]);
  }
  return request.cut === undefined ? bytes : bytes.subarray(0, request.cut % bytes.length);
}

/** Heads of requests. Each is answered with a status that PROTOCOL.md or HTTP itself has for it, or ended. */
export async function fuzzHttp({ port, way }: Target, cases: number, seed: number): Promise<Map<number, number>> {
  const seen = new Map<number, number>();
  const next = stream(requests, seed);
  await atOnce(16, cases, async () => {
    const socket = way.connect(port);
    let answer = '';
    socket.on('error', () => undefined);
    socket.on('data', (chunk: Buffer) => (answer += chunk.toString('latin1', 0, 64)));
    const ended = new Promise((resolve) => socket.on('close', resolve));
    socket.end(head(port, next()));
    await ended;
    // Whoever hangs up meanwhile may hear that much and no more.
    const last = answer.replace(/^HTTP\/1\.1 100 Continue\r\n\r\n/, '');
    const status = Number(/^HTTP\/1\.1 (\d{3}) /.exec(last)?.[1] ?? 0);
    if (last !== '' && !statuses.has(status)) throw new Error(`answered with ${answer.slice(0, 40)}`);
    seen.set(status, (seen.get(status) ?? 0) + 1);
  });
  return seen;
}
