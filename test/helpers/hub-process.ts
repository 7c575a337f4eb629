import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';

/** A hub in a process of its own, from the built bundle. */
export interface HubProcess {
  port: number;
  url: string;
  ws: string;
  hubId: string;
  child: ChildProcess;
  /** Everything on stderr so far. */
  log(): string;
  /** SIGTERM, and the exit code. */
  stop(): Promise<number | null>;
  /** SIGKILL. */
  kill(): Promise<void>;
}

/** Starts `out/main/hub.js`; resolves when it accepts connections, rejects with its stderr when it does not. */
export async function startHubProcess(dataDir: string, flags: string[] = []): Promise<HubProcess> {
  const given = flags.includes('--port') ? [] : ['--port', '0'];
  const child = spawn(
    process.execPath,
    ['out/main/hub.js', '--json', '--host', '127.0.0.1', '--data', dataDir, ...given, ...flags],
    {
      stdio: ['ignore', 'pipe', 'pipe'],
    },
  );
  let log = '';
  child.stderr.on('data', (chunk: Buffer) => (log += chunk.toString()));
  const ended = once(child, 'exit');
  const line = await Promise.race([
    new Promise<string>((resolve) => createInterface({ input: child.stdout }).once('line', resolve)),
    ended.then(() => Promise.reject(new Error(`the hub ended: ${log}`))),
  ]);
  const { port, url, ws, hubId } = JSON.parse(line) as { port: number; url: string; ws: string; hubId: string };
  const end = async (signal: NodeJS.Signals): Promise<number | null> => {
    if (child.exitCode === null && child.signalCode === null) {
      child.kill(signal);
      await ended;
    }
    return child.exitCode;
  };
  return {
    port,
    url,
    ws,
    hubId,
    child,
    log: () => log,
    stop: () => end('SIGTERM'),
    kill: () => end('SIGKILL').then(() => undefined),
  };
}

/** Runs the hub to its end: exit code and both outputs. */
export async function runHub(flags: string[], stdin = ''): Promise<{ code: number | null; stdout: string; stderr: string }> {
  const child = spawn(process.execPath, ['out/main/hub.js', ...flags], { stdio: ['pipe', 'pipe', 'pipe'] });
  // Most of them end without reading it.
  child.stdin.on('error', () => undefined);
  child.stdin.end(stdin);
  let stdout = '';
  let stderr = '';
  child.stdout.on('data', (chunk: Buffer) => (stdout += chunk.toString()));
  child.stderr.on('data', (chunk: Buffer) => (stderr += chunk.toString()));
  await once(child, 'close');
  return { code: child.exitCode, stdout, stderr };
}
