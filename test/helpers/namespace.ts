/** Machines of their own on one wire, as Linux makes them: network namespaces that are joined by a veth pair. */
import { execFileSync, spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { ensureIp } from '../../scripts/ensure-ip.mjs';
import { cleanUp } from './hub';

/** Longest life of a namespace, seconds, should a test be killed. */
const LIFETIME = 900;

/** What a machine did on the network, of its own accord. */
export interface NetworkCounters {
  /** TCP connections that were begun, on loopback too, answered or not. */
  opened: number;
  /** UDP datagrams that were sent, as DNS does, over both versions of IP. */
  datagrams: number;
  /** Packets that left, for each interface. */
  sent: Readonly<Record<string, number>>;
}

/** One machine's network, and a view of the files in which others can be laid over them. It is gone after the test. */
export class Namespace {
  /** Put before a command, runs it there. */
  readonly prefix: readonly string[];
  readonly pid: number;

  constructor(holder: ChildProcess) {
    this.pid = holder.pid ?? 0;
    this.prefix = ['nsenter', '-t', String(this.pid), '-n', '-m', `--wd=${process.cwd()}`];
  }

  /** Runs a command there. @throws where it fails */
  run(...command: string[]): string {
    const [program = '', ...args] = [...this.prefix, ...command];
    return execFileSync(program, args, { encoding: 'utf8', stdio: ['ignore', 'pipe', 'pipe'] });
  }

  /** What its kernel counted since it began. */
  counters(): NetworkCounters {
    // Two lines for each protocol: names, then values.
    const table = new Map<string, number>();
    const lines = this.run('cat', '/proc/net/snmp').trim().split('\n');
    for (let at = 0; at + 1 < lines.length; at += 2) {
      const [names, values] = [lines[at]?.split(' ') ?? [], lines[at + 1]?.split(' ') ?? []];
      names.forEach((name, column) => table.set(`${names[0] ?? ''}${name}`, Number(values[column])));
    }
    const six = /^Udp6OutDatagrams\s+(\d+)/m.exec(this.run('cat', '/proc/net/snmp6'))?.[1] ?? '0';
    return {
      opened: table.get('Tcp:ActiveOpens') ?? NaN,
      datagrams: (table.get('Udp:OutDatagrams') ?? NaN) + Number(six),
      sent: Object.fromEntries(
        this.run('cat', '/proc/net/dev')
          .split('\n')
          .filter((line) => line.includes(':'))
          .map((line) => {
            const [name = '', numbers = ''] = line.split(':');
            // Eight columns of what came, then bytes and packets of what went.
            return [name.trim(), Number(numbers.trim().split(/\s+/)[9])];
          }),
      ),
    };
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
  if (process.getuid?.() !== 0 || !ensureIp()) return null;
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
