/** What resting between dear flushes saves, against flushing every turn: the same hub with `flushMost` 0. */
import { runProgram } from './programs';
import { rowOf, type BenchOptions, type BenchRow } from './row';
import { measure, needsLinux, startHearth, type Measured } from './servers';

const SECONDS = 2;
const loads = [
  { rate: 2_000, members: 200 },
  { rate: 400, members: 1_000 },
];

/** Rows for the hub's share of a core, and for p99, at each load. */
export async function bench({ runs, quick }: BenchOptions): Promise<BenchRow[]> {
  needsLinux();
  const rows: BenchRow[] = [];
  for (const { rate, members } of quick ? loads.slice(0, 1) : loads) {
    const one = async (flags: string[]): Promise<Measured> => {
      const server = await startHearth(flags);
      try {
        return await measure(import.meta.filename, server, {
          members,
          senders: 10,
          inFlight: 0,
          rate,
          warm: 0.7,
          seconds: SECONDS,
        });
      } finally {
        await server.stop();
      }
    };
    const [adaptive, always]: [Measured[], Measured[]] = [[], []];
    for (let run = 0; run < runs; run += 1) {
      if (run % 2 === 1) always.push(await one(['--limit', 'flushMost=0']));
      adaptive.push(await one([]));
      if (run % 2 === 0) always.push(await one(['--limit', 'flushMost=0']));
    }
    const about = { bench: 'flush', peerName: 'itself, flushing every turn' };
    const at = `${String(rate)} msg/s into ${String(members)}`;
    const share = (list: Measured[]): number[] => list.map(({ cpu }) => cpu / SECONDS);
    const p99 = (list: Measured[]): number[] => list.map((result) => result.p99);
    const how = `Process CPU of the hub over ${String(SECONDS)} s, disk threads included; durability power.`;
    rows.push(rowOf({ ...about, case: `CPU at ${at}`, unit: 'share of a core', how }, share(adaptive), share(always)));
    rows.push(
      rowOf(
        { ...about, case: `p99 at ${at}`, unit: 'ms', how: 'Delivery latency in the same runs.' },
        p99(adaptive),
        p99(always),
      ),
    );
  }
  return rows;
}

runProgram(import.meta.filename);
