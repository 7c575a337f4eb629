/** Machines of their own on one wire, as Linux makes them: network namespaces that are joined by a veth pair. */
import { execFileSync, spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { cleanUp } from './hub';

/** Longest life of a namespace, seconds, should a test be killed. */
const LIFETIME = 900;

/** One machine's network, and a view of the files in which others can be laid over them. It is gone after the test. */
export class Namespace {
  /** Put before a command, runs it there. */
  readonly prefix: readonly string[];
  readonly pid: number;

  constructor(holder: ChildProcess) {
    this.pid = holder.pid ?? 0;
    this.prefix = ['nsenter', '-t', String(this.pid), '-n', '-m'];
  }

  /** Runs a command there. @throws where it fails */
  run(...command: string[]): string {
    const [program = '', ...args] = [...this.prefix, ...command];
    return execFileSync(program, args, { encoding: 'utf8', stdio: ['ignore', 'pipe', 'pipe'] });
  }

  /** Runs `ip` there: `ip('link set eth0 down')`. @throws where it refuses */
  ip(command: string): string {
    return this.run('ip', ...command.split(' '));
  }
}

/** Its network is another one than ours: `unshare` has done its work. */
async function entered(namespace: Namespace): Promise<void> {
  const of = (pid: number | string): string => execFileSync('readlink', [`/proc/${String(pid)}/ns/net`], { encoding: 'utf8' });
  while (of(namespace.pid) === of('self')) await new Promise((resolve) => setTimeout(resolve, 5));
}

async function make(): Promise<Namespace> {
  const holder = spawn('unshare', ['--net', '--mount', 'sleep', String(LIFETIME)], { stdio: 'ignore' });
  await once(holder, 'spawn');
  const ended = once(holder, 'exit');
  cleanUp(async () => {
    holder.kill('SIGKILL');
    await ended;
  });
  const namespace = new Namespace(holder);
  await Promise.race([
    entered(namespace),
    ended.then(() => Promise.reject(new Error('this user may not make network namespaces'))),
  ]);
  namespace.ip('link set lo up');
  return namespace;
}

/** Two machines with `eth0` each, joined; null where this user or this system cannot have them. */
export async function wiredPair(): Promise<[Namespace, Namespace] | null> {
  if (process.platform !== 'linux') return null;
  try {
    const pair: [Namespace, Namespace] = [await make(), await make()];
    const [one, other] = pair;
    one.ip(`link add eth0 type veth peer name eth0 netns ${String(other.pid)}`);
    for (const end of pair) end.ip('link set eth0 up');
    return pair;
  } catch {
    return null;
  }
}
