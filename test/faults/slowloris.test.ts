/** R12: sockets that say little, slowly, at every stage: each ends at its time, and whoever wants to join does so at once. */
import type { Socket } from 'node:net';
import { expect, it } from 'vitest';
import { HubClock } from '../helpers/hub-clock';
import { startHub } from '../helpers/hub';
import { long } from '../helpers/random';
import { person } from '../helpers/raw-client';
import { rawSocket, upgradeHead } from '../helpers/raw-socket';

const COUNT = long ? 1_500 : 200;

/** Opens many sockets that all say the same beginning. */
async function many(port: number, text: string): Promise<{ sockets: Socket[]; ended: Promise<number[]> }> {
  const start = performance.now();
  const sockets = await Promise.all(Array.from({ length: COUNT }, () => rawSocket(port)));
  const ended = Promise.all(
    sockets.map(
      (socket) =>
        new Promise<number>((resolve) => {
          const over = (): void => resolve(performance.now() - start);
          if (socket.destroyed) over();
          else socket.once('close', over);
        }),
    ),
  );
  for (const socket of sockets) {
    socket.resume();
    socket.write(text);
  }
  return { sockets, ended };
}

it('R12: at the stages of TCP and of the request head', { timeout: 30_000 }, async () => {
  const hub = await startHub({ limits: { headerTimeout: 1_000 } });
  const silent = await many(hub.port, '');
  const slow = await many(hub.port, `GET /ws HTTP/1.1\r\nHost: 127.0.0.1:${String(hub.port)}\r\nX-Slow: `);
  const start = performance.now();
  const ann = await person(hub, 'Ann');
  expect(performance.now() - start).toBeLessThan(1_000);
  // A byte now and then buys no time.
  const drip = setInterval(() => slow.sockets.forEach((socket) => socket.writable && socket.write('a')), 100);
  const ends = await Promise.all([silent.ended, slow.ended]);
  clearInterval(drip);
  // The server looks once a second.
  for (const times of ends) expect(Math.max(...times)).toBeLessThan(1_000 + 1_000 + 1_500);
  expect(ann.ws.readyState).toBe(ann.ws.OPEN);
});

it('R12: at the stage before hello', { timeout: 30_000 }, async () => {
  const clock = new HubClock();
  const hub = await startHub({ clock, limits: { heartbeat: 0 } });
  const mute = await many(hub.port, upgradeHead(hub.port, '/ws', 'hearth.v1'));
  const start = performance.now();
  const ann = await person(hub, 'Ann');
  expect(performance.now() - start).toBeLessThan(1_000);
  clock.advance(9_000);
  expect(mute.sockets.filter(({ destroyed }) => destroyed)).toHaveLength(0);
  clock.advance(2_000);
  // They do not answer the closing handshake either, so the socket is ended after closeTimeout.
  await mute.ended;
  expect(ann.ws.readyState).toBe(ann.ws.OPEN);
  const refused = hub.log.filter(({ code }) => code === 'hello_required');
  expect(refused).toHaveLength(COUNT);
});

it.skipIf(process.platform !== 'linux')('R12: one address has so many sockets at the door, others have theirs', async () => {
  const hub = await startHub({ limits: { connectionsPerAddress: 20, socketsPerAddress: 5, headerTimeout: 60_000 } });
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
