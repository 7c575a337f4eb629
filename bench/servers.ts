/** The hub and its peers, each in a process of its own, and the load on them. */
import { fork, spawn, type ChildProcess } from 'node:child_process';
import { on, once } from 'node:events';
import { readFileSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import type { Counted, LoadOrder } from './load-program';

/** One loaded server. */
export interface Server {
  port: number;
  proto: LoadOrder['proto'];
  /** Seconds of CPU since its start, system time and all threads included. */
  cpu(): number;
  /** Bytes of memory that the system gives it, after a collection. */
  memory(): Promise<number>;
  stop(): Promise<void>;
}

const TICKS = 100;

/** From the kernel: time that others spend for it, as the disk's threads, is told by nobody else. */
function cpuOf(child: ChildProcess): number {
  const stat = readFileSync(`/proc/${String(child.pid)}/stat`, 'utf8');
  const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
  return (Number(fields[11]) + Number(fields[12])) / TICKS;
}

/** Where a measurement needs /proc. */
export function needsLinux(): void {
  if (process.platform !== 'linux')
    throw new Error('this system does not tell the CPU of another process; run this bench on Linux');
}

function serverOf(child: ChildProcess, port: number, proto: Server['proto'], cleanup = async () => undefined as void): Server {
  return {
    port,
    proto,
    cpu: () => cpuOf(child),
    async memory() {
      child.send('memory');
      const [{ rss }] = (await once(child, 'message')) as [{ rss: number }];
      return rss;
    },
    async stop() {
      const ended = once(child, 'exit');
      child.kill('SIGKILL');
      await ended;
      await cleanup();
    },
  };
}

const preload = `data:text/javascript,process.on('message',()=>{gc();process.send({rss:process.memoryUsage().rss})});process.channel.unref()`;

/** Limits that would stand in the way of a load whose members all have one address. */
const open = ['messageRate', 'connectionsPerAddress'].flatMap((name) => ['--limit', `${name}=0`]);

/** Everything switched on: validation, sequences, history, limits, and a sync before every answer unless told otherwise. */
export async function startHearth(flags: string[] = [], limits: string[] = open): Promise<Server> {
  const dataDir = await mkdtemp(join(tmpdir(), 'hearth-bench-'));
  const all = ['--port', '0', '--host', '127.0.0.1', '--json', '--data', dataDir, ...limits, ...flags];
  const child = spawn(process.execPath, ['--expose-gc', '--import', preload, resolve('out/main/hub.js'), ...all], {
    stdio: ['ignore', 'pipe', 'ignore', 'ipc'],
  });
  let text = '';
  while (!text.includes('\n')) text += String(((await once(child.stdout as NodeJS.ReadableStream, 'data')) as [Buffer])[0]);
  child.stdout?.resume();
  const { port } = JSON.parse(text.slice(0, text.indexOf('\n'))) as { port: number };
  return serverOf(child, port, 'ws', () => rm(dataDir, { recursive: true, force: true, maxRetries: 5 }));
}

/** A peer: the bench's own file is its program. */
export async function startPeer(file: string, role: 'plain-ws' | 'socket.io'): Promise<Server> {
  const child = fork(file, [role], { execArgv: ['--expose-gc'] });
  const [{ port }] = (await once(child, 'message')) as [{ port: number }];
  return serverOf(child, port, role === 'plain-ws' ? 'ws' : 'socket.io');
}

/** What a load found, with the server's CPU over the measured time. */
export interface Measured extends Counted {
  cpu: number;
}

/** One measurement. */
export async function measure(file: string, server: Server, order: Omit<LoadOrder, 'port' | 'proto'>): Promise<Measured> {
  const { port, proto } = server;
  const child = fork(file, ['load', JSON.stringify({ ...order, port, proto } satisfies LoadOrder)]);
  // Two words may come in one turn.
  const words = on(child, 'message');
  child.once('exit', () => void words.throw?.(new Error('the load ended')));
  const heard = async <T>(): Promise<T> => ((await words.next()).value as [T])[0];
  try {
    await heard();
    const before = server.cpu();
    child.send('measure');
    await heard();
    const cpu = server.cpu() - before;
    return { ...(await heard<Counted>()), cpu };
  } finally {
    child.kill('SIGKILL');
  }
}

/** Runs two sides in turn, the first one changing. */
export async function paired(
  runs: number,
  own: () => Promise<number>,
  other: () => Promise<number>,
): Promise<[number[], number[]]> {
  const [hearth, peer]: [number[], number[]] = [[], []];
  for (let run = 0; run < runs; run += 1) {
    if (run % 2 === 1) peer.push(await other());
    hearth.push(await own());
    if (run % 2 === 0) peer.push(await other());
  }
  return [hearth, peer];
}
