/** What a frame costs to read and write with its schema, against JSON alone. */
import { decodeClientFrame, decodeHubFrame, encodeFrame, type ClientFrame, type HubFrame } from '../src/shared/protocol';
import { rowOf, type BenchRow } from './row';

const send: ClientFrame = {
  type: 'send',
  room: 'rz7bWKmnAi8E',
  id: 'Xb8oLz1Qn0m3vY5kC2dRtA',
  text: 'About as long as what people write to each other in a chat.',
};

const author = { id: 'k-Ut4rHIBcbaWA9A0yyF8EUqNA2oSuHh3Ps0Ghc4f7zF0', name: 'Alice' };

const page = (count: number): HubFrame => ({
  type: 'page',
  ref: 4,
  room: 'rz7bWKmnAi8E',
  entries: Array.from({ length: count }, (_, i) => ({
    ...{ seq: i + 1, id: `Xb8oLz1Qn0m3vY5kC2d${String(100 + i)}`, kind: 'message' as const, author, at: 1_795_269_675_320 + i },
    text: 'About as long as what people write to each other in a chat.',
  })),
  more: true,
});

const cases: { name: string; frame: ClientFrame | HubFrame; decode: (text: string) => { ok: boolean }; times: number }[] = [
  { name: 'send, as the hub reads it', frame: send, decode: decodeClientFrame, times: 40_000 },
  { name: 'page of 200 entries, as a client reads it', frame: page(200), decode: decodeHubFrame, times: 300 },
];

/** Keeps results in use, so that no engine leaves the work out. */
let sink = 0;

function microseconds(times: number, once: () => number): number {
  const start = process.hrtime.bigint();
  for (let i = 0; i < times; i += 1) sink += once();
  return Number(process.hrtime.bigint() - start) / 1_000 / times;
}

/** One row for each kind of frame. @param options.runs - of each side; they take turns, the first one changing */
export async function bench({ runs }: { runs: number }): Promise<BenchRow[]> {
  const rows = cases.map(({ name, frame, decode, times }) => {
    const text = JSON.stringify(frame);
    const own = (): number => microseconds(times, () => (decode(text).ok ? encodeFrame(frame).length : 0));
    const plain = (): number => microseconds(times, () => (JSON.parse(text) ? JSON.stringify(frame).length : 0));
    const [hearth, peer]: [number[], number[]] = [[], []];
    // Warm: the first thousands of calls measure the compiler.
    own();
    plain();
    for (let run = 0; run < runs; run += 1) {
      if (run % 2 === 1) peer.push(plain());
      hearth.push(own());
      if (run % 2 === 0) peer.push(plain());
    }
    return rowOf(
      {
        bench: 'codec',
        case: name,
        peerName: 'JSON.parse and JSON.stringify',
        unit: 'µs per frame',
        how: `Reading and writing one frame, ${String(times)} times a run; the peer checks nothing.`,
      },
      hearth,
      peer,
    );
  });
  if (sink === 0) throw new Error('no frame was read');
  return rows;
}
