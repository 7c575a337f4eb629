/** How long a client takes to get 10,000 entries that it missed. */
import { WebSocket } from 'ws';
import { decodeHubFrame, type ClientFrame, type HubFrame } from '../src/shared/protocol';
import { runProgram } from './programs';
import { rowOf, type BenchOptions, type BenchRow } from './row';
import { startHearth, type Server } from './servers';

const MISSED = 10_000;

/** A client that goes by PROTOCOL.md: joins with what it has, fetches page by page, as the app does. */
async function client(
  server: Server,
  token: string,
  onFrame: (frame: HubFrame, say: (frame: ClientFrame) => void) => boolean,
): Promise<void> {
  const ws = new WebSocket(`ws://127.0.0.1:${String(server.port)}/ws`, ['hearth.v1'], { perMessageDeflate: false });
  const say = (frame: ClientFrame): void => ws.send(JSON.stringify(frame));
  await new Promise<void>((resolve, reject) => {
    ws.once('error', reject);
    ws.on('message', (data) => {
      const decoded = decodeHubFrame((data as Buffer).toString());
      if (!decoded.ok) return reject(new Error(decoded.error.detail));
      if (decoded.frame.type === 'hello') say({ type: 'hello', version: 1, name: 'Bench', identity: { kind: 'guest', token } });
      if (onFrame(decoded.frame, say)) resolve();
    });
  });
  ws.terminate();
}

async function write(server: Server): Promise<void> {
  let [sent, heard] = [0, 0];
  await client(server, 'w'.repeat(22), (frame, say) => {
    if (frame.type === 'ready') say({ type: 'join', ref: 1, room: frame.room });
    if (frame.type === 'entries') heard += frame.entries.length;
    const room = frame.type === 'joined' ? frame.room.id : frame.type === 'entries' ? frame.room : null;
    const text = 'About as long as what people write to each other in a chat.';
    while (room !== null && sent < MISSED && sent - heard < 500) say({ type: 'send', room, id: `m${String((sent += 1))}`, text });
    return heard === MISSED;
  });
}

/** Milliseconds from dialling to the last entry. */
async function fetchAll(server: Server): Promise<number> {
  const start = performance.now();
  let held = 0;
  await client(server, 'r'.repeat(22), (frame, say) => {
    if (frame.type === 'ready') say({ type: 'join', ref: 1, room: frame.room, after: 0 });
    if (frame.type === 'page') held = frame.entries.at(-1)?.seq ?? held;
    const room = frame.type === 'joined' ? frame.room.id : frame.type === 'page' ? frame.room : null;
    if (room !== null && held < MISSED) say({ type: 'history', ref: 2, room, after: held });
    return held === MISSED;
  });
  return performance.now() - start;
}

/** One row, against the two seconds that are promised. */
export async function bench({ runs }: BenchOptions): Promise<BenchRow[]> {
  const server = await startHearth(['--limit', 'frameRate=0']);
  try {
    await write(server);
    const times: number[] = [];
    for (let run = 0; run < runs; run += 1) times.push(await fetchAll(server));
    const about = {
      bench: 'resume',
      case: `${MISSED.toLocaleString('en')} missed entries to one client`,
      peerName: 'the promise',
      unit: 'ms',
      how: 'From dialling to the last entry, page by page, each page checked by the client with its schema.',
    };
    return [
      rowOf(
        about,
        times,
        times.map(() => 2_000),
      ),
    ];
  } finally {
    await server.stop();
  }
}

runProgram(import.meta.filename);
