/** A hub's machine in a simulation: the real hub from `attach` down, on a disk that keeps what was synced and no more. */
import { build } from '../../src/hub/build';
import { attach, type Keepers } from '../../src/hub/connection';
import { Connections } from '../../src/hub/connections';
import type { Core } from '../../src/hub/core';
import { openHubFiles } from '../../src/hub/data-dir';
import { Heartbeat } from '../../src/hub/heartbeat';
import { resolveLimits } from '../../src/hub/limits';
import { Log } from '../../src/hub/log';
import { Peers } from '../../src/hub/peers';
import type { Presence } from '../../src/hub/rooms/presence';
import { stopPeers } from '../../src/hub/stop';
import type { Entry, Limits } from '../../src/shared/protocol';
import type { LogFs, LogHandle, OpenMode } from '../../src/storage/log-fs';
import { CrashFs } from './crash-fs';
import type { Link } from './simulated-network';
import type { Noise, SimulatedClock, SimulatedTime } from './simulated-time';

/** SHA-256 of a key that nobody has. */
export const SIMULATED_HUB = 's'.repeat(43);

const DATA = '/hub';

/** How a hub ends: told to, its process killed, or its machine without power. */
export type HubEnd = 'stopped' | 'killed' | 'power cut';

/** A disk as one process sees it: syncs take time, and when the process is gone nothing more is done for it. */
class ProcessFs implements LogFs {
  #dead = false;

  constructor(
    private readonly fs: CrashFs,
    private readonly safe: Map<string, Buffer>,
    private readonly delay: () => Promise<void>,
  ) {}

  kill(): void {
    this.#dead = true;
  }

  makeFolder(path: string): Promise<void> {
    return this.#alive(this.fs.makeFolder(path));
  }

  async open(path: string, mode: OpenMode): Promise<LogHandle> {
    const handle = await this.#alive(this.fs.open(path, mode));
    return {
      size: () => this.#alive(handle.size()),
      stamp: () => this.#alive(handle.stamp()),
      read: (into, position) => this.#alive(handle.read(into, position)),
      write: (bytes, position) => {
        this.#check();
        return handle.write(bytes, position);
      },
      truncate: (size) => {
        this.#check();
        handle.truncate(size);
      },
      sync: async () => {
        const bytes = this.fs.bytes(path);
        await this.delay();
        this.#check();
        await this.#alive(handle.sync());
        if (bytes) this.safe.set(path, bytes);
      },
      close: () => handle.close(),
    };
  }

  exists(path: string): Promise<boolean> {
    return this.#alive(this.fs.exists(path));
  }

  rename(from: string, to: string): Promise<void> {
    return this.#alive(this.fs.rename(from, to));
  }

  remove(path: string): Promise<void> {
    return this.#alive(this.fs.remove(path));
  }

  syncFolder(path: string): Promise<void> {
    return this.#alive(this.fs.syncFolder(path));
  }

  #check(): void {
    // What a process that is gone asked for is never answered; where there has to be an answer it is no.
    if (this.#dead) throw Object.assign(new Error('EIO: the process is gone'), { code: 'EIO' });
  }

  async #alive<R>(call: Promise<R>): Promise<R> {
    const result = await call;
    return this.#dead ? new Promise<R>(() => undefined) : result;
  }
}

interface Running {
  core: Core;
  presence: Presence;
  keepers: Keepers;
}

/** Every part of a hub that keeps timers has an end. */
const isStoppable = (part: unknown): part is { stop(): void } =>
  typeof part === 'object' && part !== null && 'stop' in part && typeof part.stop === 'function';

/** One process of the hub: started once, ended once. */
class HubProcess {
  readonly clock: SimulatedClock;
  readonly fs: ProcessFs;
  readonly links = new Set<Link>();
  running: Running | null = null;
  stopping = false;

  constructor(clock: SimulatedClock, fs: ProcessFs) {
    this.clock = clock;
    this.fs = fs;
  }

  async start(limits: Limits, log: Log): Promise<void> {
    const { clock } = this;
    const files = await openHubFiles(DATA, this.fs);
    const data = { path: DATA, hubId: SIMULATED_HUB, release: () => Promise.resolve(), ...files };
    const options = { dataDir: DATA, name: 'Simulated' };
    const { core, presence } = await build(options, { data, limits, clock, log, stopping: () => this.stopping });
    const heartbeat = new Heartbeat(limits, clock, (peer) => peer.terminate());
    this.running = { core, presence, keepers: { connections: new Connections(limits, clock), peers: new Peers(), heartbeat } };
    await core.rooms.opened();
  }

  /** The end as src/hub/hub.ts makes it, in the same order. */
  async stop(): Promise<void> {
    this.stopping = true;
    if (!this.running) return;
    const { core, presence, keepers } = this.running;
    await stopPeers(keepers.peers, core, 'stopping');
    keepers.heartbeat.stop();
    presence.stop();
    for (const part of Object.values(core) as unknown[]) if (isStoppable(part)) part.stop();
    await Promise.all([core.files.stop(), core.rooms.close(), core.access.save(), core.awareness.save()]);
  }
}

/** Keeps the disk and the date over all processes. */
export class SimulatedHub {
  /** Lines of its log about errors. */
  readonly errors: string[] = [];
  /** Timers that were left behind by hubs that had stopped. */
  leftBehind = 0;
  offset = 0;
  readonly #time: SimulatedTime;
  readonly #noise: Noise;
  readonly #limits: Limits;
  #disk = new CrashFs();
  #safe = new Map<string, Buffer>();
  #process: HubProcess | null = null;
  #rooms: { id: string; seq: number }[] = [];
  #starts = 0;
  #syncs = 0;

  constructor(time: SimulatedTime, noise: Noise, limits: Partial<Limits>) {
    this.#time = time;
    this.#noise = noise;
    this.#limits = resolveLimits(limits);
  }

  get up(): boolean {
    return this.#process !== null;
  }

  /** What everything in it shares; null while it is away. */
  get core(): Core | null {
    return this.#process?.running?.core ?? null;
  }

  /** Timers of the process that runs. */
  get timers(): number {
    return this.#process?.clock.waiting ?? 0;
  }

  /** Steps its date. */
  step(ms: number): void {
    this.offset += ms;
    if (this.#process) this.#process.clock.offset = this.offset;
  }

  start(): void {
    if (this.#process) return;
    this.#starts += 1;
    const clock = this.#time.clock(this.offset);
    const own = new HubProcess(clock, new ProcessFs(this.#disk, this.#safe, () => this.#sync(clock)));
    this.#process = own;
    const log = new Log((line) => this.#note(line), clock);
    own.start(this.#limits, log).catch((error: unknown) => {
      // A start that the disk refused ends as a program does; somebody starts it again.
      if (this.#process === own) this.#end(own, 'killed');
      this.errors.push(`start: ${String(error)}`);
    });
  }

  /** Takes a connection. @returns false where nobody listens */
  accept(link: Link, about: { address: string; mode: 'full' | 'simple'; search: string }): boolean {
    const own = this.#process;
    if (!own?.running || own.stopping) return false;
    own.links.add(link);
    attach({ ws: link.ws, socket: link.socket, ...about }, own.running.core, own.running.keepers);
    return true;
  }

  end(how: HubEnd): void {
    const own = this.#process;
    if (!own || own.stopping) return;
    if (how !== 'stopped') return this.#end(own, how);
    void own.stop().then(() => {
      if (this.#process !== own) return;
      // One that had not started yet ends as a program does.
      if (own.running) this.leftBehind += own.clock.waiting;
      this.#end(own, 'killed');
    });
  }

  /** Makes its disk refuse to write, or work again. */
  refuse(code: string | null): void {
    this.#disk.refuse = (call) => (code !== null && (call === 'write' || call === 'sync') ? code : null);
  }

  /** Whether a room's log, as it survives everything from now on, has an entry. */
  holds(room: string, entry: Entry): boolean {
    return this.#safe.get(`${DATA}/rooms/${room}.json`)?.includes(JSON.stringify(entry)) ?? false;
  }

  /**
   * Logs of the rooms that it listed last, as their files have them; null while one is being written. What a refused write left behind, where even
   * taking it back was refused, is cut by the next write or the next opening; where neither comes it is cut here, as an opening would.
   */
  logs(): Map<string, Entry[]> | null {
    const rooms = this.core?.rooms.all().map(({ id, seq }) => ({ id, seq }));
    this.#rooms = rooms ?? this.#rooms;
    try {
      return new Map(this.#rooms.map(({ id, seq }) => [id, this.#logOf(id, seq)]));
    } catch {
      return null;
    }
  }

  #logOf(id: string, seq: number): Entry[] {
    const text = String(this.#disk.bytes(`${DATA}/rooms/${id}.json`));
    try {
      return JSON.parse(text) as Entry[];
    } catch (error) {
      // Only where the hub has nothing to say beyond it: everything that it told is in whole lines before the torn one.
      const whole = text.slice(0, text.lastIndexOf('\n')).replace(/,$/, '');
      const entries = (JSON.parse(`${whole === '[' ? '[' : whole}]`) as Entry[]).filter((entry) => entry.seq <= seq);
      if (entries.length !== seq) throw error;
      return entries;
    }
  }

  #end(own: HubProcess, how: HubEnd): void {
    this.#process = null;
    own.clock.kill();
    own.fs.kill();
    for (const link of own.links) if (link.alive) link.hubGone(how === 'power cut');
    if (how !== 'power cut') return;
    const { refuse } = this.#disk;
    let throws = 0;
    this.#disk = this.#disk.crash(() => this.#noise('crash', this.#starts, (throws += 1)));
    this.#disk.refuse = refuse;
    this.#safe = new Map(this.#disk.paths.map((path) => [path, this.#disk.bytes(path) as Buffer]));
  }

  #sync(clock: SimulatedClock): Promise<void> {
    const ms = this.#noise('sync', (this.#syncs += 1)) ** 4 * 500;
    return new Promise((resolve) => void clock.after(Math.round(ms), resolve));
  }

  #note(line: string): void {
    if (line.includes('"level":"error"')) this.errors.push(line);
  }
}
