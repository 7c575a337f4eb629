/** What encryption costs the hub, against the same hub without: CPU for each delivery, memory of a connection that says nothing, and letting it in. */
import { setTimeout as pause } from 'node:timers/promises';
import { openMany } from './crowd';
import { runProgram } from './programs';
import { rowOf, type BenchOptions, type BenchRow } from './row';
import { measure, needsLinux, paired, startHearth, type Server } from './servers';

const MEMBERS = 200;
const SENDERS = 10;
/** Messages under way in the whole room. */
const IN_FLIGHT = [1, 10];
const SECONDS = 1.5;
const WARM = 0.5;

const peerName = 'Hearth without TLS';
const how =
  'Process CPU of the same hub, system time and disk threads included, with TLS 1.3 and without in turn; load from another process. Ratio is without / with.';

/** Microseconds of the hub's CPU for each delivery. */
async function cost(server: Server, inFlight: number, tls: boolean): Promise<number> {
  const order = { members: MEMBERS, senders: SENDERS, inFlight, rate: 0, warm: WARM, seconds: SECONDS, tls };
  const { deliveries, cpu } = await measure(import.meta.filename, server, order);
  if (deliveries === 0) throw new Error('nothing was delivered');
  return (cpu * 1e6) / deliveries;
}

async function deliveries(runs: number): Promise<BenchRow[]> {
  const server = await startHearth();
  try {
    const rows: BenchRow[] = [];
    for (const inFlight of IN_FLIGHT) {
      const [secured, plain] = await paired(
        runs,
        () => cost(server, inFlight, true),
        () => cost(server, inFlight, false),
      );
      const words = `${String(MEMBERS)} members, ${String(SENDERS)} senders, ${String(inFlight)} in flight`;
      rows.push(rowOf({ ...{ bench: 'tls', case: words, unit: 'µs CPU per delivery' }, peerName, how }, secured, plain));
    }
    return rows;
  } finally {
    await server.stop();
  }
}

interface Found {
  /** KiB a connection. */
  memory: number;
  /** CPU of the hub for each connection that was let in, µs. */
  cost: number;
}

/** A hub of its own: memory that another load left behind would be counted. */
async function look(count: number, tls: boolean): Promise<Found> {
  const server = await startHearth();
  try {
    const { port, proto } = server;
    // Code is compiled and pools are made before anything is counted.
    const first = await openMany({ port, proto, tls }, 200);
    for (const socket of first.sockets) socket.destroy();
    await pause(500);
    const before = await server.memory();
    const cpu = server.cpu();
    const { sockets } = await openMany({ port, proto, tls }, count);
    const spent = server.cpu() - cpu;
    await pause(1_000);
    const memory = ((await server.memory()) - before) / 1_024 / count;
    for (const socket of sockets) socket.destroy();
    return { memory, cost: (spent * 1e6) / count };
  } finally {
    await server.stop();
  }
}

async function connections(runs: number, count: number): Promise<BenchRow[]> {
  const [secured, plain]: [Found[], Found[]] = [[], []];
  for (let run = 0; run < runs; run += 1) {
    secured.push(await look(count, true));
    plain.push(await look(count, false));
  }
  const words = `${count.toLocaleString('en')} idle connections`;
  const of = (list: Found[], what: keyof Found): number[] => list.map((found) => found[what]);
  const row = (name: string, unit: string, what: keyof Found, text: string): BenchRow =>
    rowOf({ ...{ bench: 'tls', case: name, unit }, peerName, how: text }, of(secured, what), of(plain, what));
  return [
    row(
      `memory of ${words}`,
      'KiB each',
      'memory',
      'RSS after a collection, less what it was before; members of a room, welcomed.',
    ),
    row(
      `letting in ${words}`,
      'µs CPU each',
      'cost',
      'Process CPU of the hub until all are members of a room and welcomed; full handshakes.',
    ),
  ];
}

/** Rows for deliveries, memory and handshakes. */
export async function bench({ runs, quick }: BenchOptions): Promise<BenchRow[]> {
  needsLinux();
  return [...(await deliveries(runs)), ...(await connections(Math.min(runs, 3), quick ? 1_000 : 5_000))];
}

runProgram(import.meta.filename);
