/** R12: sockets that say little, slowly, at every stage: each ends at its time, and whoever wants to join does so at once. */
import type { Socket } from 'node:net';
import { describe, expect, it } from 'vitest';
import { limits } from '../../src/shared/protocol';
import { HubClock } from '../helpers/hub-clock';
import { startHub } from '../helpers/hub';
import { long } from '../helpers/random';
import { newDevice, person } from '../helpers/raw-client';
import { rawSocket, rawTlsSocket, upgradeHead } from '../helpers/raw-socket';
import { within } from '../helpers/within';

const COUNT = long ? 1_500 : 200;

/** Others than the one from which people come: all of a test's sockets would be one address's. */
const addresses = process.platform === 'linux' ? Array.from({ length: 50 }, (_, n) => `127.0.1.${String(n + 1)}`) : ['127.0.0.1'];

/** The beginning of a ClientHello (RFC 8446 §5.1), whose rest never comes. */
const HALF_HANDSHAKE = Buffer.from([0x16, 0x03, 0x01, 0x02, 0x00, 0x01, 0x00, 0x01, 0xfc, 0x03, 0x03]);

/** How far a slow socket goes, and what it says then, again and again. */
interface Stage {
  open(port: number, from: string): Promise<Socket>;
  drip?: string;
}

const plain = (first: (port: number) => string | Buffer, drip?: string): Stage => ({
  async open(port, from) {
    const socket = await rawSocket(port, from);
    const bytes = first(port);
    if (bytes.length > 0) socket.write(bytes);
    return socket;
  },
  ...(drip === undefined ? {} : { drip }),
});
const secure = (first: (port: number) => string, drip?: string): Stage => ({
  async open(port, from) {
    const socket = await rawTlsSocket(port, from);
    if (!socket.destroyed) socket.write(first(port));
    return socket;
  },
  ...(drip === undefined ? {} : { drip }),
});
const halfHead = (port: number): string => `GET /ws HTTP/1.1\r\nHost: 127.0.0.1:${String(port)}\r\nX-Slow: `;
const head = (port: number): string => upgradeHead(port, '/ws', 'hearth.v1');

const stages: Record<string, Stage> = {
  'the first byte': plain(() => ''),
  'the TLS handshake': plain(() => HALF_HANDSHAKE),
  'the head of a request': plain(halfHead, 'a'),
  'the head of a request over TLS': secure(halfHead, 'a'),
  hello: plain(head),
  'hello over TLS': secure(head),
};

/** Opens many sockets that all come as far; fifty at a time, so that none waits for its turn longer than the hub waits for it. */
async function many(port: number, stage: Stage, count: number): Promise<Socket[]> {
  const sockets: Socket[] = [];
  while (sockets.length < count) {
    const next = addresses.slice(0, count - sockets.length);
    const batch = addresses.length === 1 ? Array.from({ length: Math.min(50, count - sockets.length) }, () => '127.0.0.1') : next;
    sockets.push(...(await Promise.all(batch.map((from) => stage.open(port, from)))));
  }
  for (const socket of sockets) socket.resume();
  return sockets;
}

const ended = (sockets: readonly Socket[]): Promise<unknown> =>
  Promise.all(sockets.map((socket) => socket.destroyed || new Promise((resolve) => socket.once('close', resolve))));

/** Joins at once. */
const promptly = (joining: () => ReturnType<typeof person>): ReturnType<typeof person> => within(1_000, joining);

const overTls = (hub: { wss: string }, name: string): ReturnType<typeof person> =>
  person({ ws: hub.wss }, name, newDevice(), true, { rejectUnauthorized: false });

describe.each(Object.entries(stages))('R12: at the stage of %s', (_, stage) => {
  it('each has its time and no more', async () => {
    const short = { firstByteTimeout: 1_000, tlsTimeout: 1_000, headerTimeout: 1_000, helloTimeout: 1_000 };
    const hub = await startHub({ limits: { ...short, maxUnauthenticated: 0, closeTimeout: 100 } });
    const sockets = await many(hub.port, stage, COUNT);
    // A byte now and then buys no time.
    const drip = setInterval(() => {
      if (stage.drip !== undefined) for (const socket of sockets) if (socket.writable) socket.write(stage.drip);
    }, 100);
    // The hub looks once a second.
    const [ann, ben] = await within(1_000 + 1_000 + 1_500, async () => {
      const both = [await promptly(() => person(hub, 'Ann')), await promptly(() => overTls(hub, 'Ben'))] as const;
      await ended(sockets);
      return both;
    });
    clearInterval(drip);
    for (const one of [ann, ben]) expect(one.ws.readyState).toBe(one.ws.OPEN);
  });

  it.skipIf(process.platform !== 'linux')('at most 256 are held, and others come in', { timeout: 120_000 }, async () => {
    const hub = await startHub();
    const sockets = await many(hub.port, stage, long ? 5_000 : 400);
    const held = (): number => sockets.filter(({ destroyed }) => !destroyed).length;
    const [ann, ben] = [await promptly(() => person(hub, 'Ann')), await promptly(() => overTls(hub, 'Ben'))];
    while (held() > limits.maxUnauthenticated) await new Promise((resolve) => setTimeout(resolve, 10));
    // Whoever is in is counted no more, and gives way to nobody.
    await many(hub.port, stage, 100);
    for (const one of [ann, ben]) {
      one.send({ type: 'send', room: one.room, id: one.ready.member.name, text: `from ${one.ready.member.name}` });
      await one.heard(`from ${one.ready.member.name}`);
    }
    expect(hub.log.some(({ code }) => code === 'gave_way')).toBe(true);
  });
});

it('R12: ten seconds for hello by the hub’s own clock', async () => {
  const clock = new HubClock();
  const hub = await startHub({ clock, limits: { heartbeat: 0 } });
  const mute = await many(hub.port, stages['hello over TLS'] as Stage, 20);
  await person(hub, 'Ann');
  clock.advance(9_000);
  expect(mute.filter(({ destroyed }) => destroyed)).toHaveLength(0);
  clock.advance(2_000);
  await ended(mute);
  expect(hub.log.filter(({ code }) => code === 'hello_required')).toHaveLength(20);
});

it.skipIf(process.platform !== 'linux')('R12: one address has so many sockets at the door, others have theirs', async () => {
  const patient = { firstByteTimeout: 60_000, headerTimeout: 60_000 };
  const hub = await startHub({ limits: { ...patient, connectionsPerAddress: 20, socketsPerAddress: 5 } });
  const sockets = await Promise.all(Array.from({ length: 30 }, () => rawSocket(hub.port, '127.0.0.2')));
  await new Promise<void>((resolve) => {
    const left = (): void => {
      if (sockets.filter(({ destroyed }) => !destroyed).length === 5) resolve();
    };
    for (const socket of sockets) socket.resume().once('close', left);
    left();
  });
  await person(hub, 'Ann');
  // Whoever is through the door makes room for the next.
  const people = [];
  for (let n = 0; n < 8; n += 1) people.push(await person(hub, `P${String(n)}`));
  expect(people).toHaveLength(8);
  expect(sockets.filter(({ destroyed }) => !destroyed)).toHaveLength(5);
});
