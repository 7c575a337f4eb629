/** What connections cost that say nothing, and how fast many of them are let in at once. */
import { setTimeout as pause } from 'node:timers/promises';
import { openMany } from './crowd';
import { runProgram } from './programs';
import { rowOf, type BenchOptions, type BenchRow } from './row';
import { needsLinux, startHearth, startPeer, type Server } from './servers';

/** Seconds that idle connections are watched for. */
const WATCH = 5;

/** Seconds until nobody has anything unanswered: whoever was written to is asked twice as often as is allowed for those at rest. */
const SETTLE = 12;

interface Found {
  /** KiB a connection. */
  memory: number;
  /** Connections a second. */
  rate: number;
  /** CPU of the server for each connection that was let in, µs. */
  cost: number;
  /** Share of a core while nobody says anything. */
  idle: number;
}

async function look(starting: Promise<Server>, idle: number, storm: number): Promise<Found> {
  const server = await starting;
  try {
    // Code is compiled and pools are made before anything is counted.
    const first = await openMany(server, 200);
    for (const socket of first.sockets) socket.resetAndDestroy();
    await pause(500);
    const before = await server.memory();
    const cpuBefore = server.cpu();
    const { sockets, took } = await openMany(server, storm);
    const cost = ((server.cpu() - cpuBefore) * 1e6) / storm;
    const more = await openMany(server, idle - storm);
    await pause(SETTLE * 1_000);
    const after = await server.memory();
    const cpu = server.cpu();
    await pause(WATCH * 1_000);
    const share = (server.cpu() - cpu) / WATCH;
    for (const socket of [...sockets, ...more.sockets]) socket.resetAndDestroy();
    return { memory: (after - before) / 1_024 / idle, rate: (storm * 1_000) / took, cost, idle: share };
  } finally {
    await server.stop();
  }
}

/** Rows for memory, for the storm, and for the hub's CPU at rest. */
export async function bench({ runs, quick }: BenchOptions): Promise<BenchRow[]> {
  needsLinux();
  const [idle, storm] = quick ? [3_000, 2_000] : [9_900, 5_000];
  const rounds = Math.min(runs, 3);
  const [own, peer]: [Found[], Found[]] = [[], []];
  for (let run = 0; run < rounds; run += 1) {
    own.push(await look(startHearth(), idle, storm));
    peer.push(await look(startPeer(import.meta.filename, 'plain-ws'), idle, storm));
  }
  const of = (list: Found[], what: keyof Found): number[] => list.map((found) => found[what]);
  const about = { bench: 'idle', peerName: 'bare ws' };
  const words = `${idle.toLocaleString('en')} idle connections`;
  // The hub's are members of a room; the peer's are sockets.
  const how = 'RSS after a collection, less what it was before.';
  const stormHow =
    'Until the last one is in, members of a room and welcomed, 200 handshakes under way; ratio is peer / Hearth of the time.';
  const times = (list: Found[]): number[] => list.map(({ rate }) => (storm * 1_000) / rate);
  return [
    rowOf({ ...about, case: `memory of ${words}`, unit: 'KiB each', how }, of(own, 'memory'), of(peer, 'memory')),
    rowOf({ ...about, case: `${storm.toLocaleString('en')} join at once`, unit: 'ms', how: stormHow }, times(own), times(peer)),
    rowOf(
      {
        ...about,
        case: `CPU of one joining in a storm of ${storm.toLocaleString('en')}`,
        unit: 'µs',
        how: 'Process CPU of the server.',
      },
      of(own, 'cost'),
      of(peer, 'cost'),
    ),
    rowOf(
      {
        ...about,
        case: `CPU with ${words}`,
        unit: 'share of a core',
        how: `Over ${String(WATCH)} s, heartbeats included; the peer sends none.`,
      },
      of(own, 'idle'),
      of(peer, 'idle').map((share) => Math.max(share, 0.001)),
    ),
  ];
}

runProgram(import.meta.filename);
