/** The built hub in a process of its own, which tells how much memory it has after a collection. */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readdirSync } from 'node:fs';
import { resolve } from 'node:path';
import { createInterface } from 'node:readline';

/** What it holds at one moment. */
export interface Held {
  /** Bytes that the system gives it. */
  rss: number;
  /** Bytes of JavaScript objects in use. */
  heap: number;
  /** File descriptors: connections, room files, and what every program has. */
  descriptors: number;
  connections: number;
  rooms: number;
}

/** A hub under load. */
export interface SoakHub {
  ws: string;
  /** Lines of its log with the level "error". */
  readonly errors: string[];
  /** The newest line of its counters. */
  readonly counters: string;
  held(): Promise<Held>;
  /** SIGTERM; resolves with its exit code. */
  stop(): Promise<number | null>;
}

/** Error lines that are kept; one is too many already. */
const KEPT = 20;

const preload = `data:text/javascript,process.on('message',()=>{gc();const{rss,heapUsed}=process.memoryUsage();process.send({rss,heap:heapUsed})});process.on('disconnect',()=>process.exit(1));process.channel.unref()`;

/** Starts it with the limits that everybody has. */
export async function startSoakHub(dataDir: string): Promise<SoakHub> {
  const flags = ['--port', '0', '--host', '127.0.0.1', '--json', '--data', dataDir];
  const child = spawn(process.execPath, ['--expose-gc', '--import', preload, resolve('out/main/hub.js'), ...flags], {
    stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
  });
  const ended = once(child, 'exit').then(([code]) => code as number | null);
  const lines = createInterface({ input: child.stdout as NodeJS.ReadableStream });
  const log = createInterface({ input: child.stderr as NodeJS.ReadableStream });
  const errors: string[] = [];
  let counters = '';
  log.on('line', (line) => {
    if (line.includes('"event":"counters"')) counters = line;
    if (line.includes('"level":"error"') && errors.length < KEPT) errors.push(line);
  });
  const [line] = (await Promise.race([once(lines, 'line'), ended.then(() => [''])])) as [string];
  if (line === '') throw new Error(`the hub ended: ${errors.join('\n')}`);
  const { ws, url } = JSON.parse(line) as { ws: string; url: string };
  return {
    ws,
    errors,
    get counters() {
      return counters;
    },
    async held() {
      child.send('memory');
      const [{ rss, heap }] = (await once(child, 'message')) as [{ rss: number; heap: number }];
      const health = (await (await fetch(`${url}healthz`)).json()) as { connections: number; rooms: number };
      const descriptors = readdirSync(`/proc/${String(child.pid)}/fd`).length;
      return { rss, heap, descriptors, connections: health.connections, rooms: health.rooms };
    },
    stop() {
      child.kill('SIGTERM');
      return ended;
    },
  };
}
