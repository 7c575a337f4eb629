/** Many connections that say nothing. */
import type { Socket } from 'node:net';
import { open, type OpenOrder } from './load-program';

/** Handshakes under way at once. */
const BATCH = 200;

const PING = 0x89;
const pong = Buffer.from([0x8a, 0x80, 0, 0, 0, 0]);

/** Opens many; resolves with the milliseconds until the last one was let in. Those of the hub are in a room and were welcomed. */
export async function openMany(order: OpenOrder, count: number): Promise<{ sockets: Socket[]; took: number }> {
  const sockets: Socket[] = [];
  const start = performance.now();
  let opened = 0;
  await Promise.all(
    Array.from({ length: BATCH }, async () => {
      while (opened < count) {
        opened += 1;
        const socket: Socket = await open(order, (data) => {
          if (data[0] === PING) socket.write(pong);
        });
        sockets.push(socket);
      }
    }),
  );
  return { sockets, took: performance.now() - start };
}
