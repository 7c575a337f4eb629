/**
 * A TCP proxy on loopback that does to connections what networks do. Its faults have the names that Toxiproxy gave them
 * (github.com/Shopify/toxiproxy): latency with jitter, slicer, bandwidth, reset_peer, and timeout without an end, here half-open.
 */
import { connect, createServer, type AddressInfo, type Server, type Socket } from 'node:net';
import type { SeededRandom } from './random';

/** How a connection ends before its time. */
export type Cut =
  /** RST to both sides, in the middle of what is being said. */
  | 'reset'
  /** FIN to both sides, in the middle of what is being said. */
  | 'close'
  /** All is swallowed both ways and nothing is closed, until whoever waits gives up. */
  | 'half-open'
  /** The same, and after `gone` ms a reset: a router that forgot the connection and is asked about it. */
  | 'half-open then gone';

/** What one connection has to bear. Nothing of it is on unless given. */
export interface Toxics {
  /** Delay of every chunk, ms. */
  latency?: number;
  /** Up to so much more or less of it, ms; order is kept, as TCP keeps it. */
  jitter?: number;
  /** Everything leaves in pieces of one to so many bytes. */
  slicer?: number;
  /** Bytes a second, each way. */
  bandwidth?: number;
  /** Ends it when so many bytes have passed, of both directions together. */
  cut?: { kind: Cut; after: number; gone?: number };
}

/** What a proxy needs. */
export interface FaultProxyOptions {
  random: SeededRandom;
  /** Where it leads, on loopback. */
  port: number;
  /** Asked for every new connection. */
  toxics: (random: SeededRandom) => Toxics;
}

/** Bytes that wait in a lane before its source is not read any more. */
const MOST_WAITING = 256 * 1024;

/** One direction of a connection: a queue in order, each item with its time. */
class Lane {
  readonly #to: Socket;
  readonly #from: Socket;
  readonly #link: Link;
  #items: { due: number; run: () => void; bytes: number }[] = [];
  #waiting = 0;
  #lastDue = 0;
  #cancel: (() => void) | null = null;

  constructor(from: Socket, to: Socket, link: Link) {
    this.#from = from;
    this.#to = to;
    this.#link = link;
    from.on('data', (chunk: Buffer) => this.#take(chunk));
    from.on('end', () => link.swallows || this.add(0, () => to.end()));
  }

  /** Queues something behind what is under way. */
  add(bytes: number, run: () => void): void {
    const { latency = 0, jitter = 0, bandwidth } = this.#link.toxics;
    const delay = latency + jitter * (2 * this.#link.random.fraction() - 1);
    const transfer = bandwidth === undefined ? 0 : (bytes * 1_000) / bandwidth;
    const now = performance.now();
    this.#lastDue = Math.max(this.#lastDue, now + Math.max(0, delay)) + transfer;
    this.#items.push({ due: this.#lastDue, run, bytes });
    this.#waiting += bytes;
    if (this.#waiting > MOST_WAITING) this.#from.pause();
    this.#run();
  }

  drop(): void {
    this.#items = [];
    this.#cancel?.();
  }

  #take(chunk: Buffer): void {
    if (this.#link.swallows) return;
    const passing = chunk.subarray(0, this.#link.allowance(chunk.length));
    for (let at = 0; at < passing.length;) {
      const { slicer } = this.#link.toxics;
      const size = slicer === undefined ? passing.length : this.#link.random.between(1, slicer);
      const piece = passing.subarray(at, at + size);
      this.add(piece.length, () => this.#to.write(piece));
      at += size;
    }
    if (this.#link.spent) this.add(0, () => this.#link.cut());
  }

  #run(): void {
    if (this.#cancel) return;
    const wait = (this.#items[0]?.due ?? 0) - performance.now();
    const run = (): void => {
      this.#cancel = null;
      this.#pass();
    };
    if (wait > 0) {
      const timer = setTimeout(run, wait);
      this.#cancel = () => clearTimeout(timer);
    } else {
      const immediate = setImmediate(run);
      this.#cancel = () => clearImmediate(immediate);
    }
  }

  #pass(): void {
    const now = performance.now();
    // One piece a turn where it is sliced, so that it arrives as a piece.
    let most = this.#link.toxics.slicer === undefined ? Infinity : 1;
    for (let item = this.#items[0]; item && item.due <= now && most > 0; item = this.#items[0]) {
      most -= 1;
      this.#items.shift();
      this.#waiting -= item.bytes;
      if (!this.#link.swallows) item.run();
    }
    if (this.#waiting <= MOST_WAITING) this.#from.resume();
    if (this.#items.length > 0) this.#run();
  }
}

/** One connection through the proxy. */
class Link {
  toxics: Toxics;
  readonly random: SeededRandom;
  /** Half-open: nothing passes and nothing is closed. */
  swallows = false;
  readonly #sides: readonly [Socket, Socket];
  readonly #lanes: readonly [Lane, Lane];
  readonly #onCut: (kind: Cut) => void;
  #passed = 0;
  #isCut = false;
  #gone: NodeJS.Timeout | null = null;

  constructor(client: Socket, hub: Socket, random: SeededRandom, toxics: Toxics, onCut: (kind: Cut) => void) {
    this.toxics = toxics;
    this.random = random;
    this.#sides = [client, hub];
    this.#onCut = onCut;
    for (const socket of this.#sides) socket.setNoDelay(true);
    this.#lanes = [new Lane(client, hub, this), new Lane(hub, client, this)];
    client.on('close', () => this.#ended(hub));
    hub.on('close', () => this.swallows || this.#ended(client));
  }

  /** How much of a chunk may still pass. */
  allowance(bytes: number): number {
    const { cut } = this.toxics;
    const allowed = cut === undefined ? bytes : Math.max(0, Math.min(bytes, cut.after - this.#passed));
    this.#passed += allowed;
    return allowed;
  }

  /** All that may pass has passed. */
  get spent(): boolean {
    const { cut } = this.toxics;
    return cut !== undefined && this.#passed >= cut.after;
  }

  /** Does what its toxics say about its end; once. */
  cut(): void {
    const { cut } = this.toxics;
    if (!cut || this.#isCut) return;
    this.#isCut = true;
    this.#onCut(cut.kind);
    if (cut.kind === 'reset') return this.reset();
    if (cut.kind === 'close') return this.#sides.forEach((socket) => socket.destroy());
    this.swallows = true;
    if (cut.kind === 'half-open then gone') this.#gone = setTimeout(() => this.reset(), cut.gone ?? 0);
  }

  reset(): void {
    for (const socket of this.#sides) socket.resetAndDestroy();
    this.#end();
  }

  #ended(other: Socket): void {
    this.#end();
    other.destroy();
  }

  #end(): void {
    if (this.#gone) clearTimeout(this.#gone);
    for (const lane of this.#lanes) lane.drop();
  }
}

/** Listens on 127.0.0.1 and a free port. */
export class FaultProxy {
  /** How many connections were cut, by kind. */
  readonly cuts = new Map<Cut, number>();
  readonly #options: FaultProxyOptions;
  readonly #server: Server;
  readonly #links = new Set<Link>();
  #calm = false;

  constructor(options: FaultProxyOptions) {
    this.#options = options;
    this.#server = createServer({ allowHalfOpen: true }, (client) => this.#accept(client));
  }

  async start(): Promise<this> {
    await new Promise<void>((resolve) => this.#server.listen(0, '127.0.0.1', resolve));
    return this;
  }

  get port(): number {
    return (this.#server.address() as AddressInfo).port;
  }

  /** Connections that were cut, in all. */
  get total(): number {
    return [...this.cuts.values()].reduce((sum, count) => sum + count, 0);
  }

  /** Good weather: nothing is done to new connections, and those that are swallowed or slow are reset. */
  calm(): void {
    this.#calm = true;
    this.resetAll();
  }

  /** Ends calm, if there was any; connections that had it are reset. */
  storm(): void {
    this.#calm = false;
    this.resetAll();
  }

  /** Resets all connections; these are not counted. */
  resetAll(): void {
    for (const link of [...this.#links]) link.reset();
  }

  async stop(): Promise<void> {
    this.resetAll();
    await new Promise((resolve) => this.#server.close(resolve));
  }

  #accept(client: Socket): void {
    const { port, random, toxics } = this.#options;
    client.on('error', () => undefined);
    const hub = connect({ port, host: '127.0.0.1', allowHalfOpen: true });
    // A hub that is not there says so by RST; so does the proxy.
    hub.on('error', () => client.resetAndDestroy());
    const link = new Link(client, hub, random, this.#calm ? {} : toxics(random), (kind) =>
      this.cuts.set(kind, (this.cuts.get(kind) ?? 0) + 1),
    );
    this.#links.add(link);
    client.on('close', () => this.#links.delete(link));
  }
}
