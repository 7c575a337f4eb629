/** What the hub's CPU pays for getting messages to a room, against a plain `ws` server that broadcasts, and against socket.io. */
import { runProgram } from './programs';
import { rowOf, type BenchOptions, type BenchRow } from './row';
import { measure, needsLinux, paired, startHearth, startPeer, type Server } from './servers';

const SENDERS = 10;
/** Messages under way in the whole room. */
const IN_FLIGHT = [1, 10, 64];
const SECONDS = 1;
const WARM = 0.3;

const how =
  'Process CPU of the hub, system time and disk threads included; every message synced, validated, sequenced and kept before it is sent. The peer keeps nothing. Load from another process that parses nothing.';

/** Microseconds of the server's CPU for each delivery. */
async function cost(server: Server, members: number, inFlight: number): Promise<number> {
  const order = { members, senders: SENDERS, inFlight, rate: 0, warm: WARM, seconds: SECONDS };
  const { deliveries, cpu } = await measure(import.meta.filename, server, order);
  if (deliveries === 0) throw new Error('nothing was delivered');
  return (cpu * 1e6) / deliveries;
}

/** Rows for each size, window and peer. */
export async function bench({ runs, quick }: BenchOptions): Promise<BenchRow[]> {
  needsLinux();
  const servers: Server[] = [];
  const started = async (starting: Promise<Server>): Promise<Server> => {
    const server = await starting;
    servers.push(server);
    return server;
  };
  try {
    const hearth = await started(startHearth());
    const plain = await started(startPeer(import.meta.filename, 'plain-ws'));
    const socketIo = await started(startPeer(import.meta.filename, 'socket.io'));
    const rows: BenchRow[] = [];
    for (const members of quick ? [200] : [200, 1_000])
      for (const inFlight of IN_FLIGHT) {
        const about = {
          bench: 'fan-out',
          case: `${String(members)} members, ${String(SENDERS)} senders, ${String(inFlight)} in flight`,
          unit: 'µs CPU per delivery',
          how,
        };
        const own = (): Promise<number> => cost(hearth, members, inFlight);
        const [hearths, plains] = await paired(runs, own, () => cost(plain, members, inFlight));
        rows.push(rowOf({ ...about, peerName: 'plain ws broadcast' }, hearths, plains));
        if (inFlight === 1 && quick) continue;
        // The hub's figures are those from above: its runs and these are minutes apart at most.
        const others: number[] = [];
        for (let run = 0; run < runs; run += 1) others.push(await cost(socketIo, members, inFlight));
        rows.push(rowOf({ ...about, peerName: 'socket.io' }, hearths, others));
      }
    return rows;
  } finally {
    for (const server of servers) await server.stop();
  }
}

runProgram(import.meta.filename);
