/** R6: who vanishes without a word is noticed within 20 s, however far the heartbeat is stretched, idle or written to. */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { expect, it } from 'vitest';
import { buildHub, startBuiltHub, unlimited } from '../helpers/built-hub';
import { cleanUp, tempDir } from '../helpers/hub';
import { wiredPair, type Namespace } from '../helpers/namespace';
import { within } from '../helpers/within';

buildHub();

/** In each of the two rooms. */
const EACH = 40;

/** Pings a second: with two rooms of people, one every 80 s for each. */
const RATE = 1;

/** Scripts that join and listen. Prints a line when all are in. */
const listeners = `
  import { WebSocket } from 'ws';
  const [, url, count] = process.argv;
  let open = 0;
  for (const room of ['quiet', 'busy'])
    for (let n = 0; n < Number(count); n += 1) {
      const socket = new WebSocket(url + '?name=' + room + n + '&room=' + room);
      socket.on('error', () => undefined);
      socket.once('message', () => (open += 1) === 2 * Number(count) && console.log('all in'));
    }
`;

/** A script that writes once a second and hears nothing of it. */
const writer = `
  import { WebSocket } from 'ws';
  const socket = new WebSocket(process.argv[1] + '?name=Writer&room=busy&echo=0');
  socket.once('message', () => {
    console.log('in');
    setInterval(() => socket.send('something'), 1_000);
  });
`;

/** Runs a program there until the test is over; resolves with its first word. */
async function run(where: Namespace, program: string, ...args: string[]): Promise<void> {
  const [command = '', ...rest] = [...where.prefix, process.execPath, '--input-type=module', '-e', program, ...args];
  const child = spawn(command, rest, { stdio: ['ignore', 'pipe', 'inherit'] });
  cleanUp(async () => void child.kill('SIGKILL'));
  await once(child.stdout, 'data');
}

it('R6: a pulled cable, with pings 80 s apart', async ({ skip }) => {
  const pair = await wiredPair();
  if (!pair) return skip('this user may not make network namespaces');
  const [here, there] = pair;
  here.ip('addr add 10.77.0.1/24 dev eth0');
  there.ip('addr add 10.77.0.2/24 dev eth0');
  const flags = [...unlimited, '--host', '0.0.0.0', '--guests', 'plain', '--limit', `heartbeatRate=${String(RATE)}`];
  const hub = await startBuiltHub(await tempDir(), 0, flags, [], here.prefix);
  cleanUp(async () => void (await hub.end('SIGKILL')));
  await run(there, listeners, `ws://10.77.0.1:${String(hub.port)}/ws`, String(EACH));
  await run(here, writer, `ws://127.0.0.1:${String(hub.port)}/ws`);

  const left = (): number => hub.log().match(/"event":"leave"/g)?.length ?? 0;
  let start = performance.now();
  const noticed: number[] = [];
  const allGone = new Promise<void>((resolve) => {
    hub.child.stderr?.on('data', () => {
      while (noticed.length < left()) noticed.push(performance.now() - start);
      if (noticed.length === 2 * EACH) resolve();
    });
  });
  // Everybody is pinged and answers; what the writer says is acknowledged by their kernels.
  await new Promise((resolve) => setTimeout(resolve, 3_000));
  expect(left()).toBe(0);
  start = performance.now();
  await within(20_000, () => {
    here.ip('link set eth0 down');
    return allGone;
  });
  const longest = Math.max(...noticed);
  // Nobody was ended because of something else that came at once.
  expect(Math.min(...noticed)).toBeGreaterThan(4_000);
  console.log(`${String(noticed.length)} vanished, noticed after ${noticed[0]?.toFixed(0)} to ${longest.toFixed(0)} ms`);
});
