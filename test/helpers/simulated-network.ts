/** Connections in memory that are as bad as real ones: late, cut, half-open, stuck; in order within one, in none between them. */
import { EventEmitter } from 'node:events';
import type { Duplex } from 'node:stream';
import type { WebSocket } from 'ws';
import type { Noise, SimulatedClock, SimulatedTime } from './simulated-time';

/** What a direction does with what is put into it. */
export type Flow = 'flowing' | 'stuck' | 'lost';

/** One direction of a connection: a queue in order. What is lost once stays lost, as in TCP, where nothing comes after a hole. */
class Pipe<T> {
  flow: Flow = 'flowing';
  readonly #queue: { item: T; at: number }[] = [];
  #last = 0;
  #sent = 0;

  /** @param deliver - gets all that is there at one moment */
  constructor(
    private readonly time: SimulatedTime,
    private readonly clock: SimulatedClock,
    private readonly delay: (number: number) => number,
    private readonly deliver: (items: T[]) => void,
    private readonly reading: () => boolean = () => true,
  ) {}

  put(item: T): void {
    if (this.flow === 'lost') return;
    const at = Math.max(this.#last, this.time.now + this.delay((this.#sent += 1)));
    this.#last = at;
    this.#queue.push({ item, at });
    this.clock.after(at - this.time.now, () => this.pump());
  }

  lose(): void {
    this.flow = 'lost';
    this.#queue.length = 0;
  }

  pump(): void {
    if (this.flow !== 'flowing' || !this.reading()) return;
    const due = this.#queue.findIndex(({ at }) => at > this.time.now);
    const items = this.#queue.splice(0, due < 0 ? this.#queue.length : due);
    if (items.length > 0) this.deliver(items.map(({ item }) => item));
  }
}

type Up = { kind: 'text'; text: string } | { kind: 'pong' } | { kind: 'end'; code: number };
type Down = { kind: 'open' } | { kind: 'bytes'; bytes: Buffer } | { kind: 'end'; code: number };

/** What the client's end hears. */
export interface ClientEnd {
  onOpen(): void;
  onMessage(text: string): void;
  onClose(code: number): void;
}

/** Texts and pings among whole frames, as src/hub/frame-writer.ts writes them. */
function parseFrames(bytes: Buffer): (string | null)[] {
  const frames: (string | null)[] = [];
  for (let at = 0; at < bytes.length;) {
    const short = (bytes[at + 1] as number) & 127;
    const head = short < 126 ? 2 : short === 126 ? 4 : 10;
    const length = short < 126 ? short : short === 126 ? bytes.readUInt16BE(at + 2) : bytes.readUInt32BE(at + 6);
    frames.push(bytes[at] === 0x89 ? null : bytes.toString('utf8', at + head, at + head + length));
    at += head + length;
  }
  return frames;
}

/** The hub's half of a closing handshake waits this long, as `ws` is told to by `limits.closeTimeout`. */
const CLOSE_TIMEOUT = 1_000;

/** Below it a socket of Node does not say when it is empty. */
const HIGH_WATER_MARK = 512;

/** One connection with both its ends. The hub's is what `attach` takes: as much of `ws` and of a socket as the hub uses. */
export class Link {
  readonly ws: WebSocket;
  readonly socket: Duplex;
  readonly #hub = new EventEmitter();
  readonly #stream = new EventEmitter();
  readonly #up: Pipe<Up>;
  readonly #down: Pipe<Down>;
  readonly #clock: SimulatedClock;
  #hubState: 'open' | 'closing' | 'closed' = 'open';
  #clientState: 'connecting' | 'open' | 'closed' = 'connecting';
  #paused = false;
  #unsent = 0;
  #needDrain = false;

  constructor(
    readonly id: number,
    time: SimulatedTime,
    noise: Noise,
    private readonly client: ClientEnd,
  ) {
    const clock = (this.#clock = time.clock());
    // Some connections are quick, some slow, and each frame is late by its own time.
    const base = 1 + noise('base', id) ** 3 * 400;
    const delay =
      (way: string) =>
      (number: number): number =>
        Math.round(base * (0.5 + noise(way, id, number)));
    this.#up = new Pipe(
      time,
      clock,
      delay('up'),
      (items) => items.forEach((item) => this.#atHub(item)),
      () => !this.#paused || this.#hubState === 'closed',
    );
    this.#down = new Pipe(time, clock, delay('down'), (items) => items.forEach((item) => this.#atClient(item)));
    this.ws = this.#asWebSocket(time);
    this.socket = this.#asSocket();
    this.#down.put({ kind: 'open' });
  }

  /** Neither end is closed. */
  get alive(): boolean {
    return this.#hubState !== 'closed' || this.#clientState !== 'closed';
  }

  /** Nothing was lost. */
  get whole(): boolean {
    return this.#up.flow !== 'lost' && this.#down.flow !== 'lost';
  }

  /** From the client. */
  say(text: string): void {
    if (this.#clientState === 'open') this.#up.put({ kind: 'text', text });
  }

  /** The client closes. What it said before still arrives, however late. */
  hangUp(code: number): void {
    if (this.#clientState === 'closed') return;
    this.#clientState = 'closed';
    this.#up.put({ kind: 'end', code });
    this.#clock.after(1, () => this.client.onClose(code));
  }

  /** Breaks it: what is under way is lost, and each end learns of it when it learns of it. */
  cut(afterHub: number, afterClient: number): void {
    this.#up.lose();
    this.#down.lose();
    this.#clock.after(afterHub, () => this.#hubClosed(1006));
    this.#clock.after(afterClient, () => this.#clientClosed(1006));
  }

  /** Changes what a direction does; nobody is told. */
  set(way: 'up' | 'down', flow: Flow): void {
    const pipe = way === 'up' ? this.#up : this.#down;
    if (pipe.flow === 'lost' || flow === pipe.flow) return;
    if (flow === 'lost') return pipe.lose();
    pipe.flow = flow;
    if (flow === 'stuck') return;
    this.#clock.after(0, () => this.#flows(way));
  }

  /** The hub's process is gone; its kernel says so, unless the machine is gone too. */
  hubGone(silently: boolean): void {
    this.#hubState = 'closed';
    if (silently) {
      this.#down.lose();
      // Until the machine is back and knows nothing of this connection.
      this.#clock.after(3_000, () => this.#clientClosed(1006));
    } else this.#down.put({ kind: 'end', code: 1006 });
  }

  /** The client's process is gone. */
  clientGone(silently: boolean): void {
    this.#clientState = 'closed';
    this.#down.lose();
    if (silently) this.#up.lose();
    else this.#up.put({ kind: 'end', code: 1006 });
  }

  /** The end of the simulation. */
  destroy(): void {
    this.#clock.kill();
  }

  #flows(way: 'up' | 'down'): void {
    if (way === 'up') return this.#up.pump();
    this.#unsent = 0;
    this.#down.pump();
    if (!this.#needDrain) return;
    this.#needDrain = false;
    this.#stream.emit('drain');
  }

  #atHub(item: Up): void {
    if (this.#hubState === 'closed') return;
    if (item.kind === 'text') this.#hub.emit('message', Buffer.from(item.text), false);
    else if (item.kind === 'pong') this.#hub.emit('pong');
    else this.#hubClosed(item.code);
  }

  #atClient(item: Down): void {
    if (this.#clientState === 'closed') return;
    if (item.kind === 'open') {
      this.#clientState = 'open';
      this.client.onOpen();
    } else if (item.kind === 'end') {
      this.#up.put(item);
      this.#clientClosed(item.code);
    } else
      for (const text of parseFrames(item.bytes))
        if (text === null) this.#up.put({ kind: 'pong' });
        else this.#heard(text);
  }

  /** What came before may have made it close. */
  #heard(text: string): void {
    if (this.#clientState === 'open') this.client.onMessage(text);
  }

  #hubClosed(code: number): void {
    if (this.#hubState === 'closed') return;
    this.#hubState = 'closed';
    this.#hub.emit('close', code);
  }

  #clientClosed(code: number): void {
    if (this.#clientState === 'closed') return;
    this.#clientState = 'closed';
    this.client.onClose(code);
  }

  #asWebSocket(time: SimulatedTime): WebSocket {
    const terminate = (): void => {
      if (this.#hubState === 'closed') return;
      this.#down.put({ kind: 'end', code: 1006 });
      time.soon(() => this.#hubClosed(1006));
    };
    const state = { open: 1, closing: 2, closed: 3 } as const;
    const now = (): number => state[this.#hubState];
    const methods = {
      OPEN: 1,
      terminate,
      close: (code: number): void => {
        if (this.#hubState !== 'open') return;
        this.#hubState = 'closing';
        this.#down.put({ kind: 'end', code });
        this.#clock.after(CLOSE_TIMEOUT, terminate);
      },
      pause: (): void => void (this.#paused = true),
      resume: (): void => {
        if (!this.#paused) return;
        this.#paused = false;
        time.soon(() => this.#up.pump());
      },
    };
    const ws = Object.defineProperty(Object.assign(this.#hub, methods), 'readyState', { get: now });
    return ws as unknown as WebSocket;
  }

  #asSocket(): Duplex {
    const write = (bytes: Buffer): boolean => {
      if (this.#hubState === 'closed') return false;
      this.#down.put({ kind: 'bytes', bytes });
      // What is not stuck is in the kernel at once.
      if (this.#down.flow === 'flowing') return true;
      this.#unsent += bytes.length;
      this.#needDrain ||= this.#unsent >= HIGH_WATER_MARK;
      return !this.#needDrain;
    };
    const unsent = (): number => this.#unsent;
    const methods = { write, writableHighWaterMark: HIGH_WATER_MARK };
    const socket = Object.defineProperty(Object.assign(this.#stream, methods), 'writableLength', { get: unsent });
    return socket as unknown as Duplex;
  }
}
