/** What the hub's CPU pays for getting messages to a room of 200, against a plain `ws` server that broadcasts. */
import { fork, spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { createServer } from 'node:http';
import { connect, type AddressInfo, type Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { WebSocket, WebSocketServer } from 'ws';
import { rowOf, type BenchRow } from './row';

const MEMBERS = 200;
const SENDERS = 10;
/** Messages under way in the whole room. */
const IN_FLIGHT = [1, 10, 64];
/** Of one measurement, after a warm-up of a third of it. */
const SECONDS = 1.5;

/** One loaded server. */
interface Server {
  child: ChildProcess;
  port: number;
  /** Seconds of CPU since its start. */
  cpu(): Promise<number>;
}

/** What the load generator counted in its time. */
interface Counted {
  deliveries: number;
}

const ticksPerSecond = 100;

/** From the kernel where it tells, system time and threads included; otherwise the process says it itself. */
function cpuOf(child: ChildProcess): number | null {
  try {
    const stat = readFileSync(`/proc/${String(child.pid)}/stat`, 'utf8');
    const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
    return (Number(fields[11]) + Number(fields[12])) / ticksPerSecond;
  } catch {
    return null;
  }
}

async function askCpu(child: ChildProcess): Promise<number> {
  const known = cpuOf(child);
  if (known !== null) return known;
  if (!child.send) throw new Error('this system does not tell the CPU of another process; run the bench on Linux');
  child.send('cpu');
  const [answer] = (await once(child, 'message')) as [{ cpu: number }];
  return answer.cpu;
}

async function startHearth(dataDir: string): Promise<Server> {
  const flags = ['--port', '0', '--host', '127.0.0.1', '--json', '--data', dataDir];
  const off = ['--limit', 'messageRate=0', '--limit', 'connectionsPerAddress=0'];
  const preload = `data:text/javascript,process.on('message',()=>{const{user,system}=process.cpuUsage();process.send({cpu:(user+system)/1e6})})`;
  const child = spawn(process.execPath, ['--import', preload, resolve('out/main/hub.js'), ...flags, ...off], {
    stdio: ['ignore', 'pipe', 'ignore', 'ipc'],
  });
  let text = '';
  while (!text.includes('\n')) text += String(((await once(child.stdout as NodeJS.ReadableStream, 'data')) as [Buffer])[0]);
  child.stdout?.resume();
  const { port } = JSON.parse(text.slice(0, text.indexOf('\n'))) as { port: number };
  return { child, port, cpu: () => askCpu(child) };
}

async function startPlain(): Promise<Server> {
  const child = fork(import.meta.filename, ['plain-ws']);
  const [{ port }] = (await once(child, 'message')) as [{ port: number }];
  return { child, port, cpu: () => askCpu(child) };
}

/** Microseconds of the server's CPU for each delivery. */
async function measure(server: Server, inFlight: number): Promise<number> {
  const load = fork(import.meta.filename, ['load', String(server.port), String(inFlight)]);
  try {
    const heard = (): Promise<Counted> => once(load, 'message').then(([counted]) => counted as Counted);
    await heard();
    const before = await server.cpu();
    load.send('count');
    const { deliveries } = await heard();
    const used = (await server.cpu()) - before;
    if (deliveries === 0) throw new Error('nothing was delivered');
    return (used * 1e6) / deliveries;
  } finally {
    load.kill('SIGKILL');
    await once(load, 'exit');
  }
}

/** Rows for 1, 10 and 64 messages in flight. @param options.runs - of each side; they take turns, the first one changing */
export async function bench({ runs }: { runs: number }): Promise<BenchRow[]> {
  const dataDir = await mkdtemp(join(tmpdir(), 'hearth-bench-'));
  const servers: Server[] = [];
  const started = async (starting: Promise<Server>): Promise<Server> => {
    const server = await starting;
    servers.push(server);
    return server;
  };
  try {
    const hearth = await started(startHearth(dataDir));
    const plain = await started(startPlain());
    const rows: BenchRow[] = [];
    for (const inFlight of IN_FLIGHT) {
      const [own, peer]: [number[], number[]] = [[], []];
      for (let run = 0; run < runs; run += 1) {
        if (run % 2 === 1) peer.push(await measure(plain, inFlight));
        own.push(await measure(hearth, inFlight));
        if (run % 2 === 0) peer.push(await measure(plain, inFlight));
      }
      const about = {
        bench: 'fan-out',
        case: `${String(MEMBERS)} members, ${String(SENDERS)} senders, ${String(inFlight)} in flight`,
        peerName: 'plain ws broadcast',
        unit: 'µs CPU per delivery',
        how: 'Process CPU of the hub, system time and disk threads included; every message synced, validated, sequenced and kept before it is sent. The peer keeps nothing. Load from another process that parses nothing.',
      };
      rows.push(rowOf(about, own, peer));
    }
    return rows;
  } finally {
    for (const { child } of servers) child.kill('SIGKILL');
    await rm(dataDir, { recursive: true, force: true, maxRetries: 5 });
  }
}

/** The peer: what people write first, with the advice of ws's own page followed. */
function plainServer(): void {
  const server = createServer().listen(0, '127.0.0.1');
  const sockets = new WebSocketServer({ server, path: '/ws', perMessageDeflate: false });
  sockets.on('connection', (ws) => {
    ws.on('message', (data) => {
      const { username, message } = JSON.parse((data as Buffer).toString()) as Record<string, unknown>;
      const text = JSON.stringify({ username, message });
      for (const client of sockets.clients) if (client.readyState === WebSocket.OPEN) client.send(text);
    });
  });
  process.on('message', () => {
    const { user, system } = process.cpuUsage();
    process.send?.({ cpu: (user + system) / 1e6 });
  });
  server.once('listening', () => process.send?.({ port: (server.address() as AddressInfo).port }));
}

/** Counts whole text frames of a stream from their headers alone. */
function frameCounter(onFrame: () => void): (chunk: Buffer) => void {
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
      if (data[at] === 0x81) onFrame();
      at += head + size;
      if (at >= data.length) {
        skip = at - data.length;
        return;
      }
    }
    rest = data.subarray(at);
  };
}

const LINE = JSON.stringify({ username: 'user0001', message: 'a'.repeat(84) });

/** A masked text frame (RFC 6455 §5.3) with the mask 0, which changes nothing. */
function clientFrame(text: string): Buffer {
  const bytes = Buffer.from(text);
  return Buffer.concat([Buffer.from([0x81, 0x80 | bytes.length, 0, 0, 0, 0]), bytes]);
}

/** Joins with all members, keeps `inFlight` messages under way, and counts what arrives when it is told to. */
async function load(port: number, inFlight: number): Promise<void> {
  const frame = clientFrame(LINE);
  const sockets: Socket[] = [];
  let deliveries = 0;
  let heardByFirst = 0;
  let sent = 0;
  let turn = 0;
  let flowing = false;
  const fill = (): void => {
    // The first member hears every message: what it has heard is no longer under way.
    while (flowing && sent - heardByFirst < inFlight) {
      sockets[turn % SENDERS]?.write(frame);
      turn += 1;
      sent += 1;
    }
  };
  for (let member = 0; member < MEMBERS; member += 1) {
    const socket = connect(port, '127.0.0.1').setNoDelay(true);
    sockets.push(socket);
    socket.write(
      `GET /ws HTTP/1.1\r\nHost: 127.0.0.1:${String(port)}\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n` +
        'Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n',
    );
    await new Promise<void>((opened) => {
      const take = frameCounter(() => {
        if (!flowing) return;
        deliveries += 1;
        if (member === 0) heardByFirst += 1;
      });
      let head = '';
      const shake = (chunk: Buffer): void => {
        head += chunk.toString('latin1');
        const end = head.indexOf('\r\n\r\n');
        if (end === -1) return;
        socket.off('data', shake);
        socket.on('data', (data: Buffer) => {
          take(data);
          if (member === 0) fill();
        });
        take(Buffer.from(head.slice(end + 4), 'latin1'));
        opened();
      };
      socket.on('data', shake);
    });
  }
  const pause = (seconds: number): Promise<void> => new Promise((done) => setTimeout(done, seconds * 1_000));
  // Welcomes are over before anything is counted.
  await pause(0.3);
  flowing = true;
  fill();
  await pause(SECONDS / 3);
  process.once('message', () => {
    const from = deliveries;
    void pause(SECONDS).then(() => process.send?.({ deliveries: deliveries - from }));
  });
  process.send?.({ deliveries: 0 });
}

// This file is also the program of its child processes.
if (process.argv[1] === import.meta.filename) {
  const [, , role, port, inFlight] = process.argv;
  if (role === 'plain-ws') plainServer();
  if (role === 'load') void load(Number(port), Number(inFlight));
}
