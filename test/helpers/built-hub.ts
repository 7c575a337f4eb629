/** The hub as its program, so that it can be killed. */
import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { afterAll, beforeAll } from 'vitest';
import { builtProgram } from './built-program';

let program = '';
const running = new Set<ChildProcess>();

/** Limits that would stand in the way of a test whose clients all have one address. */
export const unlimited = ['messageRate', 'frameRate', 'connectionsPerAddress', 'logLines'].flatMap((name) => [
  '--limit',
  `${name}=0`,
]);

/** Builds the hub before the tests of a file and ends what they started after them. */
export function buildHub(): void {
  beforeAll(async () => {
    program = await builtProgram('src/hub/entry.ts', 'hub.js');
  }, 120_000);
  afterAll(() => {
    for (const child of running) child.kill('SIGKILL');
  });
}

/** Runs the hub's program with a command that ends by itself. @returns what it said, and its code */
export async function runBuiltHub(
  args: readonly string[],
  stdin = '',
): Promise<{ out: string; errors: string; code: number | null }> {
  const child = spawn(process.execPath, [program, ...args], { stdio: ['pipe', 'pipe', 'pipe'] });
  running.add(child);
  const said = { out: '', errors: '' };
  child.stdout.on('data', (chunk: Buffer) => (said.out += chunk.toString()));
  child.stderr.on('data', (chunk: Buffer) => (said.errors += chunk.toString()));
  child.stdin.on('error', () => undefined);
  child.stdin.end(stdin);
  const [code] = (await once(child, 'close')) as [number | null];
  running.delete(child);
  return { ...said, code };
}

/** A hub in a process of its own. */
export interface BuiltHub {
  ws: string;
  port: number;
  child: ChildProcess;
  /** Lines of its log so far. */
  log(): string;
  /** What it printed so far: its events. */
  events(): string;
  /** Resolves when it has ended, with its code, null where a signal did it. */
  end(signal: 'SIGKILL' | 'SIGTERM' | 'SIGSTOP'): Promise<number | null>;
}

/**
 * Starts it; rejects with its log where it does not come up.
 * @param node - flags of Node itself; with any, it can be sent messages
 * @param prefix - a command that runs it, such as `nsenter`
 */
export async function startBuiltHub(
  dataDir: string,
  port = 0,
  flags: readonly string[] = unlimited,
  node: readonly string[] = [],
  prefix: readonly string[] = [],
): Promise<BuiltHub> {
  const address = ['--host', '127.0.0.1', '--port', String(port)];
  const [command = '', ...args] = [...prefix, process.execPath, ...node, program, '--json', '--data', dataDir];
  const child = spawn(command, [...args, ...address, ...flags], {
    stdio: ['ignore', 'pipe', 'pipe', ...(node.length > 0 ? (['ipc'] as const) : [])],
  });
  running.add(child);
  let [stdout, stderr] = ['', ''];
  child.stderr?.on('data', (chunk: Buffer) => (stderr += chunk.toString()));
  const ended = once(child, 'exit').then(([code]) => {
    running.delete(child);
    return code as number | null;
  });
  await new Promise<void>((resolve, reject) => {
    child.stdout?.on('data', (chunk: Buffer) => {
      stdout += chunk.toString();
      if (stdout.includes('\n')) resolve();
    });
    void ended.then(() => reject(new Error(`the hub ended: ${stderr}`)));
  });
  const { ws, port: taken } = JSON.parse(stdout.slice(0, stdout.indexOf('\n'))) as { ws: string; port: number };
  return {
    ...{ ws, port: taken, child },
    log: () => stderr,
    events: () => stdout,
    end(signal) {
      child.kill(signal);
      return ended;
    },
  };
}
