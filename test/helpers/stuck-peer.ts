import { Duplex } from 'node:stream';
import type { WebSocket } from 'ws';
import { AddressLog } from '../../src/hub/address-log';
import type { Clock } from '../../src/hub/clock';
import { Counters } from '../../src/hub/counters';
import { Log } from '../../src/hub/log';
import { Peer } from '../../src/hub/peer';
import { limits as table, decodeHubFrame, type HubFrame, type Limits } from '../../src/shared/protocol';
import { HubClock } from './hub-clock';

/** A socket that takes bytes only when it is told to. */
class StuckSocket extends Duplex {
  readonly #waiting: (() => void)[] = [];
  readonly chunks: Buffer[] = [];
  stuck = false;

  override _read(): void {}

  override _write(chunk: Buffer, _encoding: string, done: () => void): void {
    this.chunks.push(chunk);
    if (this.stuck) this.#waiting.push(done);
    else done();
  }

  flow(): void {
    this.stuck = false;
    for (const done of this.#waiting.splice(0)) done();
  }
}

/** A full client whose socket can be stopped, with what reached it. */
export interface StuckPeer {
  peer: Peer;
  counters: Counters;
  socket: StuckSocket;
  /** Codes with which the hub closed it. */
  closed: number[];
  /** Pauses minus resumes. */
  paused(): boolean;
  frames(): HubFrame[];
}

/** Text frames of a server, decoded. */
export function framesIn(bytes: Buffer): HubFrame[] {
  const frames: HubFrame[] = [];
  for (let at = 0; at < bytes.length;) {
    const short = bytes.readUInt8(at + 1);
    const head = short < 126 ? 2 : short === 126 ? 4 : 10;
    const size = short < 126 ? short : short === 126 ? bytes.readUInt16BE(at + 2) : Number(bytes.readBigUInt64BE(at + 2));
    const decoded = decodeHubFrame(bytes.toString('utf8', at + head, at + head + size));
    if (!decoded.ok) throw new Error(decoded.error.detail);
    frames.push(decoded.frame);
    at += head + size;
  }
  return frames;
}

/** A real Peer over a socket of memory. */
export function stuckPeer(limits: Partial<Limits> = {}, clock: Clock = new HubClock()): StuckPeer {
  const socket = new StuckSocket();
  const closed: number[] = [];
  let paused = false;
  const ws = {
    ...{ readyState: 1, OPEN: 1 },
    pause: () => (paused = true),
    resume: () => (paused = false),
    close: (code: number) => closed.push(code),
  };
  const all = { ...table, ...limits };
  const addressLog = new AddressLog(new Log(() => undefined, clock), all, clock);
  const counters = new Counters();
  const peer = new Peer(
    { ws: ws as unknown as WebSocket, socket, address: '192.0.2.1', mode: 'full' },
    { limits: all, clock, addressLog, counters },
  );
  return { peer, counters, socket, closed, paused: () => paused, frames: () => framesIn(Buffer.concat(socket.chunks)) };
}
