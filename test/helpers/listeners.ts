/** Many simple clients that parse nothing: each counts the messages that it gets, and answers pings. */
import type { Socket } from 'node:net';
import { frameCounter } from '../../bench/frames';
import { rawSocket, upgradeHead } from './raw-socket';

const pong = Buffer.from([0x8a, 0x80, 0, 0, 0, 0]);

/** Connections that one address may have, and those of a hub that begin at once. */
const PER_ADDRESS = 20;
const AT_ONCE = 100;

/** All as long as one another, so that what follows them is always at the same place. */
export const nameOf = (index: number): string => `L${String(index).padStart(5, '0')}`;

/** One of them. */
export interface Listener {
  readonly socket: Socket;
  /** Frames so far, its welcome included. */
  heard: number;
  pings: number;
  closed: boolean;
}

/** 127.0.0.2 and on, twenty to each, as many as there are in 127.0/16. */
const addressOf = (index: number): string => {
  const number = 2 + Math.floor(index / PER_ADDRESS);
  return `127.0.${String(Math.floor(number / 250))}.${String(1 + (number % 250))}`;
};

/**
 * Resolves when all of them have heard their welcome.
 * @param onFrame - told of each frame: whose, and its stamp where one is read
 * @param offset - where messages have a stamp (bench/frames.ts); null where they have none
 */
export async function listeners(
  port: number,
  count: number,
  onFrame: (index: number, stamp: number) => void = () => undefined,
  offset: number | null = null,
): Promise<Listener[]> {
  const all: Listener[] = [];
  const open = async (index: number): Promise<void> => {
    const socket = await rawSocket(port, addressOf(index));
    const listener: Listener = { socket, heard: 0, pings: 0, closed: false };
    socket.once('close', () => (listener.closed = true));
    const answer = (): void => {
      listener.pings += 1;
      socket.write(pong);
    };
    const count = frameCounter(
      offset,
      (stamp) => {
        listener.heard += 1;
        onFrame(index, stamp);
      },
      answer,
    );
    await new Promise<void>((resolve, reject) => {
      let head = Buffer.alloc(0);
      const take = (chunk: Buffer): void => {
        count(chunk);
        if (listener.heard > 0) resolve();
      };
      const shake = (chunk: Buffer): void => {
        head = Buffer.concat([head, chunk]);
        const end = head.indexOf('\r\n\r\n');
        if (end === -1) return;
        socket.off('data', shake);
        socket.on('data', take);
        if (head.length > end + 4) take(head.subarray(end + 4));
      };
      socket.on('data', shake);
      socket.once('close', () => reject(new Error(`connection ${String(index)} was closed: ${head.toString().slice(0, 100)}`)));
      socket.write(upgradeHead(port, `/ws?name=${nameOf(index)}`));
    });
    all[index] = listener;
  };
  for (let first = 0; first < count; first += AT_ONCE)
    await Promise.all(Array.from({ length: Math.min(AT_ONCE, count - first) }, (_, n) => open(first + n)));
  return all;
}
