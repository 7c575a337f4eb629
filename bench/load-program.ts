/** The load, a process of its own that parses nothing: joins, sends in a closed loop or at a rate, and counts what arrives. */
import { setTimeout as pause } from 'node:timers/promises';
import { connect, type Socket } from 'node:net';
import { connect as tlsConnect } from 'node:tls';
import { frameCounter, clientFrame, StampedFrame } from './frames';

/** What a load is told to do. */
export interface LoadOrder {
  port: number;
  /** How one speaks to this server. */
  proto: 'ws' | 'socket.io';
  /** Over TLS, with whatever certificate there is. */
  tls?: boolean;
  members: number;
  senders: number;
  /** Messages under way in the whole room; 0 sends at `rate`. */
  inFlight: number;
  /** Messages a second. */
  rate: number;
  /** One more member sends so many messages every 5 ms, which are not measured. */
  flood?: number;
  warm: number;
  seconds: number;
}

/** What it counted. */
export interface Counted {
  deliveries: number;
  /** Of messages that were sent at a rate: milliseconds to a member. */
  p50: number;
  p99: number;
  /** Deliveries that had not arrived seconds after the end. */
  unread: number;
}

/** Source addresses in turn: closed connections keep their ports for a minute. */
const sources = process.platform === 'linux' ? 200 : 1;
let nextSource = 0;

/** Longest wait for what is under way at the end, s. */
const DRAIN = 2;

/** Members whose deliveries are timed, spread over the room: reading stamps is work, too. */
const TIMED = 20;

const paths = { ws: '/ws', 'socket.io': '/socket.io/?EIO=4&transport=websocket' } as const;
const wraps = {
  ws: (message: string) => JSON.stringify({ username: 'user0001', message }),
  'socket.io': (message: string) => `42${JSON.stringify(['message', { username: 'user0001', message }])}`,
} as const;

/** How one connection is opened. */
export type OpenOrder = Pick<LoadOrder, 'port' | 'proto' | 'tls'>;

/** Opens one connection; resolves once the server has said its first words, or with the upgrade where it says none. */
export function open({ port, proto, tls = false }: OpenOrder, onData: (data: Buffer) => void): Promise<Socket> {
  nextSource = (nextSource + 1) % sources;
  const localAddress = `127.0.0.${String(2 + nextSource)}`;
  const plain = connect({ port, host: '127.0.0.1', ...(sources > 1 ? { localAddress } : {}) }).setNoDelay(true);
  const socket = tls ? tlsConnect({ socket: plain, rejectUnauthorized: false }) : plain;
  socket.write(
    `GET ${paths[proto]} HTTP/1.1\r\nHost: 127.0.0.1:${String(port)}\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n` +
      'Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n',
  );
  return new Promise((resolve, reject) => {
    let head = '';
    const shake = (chunk: Buffer): void => {
      head += chunk.toString('latin1');
      const end = head.indexOf('\r\n\r\n');
      if (end === -1) return;
      if (!head.startsWith('HTTP/1.1 101')) return reject(new Error(head.slice(0, 80)));
      if (proto === 'socket.io' && !head.includes('sid')) return;
      socket.off('data', shake);
      if (proto === 'socket.io') socket.write(clientFrame('40'));
      socket.on('data', onData);
      onData(Buffer.from(head.slice(end + 4), 'latin1'));
      resolve(socket);
    };
    socket.on('data', shake);
    socket.once('error', reject);
  });
}

const percentile = (sorted: Float64Array, share: number): number =>
  sorted.length === 0 ? 0 : (sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] as number) / 1_000;

/** Does what it is told, reports 'ready', waits for a word, measures, and reports what it counted. */
export async function load(order: LoadOrder): Promise<void> {
  const { proto, members, senders, inFlight, rate, seconds } = order;
  const frame = new StampedFrame(wraps[proto]);
  const began = performance.now();
  const now = (): number => (performance.now() - began) * 1_000;
  const sockets: Socket[] = [];
  const times: number[] = [];
  let [deliveries, heardByFirst, sent, turn] = [0, 0, 0, 0];
  let [flowing, timing] = [false, false];
  let measuredFrom = Infinity;
  let [due, arrived] = [0, 0];

  const send = (): void => {
    const at = now();
    sockets[turn % senders]?.write(frame.stamped(at));
    turn += 1;
    sent += 1;
    if (timing) due += timed.size;
  };
  const fill = (): void => {
    // The first member hears every message: what it has heard is no longer under way.
    while (flowing && inFlight > 0 && sent - heardByFirst < inFlight) send();
  };
  const timed = new Set(Array.from({ length: TIMED }, (_, n) => Math.floor(((n + 0.5) * members) / TIMED)));
  const member = (index: number): Promise<Socket> => {
    const take = frameCounter(rate > 0 && timed.has(index) ? frame.offset : null, (stamp) => {
      if (!flowing) return;
      deliveries += 1;
      if (index === 0) heardByFirst += 1;
      if (stamp < measuredFrom) return;
      arrived += 1;
      times.push(now() - stamp);
    });
    return open(order, index === 0 ? (data) => (take(data), fill()) : take);
  };
  for (let start = 0; start < members; start += 50)
    sockets.push(...(await Promise.all(Array.from({ length: Math.min(50, members - start) }, (_, n) => member(start + n)))));
  // Welcomes are over before anything is counted.
  await pause(300);
  if (order.flood) await startFlood(order, order.flood);
  flowing = true;
  fill();
  const start = now();
  const tick =
    rate > 0
      ? setInterval(() => {
          for (let owed = ((now() - start) * rate) / 1e6; sent < owed;) send();
        }, 1)
      : undefined;
  await pause(order.warm * 1_000);
  process.once('message', () => void measure());
  process.send?.({ ready: true });

  async function measure(): Promise<void> {
    const from = deliveries;
    timing = true;
    measuredFrom = now();
    await pause(seconds * 1_000);
    const counted = deliveries - from;
    timing = false;
    clearInterval(tick);
    process.send?.({ measured: true });
    const patience = performance.now() + DRAIN * 1_000;
    while (rate > 0 && arrived < due && performance.now() < patience) await pause(10);
    const sorted = Float64Array.from(times).sort();
    const result: Counted = {
      deliveries: counted,
      p50: percentile(sorted, 0.5),
      p99: percentile(sorted, 0.99),
      unread: Math.max(0, due - arrived),
    };
    process.send?.(result);
  }
}

/** A member who sends so many messages every 5 ms and waits for no answer. Its texts have no stamp where the others look for one. */
async function startFlood(order: LoadOrder, messages: number): Promise<void> {
  const { proto } = order;
  const lines = Buffer.concat(Array.from({ length: messages }, () => clientFrame(wraps[proto]('x'.repeat(84)))));
  const socket = await open(order, () => undefined);
  setInterval(() => socket.writableLength < 1_000_000 && socket.write(lines), 5);
}
