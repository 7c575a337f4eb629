/** How long a message takes to everybody in the room, at a fixed rate below what the hub can do. */
import { runProgram } from './programs';
import { rowOf, type BenchOptions, type BenchRow } from './row';
import { measure, needsLinux, startHearth, startPeer, type Measured, type Server } from './servers';

/** Loads, with the durability that is compared. */
const loads = [
  { rate: 50, members: 200, durability: ['process', 'power'] },
  { rate: 2_000, members: 200, durability: ['power'] },
  { rate: 400, members: 1_000, durability: ['power'] },
] as const;

const SENDERS = 10;
const SECONDS = 2.5;
const WARM = 0.7;

const rounded = (list: readonly Measured[], share: 'p50' | 'p99'): number[] => list.map((one) => one[share]);

/** Rows for p50 and p99 of each load. */
export async function bench({ runs, quick }: BenchOptions): Promise<BenchRow[]> {
  needsLinux();
  const rows: BenchRow[] = [];
  for (const { rate, members, durability } of quick ? loads.slice(0, 2) : loads) {
    const results = new Map<string, Measured[]>();
    const take = async (name: string, starting: Promise<Server>): Promise<void> => {
      // A server of its own each time: one that never caught up would still be busy.
      const server = await starting;
      try {
        const order = { members, senders: SENDERS, inFlight: 0, rate, warm: WARM, seconds: SECONDS };
        const result = await measure(import.meta.filename, server, order);
        results.set(name, [...(results.get(name) ?? []), result]);
      } finally {
        await server.stop();
      }
    };
    for (let run = 0; run < runs; run += 1) {
      const sides = [
        ...durability.map((word) => () => take(word, startHearth(['--durability', word]))),
        () => take('plain', startPeer(import.meta.filename, 'plain-ws')),
      ];
      for (const side of run % 2 === 0 ? sides : sides.reverse()) await side();
    }
    const plain = results.get('plain') ?? [];
    const unread = Math.max(...plain.map((one) => one.unread));
    for (const word of durability)
      for (const share of ['p50', 'p99'] as const) {
        const about = {
          bench: 'latency',
          case: `${share} at ${String(rate)} msg/s into ${String(members)}, durability ${word}`,
          peerName: 'plain ws broadcast',
          unit: 'ms',
          how: `From sending to a member's having it, at 20 members spread over the room, ${String(SECONDS)} s.${
            unread > 0
              ? ` The peer never caught up: ${String(unread)} deliveries were unread 2 s later and are not in its figure.`
              : ''
          }`,
        };
        rows.push(rowOf(about, rounded(results.get(word) ?? [], share), rounded(plain, share)));
      }
  }
  return rows;
}

runProgram(import.meta.filename);
