/** What everybody else notices of one client who sends far above its limit. */
import { runProgram } from './programs';
import { rowOf, type BenchOptions, type BenchRow } from './row';
import { measure, needsLinux, paired, startHearth } from './servers';

const RATE = 50;
const MEMBERS = 200;
/** Messages every 5 ms. */
const FLOOD = 50;

/** One row: the others' p99 with the flood, and without. */
export async function bench({ runs, quick }: BenchOptions): Promise<BenchRow[]> {
  needsLinux();
  // The usual limits for each member; ten members send 50 messages a second together, which is below them.
  const limits = ['--limit', 'connectionsPerAddress=0', '--limit', 'floodRefusals=0'];
  const p99 = async (flood: number): Promise<number> => {
    const server = await startHearth([], limits);
    try {
      const order = { members: MEMBERS, senders: 10, inFlight: 0, rate: RATE, warm: 0.7, seconds: quick ? 2 : 3, flood };
      return (await measure(import.meta.filename, server, order)).p99;
    } finally {
      await server.stop();
    }
  };
  const [with_, without] = await paired(
    runs,
    () => p99(FLOOD),
    () => p99(0),
  );
  const about = {
    bench: 'flood',
    case: `p99 of the others at ${String(RATE)} msg/s into ${String(MEMBERS)}, one more sends 10,000 a second`,
    peerName: 'the same without the flood',
    unit: 'ms',
    how: 'Limits as they are, but that nobody is thrown out: every refusal is written and answered. The room hears what the limit lets through, too.',
  };
  return [rowOf(about, with_, without)];
}

runProgram(import.meta.filename);
