/** Files: how fast one goes up, against a server of a few lines that only writes it down; and what the chat feels of it. */
import { fork } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { createReadStream, createWriteStream } from 'node:fs';
import { mkdtemp, open, rm } from 'node:fs/promises';
import { createServer, request } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { Chat } from '../src/client/chat';
import { fileBytes } from '../src/main/files/bytes';
import { fileWire } from '../src/main/files/wire';
import { openPorts } from '../src/main/ports';
import { dialWs } from '../src/main/ws-transport';
import { runProgram } from './programs';
import { rowOf, type BenchOptions, type BenchRow } from './row';
import { measure, needsLinux, paired, startHearth, type Server } from './servers';

const MIB = 1024 * 1024;
/** MiB of the file. */
const SIZE = { quick: 64, full: 256 } as const;
const CHAT = { members: 50, senders: 10, inFlight: 0, rate: 200, warm: 0.7, seconds: 3 };

/** Writes down what it is sent; knows no hash, no place to go on from, no sync. */
function plainPut(): void {
  const server = createServer((req, res) => {
    void pipeline(req, createWriteStream(join(process.argv[3] ?? '', 'put.bin'))).then(() => res.end());
  }).listen(0, '127.0.0.1');
  server.once('listening', () => process.send?.({ port: (server.address() as AddressInfo).port }));
}

/** A device with a file, in a hub. */
async function device(folder: string, port: number): Promise<Chat> {
  const bytes = fileBytes({ folder, downloads: () => folder, choose: () => Promise.resolve([]), reveal: () => undefined });
  const chat = new Chat({ ...(await openPorts(folder, dialWs)), carriage: { bytes, wire: fileWire() } });
  await chat.start();
  await chat.setName('Bench');
  const joined = await chat.join(`ws://127.0.0.1:${String(port)}`);
  if (!joined.ok) throw new Error(joined.problem.code);
  return chat;
}

/** Sends the file; resolves when its message is there, and gives the disk back. @returns seconds */
async function send(chat: Chat, path: string): Promise<number> {
  const room = chat.state().hub?.defaultRoom ?? '';
  const taken = await chat.files.takeFiles([path]);
  const handle = taken.ok ? (taken.value[0]?.handle ?? '') : '';
  const begun = performance.now();
  const sent = await chat.files.attach(room, [{ handle }], '');
  if (!sent.ok) throw new Error(sent.problem.code);
  const seq = await new Promise<number>((resolve) => {
    const off = chat.onTimeline(({ entries }) => {
      const entry = entries.find(({ id }) => id === sent.value);
      if (!entry) return;
      off();
      resolve(entry.seq);
    });
  });
  const seconds = (performance.now() - begun) / 1_000;
  await chat.order({ do: 'delete', room, seq });
  return seconds;
}

async function put(port: number, path: string): Promise<number> {
  const begun = performance.now();
  const asked = request({ host: '127.0.0.1', port, method: 'PUT' });
  const answered = once(asked, 'response');
  await pipeline(createReadStream(path), asked);
  const [response] = (await answered) as [NodeJS.ReadableStream];
  response.resume();
  await once(response, 'end');
  return (performance.now() - begun) / 1_000;
}

async function startPut(folder: string): Promise<{ port: number; stop(): void }> {
  const child = fork(import.meta.filename, ['plain-put', folder]);
  const [{ port }] = (await once(child, 'message')) as [{ port: number }];
  return { port, stop: () => void child.kill('SIGKILL') };
}

/** p99 of the chat while files go up one after the other, or while none does. */
async function chatP99(server: Server, sending: (() => Promise<unknown>) | null): Promise<number> {
  let on = true;
  const pours = (async () => {
    while (on && sending) await sending();
  })();
  try {
    return (await measure(import.meta.filename, server, CHAT)).p99;
  } finally {
    on = false;
    await pours;
  }
}

/** Rows for the time of one file, and for the chat beside it. */
export async function bench({ runs, quick }: BenchOptions): Promise<BenchRow[]> {
  needsLinux();
  const size = (quick ? SIZE.quick : SIZE.full) * MIB;
  const folder = await mkdtemp(join(tmpdir(), 'hearth-bench-files-'));
  const limits = ['messageRate', 'connectionsPerAddress', 'roomFiles', 'memberFiles', 'hubFiles', 'diskReserve'];
  const server = await startHearth(
    [],
    limits.flatMap((name) => ['--limit', `${name}=0`]),
  );
  const peer = await startPut(folder);
  const chat = await device(folder, server.port);
  try {
    const path = join(folder, 'large.bin');
    const file = await open(path, 'w');
    for (let at = 0; at < size; at += MIB) await file.write(randomBytes(MIB), 0, MIB, at);
    await file.close();
    await send(chat, path);
    await put(peer.port, path);
    const [ours, theirs] = await paired(
      runs,
      () => send(chat, path),
      () => put(peer.port, path),
    );
    const mib = String(size / MIB);
    const speed = (list: readonly number[]): number => size / MIB / ([...list].sort((a, b) => a - b)[list.length >> 1] ?? 1);
    const [quiet, busy]: [number[], number[]] = [[], []];
    for (let run = 0; run < runs; run += 1) {
      quiet.push(await chatP99(server, null));
      busy.push(await chatP99(server, () => send(chat, path)));
    }
    return [
      rowOf(
        {
          ...{ bench: 'files', case: `a file of ${mib} MiB`, peerName: 'node:http PUT into a file', unit: 's' },
          how: `From disk to message, hashed on both sides and synced, ${speed(ours).toFixed(0)} MiB/s, against ${speed(theirs).toFixed(0)} MiB/s of a pipe without any of it; both without TLS.`,
        },
        ours,
        theirs,
      ),
      rowOf(
        {
          ...{ bench: 'files', case: 'p99 of the chat while files go up', peerName: 'the same hub without files', unit: 'ms' },
          how: `${String(CHAT.rate)} messages a second into ${String(CHAT.members)}, while files of ${mib} MiB go up one after the other as fast as they can, from a process on the same machine.`,
        },
        busy,
        quiet,
      ),
    ];
  } finally {
    await chat.close();
    peer.stop();
    await server.stop();
    await rm(folder, { recursive: true, force: true });
  }
}

if (process.argv[1] === import.meta.filename && process.argv[2] === 'plain-put') plainPut();
runProgram(import.meta.filename);
