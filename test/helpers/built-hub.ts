/** The hub as its program, built once for a test file, so that it can be killed. */
import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { build } from 'vite';
import { afterAll, beforeAll } from 'vitest';

// Inside node_modules, so that what stays external is found from there.
const out = join(import.meta.dirname, `../../node_modules/.cache/hearth-fault-test-${String(process.pid)}`);
const running = new Set<ChildProcess>();

/** Limits that would stand in the way of a test whose clients all have one address. */
export const unlimited = ['messageRate', 'frameRate', 'connectionsPerAddress', 'logLines'].flatMap((name) => [
  '--limit',
  `${name}=0`,
]);

/** Builds the hub before the tests of a file and ends what they started after them. */
export function buildHub(): void {
  beforeAll(async () => {
    await build({
      configFile: false,
      logLevel: 'error',
      ssr: { noExternal: true },
      build: {
        ssr: join(import.meta.dirname, '../../src/hub/entry.ts'),
        outDir: out,
        rollupOptions: { external: ['ws'], output: { entryFileNames: 'hub.js' } },
      },
    });
  }, 60_000);
  afterAll(async () => {
    for (const child of running) child.kill('SIGKILL');
    await rm(out, { recursive: true, force: true });
  });
}

/** Runs the hub's program with a command that ends by itself. @returns what it said, and its code */
export async function runBuiltHub(
  args: readonly string[],
  stdin = '',
): Promise<{ out: string; errors: string; code: number | null }> {
  const child = spawn(process.execPath, [join(out, 'hub.js'), ...args], { stdio: ['pipe', 'pipe', 'pipe'] });
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
  const [command = '', ...args] = [...prefix, process.execPath, ...node, join(out, 'hub.js'), '--json', '--data', dataDir];
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
