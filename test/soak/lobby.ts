/** Those who are in the lobby all the time: scripts that listen, one that writes at its limit, one that floods, one that reads too slowly. */
import { setMaxListeners } from 'node:events';
import { setTimeout as pause } from 'node:timers/promises';
import { WebSocket } from 'ws';
import type { SimpleMessage } from '../../src/shared/protocol';
import { Recorder } from '../helpers/checker';
import { FaultClient } from '../helpers/fault-client';
import type { SeededRandom } from '../helpers/random';
import { addressOf } from './round';

/** Nothing is kept of what happens in the lobby: it goes on for hours. */
class Nothing extends Recorder {
  override sent(): void {}
  override acked(): void {}
  override refused(): void {}
  override saw(): void {}
}

/** What was seen in the lobby. */
export interface Seen {
  /** Messages that scripts got. */
  heard: number;
  /** Refusals, whatever for. */
  refused: number;
  /** Times that a slow reader was told to read from the log. */
  lags: number;
  /** How often each close code ended a connection. */
  closes: Map<number, number>;
  wrong: string[];
}

/** A text so long that a page of them is as large as a page can be. */
const TEXT = 'x'.repeat(2_000);
/** Messages a second that one member may send. */
const LIMIT = 10;
/** Pages of 256 KiB: twice what kernels and a send budget hold. */
const PAGES = 40;

/** Runs until it is stopped. */
export class Lobby {
  readonly seen: Seen = { heard: 0, refused: 0, lags: 0, closes: new Map(), wrong: [] };
  readonly #ws: string;
  readonly #random: SeededRandom;
  readonly #sockets = new Set<WebSocket>();
  readonly #over = new AbortController();
  readonly #readers: FaultClient[];

  /** @param members - scripts that listen */
  constructor(ws: string, random: SeededRandom, members: number) {
    this.#ws = ws;
    this.#random = random;
    this.#readers = [0, 1].map(
      (n) =>
        new FaultClient({
          ...{ name: `slow${String(n)}`, url: () => ws, recorder: new Nothing(), random },
          from: addressOf(150 + n),
        }),
    );
    // Each of them rests with it.
    setMaxListeners(0, this.#over.signal);
    const tasks = [this.#write(), this.#flood(), ...this.#readers.map((reader) => this.#gorge(reader))];
    for (let n = 0; n < members; n += 1) tasks.push(this.#listen(n));
    // Ended by `stop`, in the middle of a pause.
    for (const task of tasks)
      task.catch((error: unknown) => this.#over.signal.aborted || this.seen.wrong.push(`lobby: ${String(error)}`));
  }

  stop(): void {
    this.#over.abort();
    for (const socket of this.#sockets) socket.terminate();
    for (const reader of this.#readers) {
      this.seen.lags += reader.lags;
      for (const [code, count] of reader.closes) this.#closed(code, count);
      reader.stop();
    }
  }

  #pause(least: number, most: number): Promise<void> {
    return pause(this.#random.between(least, most), undefined, { signal: this.#over.signal });
  }

  #closed(code: number, count = 1): void {
    this.seen.closes.set(code, (this.seen.closes.get(code) ?? 0) + count);
  }

  #open(name: string, from: string): WebSocket {
    const socket = new WebSocket(`${this.#ws}?name=${name}`, { localAddress: from, perMessageDeflate: false });
    this.#sockets.add(socket);
    socket.on('error', () => undefined);
    socket.once('close', (code) => {
      this.#sockets.delete(socket);
      this.#closed(code);
    });
    let last = 0;
    socket.on('message', (data) => {
      const message = JSON.parse((data as Buffer).toString()) as SimpleMessage | { error: object };
      if ('error' in message) return void (this.seen.refused += 1);
      this.seen.heard += 1;
      // The welcome has the sequence from which on it hears everything.
      if (last > 0 && message.username !== 'System' && message.seq !== last + 1)
        this.seen.wrong.push(`lobby: ${name} heard ${String(message.seq)} after ${String(last)}`);
      last = message.seq;
    });
    return socket;
  }

  /** Comes, listens for a while, goes, comes back. */
  async #listen(number: number): Promise<void> {
    for (;;) {
      const socket = this.#open(`script${String(number)}`, addressOf(number));
      await this.#pause(5_000, 60_000);
      socket.close();
      await this.#pause(10, 2_000);
    }
  }

  /** As much as one member may, and now and then more. */
  async #write(): Promise<void> {
    const socket = this.#open('writer', addressOf(160));
    await this.#pause(500, 500);
    for (let n = 0; ; n += 1) {
      for (let more = n % 100 === 99 ? LIMIT * 5 : 1; more > 0; more -= 1) socket.send(JSON.stringify({ message: TEXT }));
      await this.#pause(1_000 / LIMIT, 1_000 / LIMIT);
    }
  }

  /** Everything at once until it is thrown out, again and again. */
  async #flood(): Promise<void> {
    for (let n = 0; ; n += 1) {
      const socket = this.#open('flood', '127.0.1.1');
      await new Promise((resolve) => socket.once('open', resolve).once('close', resolve));
      for (let more = 500; more > 0 && socket.readyState === WebSocket.OPEN; more -= 1) socket.send('flood');
      await this.#pause(5_000, 10_000);
      socket.terminate();
    }
  }

  /** Asks for more than it reads, and goes on. */
  async #gorge(reader: FaultClient): Promise<void> {
    for (;;) {
      await this.#pause(5_000, 15_000);
      if (!reader.live) continue;
      reader.pause();
      reader.gorge(this.#random.between(10, PAGES));
      await this.#pause(1_000, 4_000);
      reader.resume();
    }
  }
}
