/** A hub: start, stop, and what holds its parts together. */
import { createServer, type Server } from 'node:http';
import { hostname } from 'node:os';
import type { ListeningEvent } from '../shared/ipc/hub-process';
import { cleanName, foldName, simpleDefaults, SOCKET_PATH } from '../shared/protocol';
import type { Limits } from '../shared/protocol';
import { listeningAddresses, ownHost } from './addresses';
import { systemClock, type Clock } from './clock';
import { attach, type Keepers } from './connection';
import { Connections } from './connections';
import type { Core } from './core';
import { openDataDir, type DataDir } from './data-dir';
import { ownNames } from './gates';
import { Heartbeat } from './heartbeat';
import { HelloDeadline } from './hello-deadline';
import { httpHandler } from './http';
import type { RoomRecord } from './hub-file';
import { newRoomId } from './ids';
import { resolveLimits } from './limits';
import { listen } from './listen';
import { Log } from './log';
import { Members } from './members';
import type { HubOptions } from './options';
import { Peers } from './peers';
import { Presence } from './rooms/presence';
import { Room } from './rooms/room';
import { Rooms } from './rooms/rooms';
import { StartError } from './start-error';
import { stopPeers, stopShares, within } from './stop';
import { upgradeHandler } from './upgrade';

/** A hub that is started once and stopped once. */
export interface Hub {
  /** Resolves when the port accepts connections. @throws StartError with a sentence for people */
  start(): Promise<ListeningEvent>;
  /**
   * Tells everybody, finishes what is under way and closes everything within `limits.stopTimeout`. Idempotent.
   * @param reason - one word for programs, in the clients' `bye`. @default 'stopping'
   */
  stop(reason?: string): Promise<void>;
}

/** Connections above `maxConnections` that are accepted only to be told so. */
const WAITING_ROOM = 256;

/** How often Node looks for requests that are too slow. */
const REQUEST_CHECK = 1_000;

function named(wanted: string | undefined, otherwise: string, what: string): string {
  const name = cleanName(wanted ?? otherwise);
  if (name.ok) return name.text;
  if (wanted === undefined) return 'Hearth';
  throw new StartError('bad_flag', `This is no name for a ${what}: 1 to 64 visible characters are.`);
}

function checkedLimits(overrides: Partial<Limits> | undefined): Limits {
  try {
    return resolveLimits(overrides);
  } catch (error: unknown) {
    throw new StartError('bad_flag', `Limit ${(error as Error).message}.`);
  }
}

class RunningHub implements Hub {
  readonly #options: HubOptions;
  readonly #clock: Clock;
  readonly #log: Log;
  #data: DataDir | null = null;
  #server: Server | null = null;
  #core: Core | null = null;
  #keepers: Keepers | null = null;
  #presence: Presence | null = null;
  #stopping: Promise<void> | null = null;

  constructor(options: HubOptions) {
    this.#options = options;
    this.#clock = options.clock ?? systemClock;
    this.#log = new Log(options.logSink ?? (() => undefined), this.#clock);
  }

  async start(): Promise<ListeningEvent> {
    const limits = checkedLimits(this.#options.limits);
    const data = (this.#data = await openDataDir(this.#options.dataDir));
    try {
      const core = (this.#core = await this.#build(data, limits));
      const event = await this.#open(core, limits);
      // In the background: the port is open, and the first hello waits for it.
      void core.rooms.opened();
      const { guests = 'plain', durability = 'power' } = this.#options;
      this.#log.info('start', { port: event.port, hub: core.name, id: core.id, rooms: core.rooms.size, guests, durability });
      return event;
    } catch (error: unknown) {
      await this.#abandon();
      throw error;
    }
  }

  stop(reason = 'stopping'): Promise<void> {
    this.#stopping ??= this.#stop(reason);
    return this.#stopping;
  }

  /** Everything but the port. */
  async #build(data: DataDir, limits: Limits): Promise<Core> {
    const { durability = 'power' } = this.#options;
    const clock = this.#clock;
    const log = this.#log;
    const name = named(this.#options.name, data.record?.name ?? hostname(), 'hub');
    const presence = (this.#presence = new Presence(clock, limits.presenceGap, () =>
      this.#options.onEvent?.({ event: 'members', members: members.list() }),
    ));
    const members = new Members(limits, clock, () => presence.membersChanged());
    const now = (): number => clock.now();
    const make = (record: RoomRecord): Room =>
      new Room({ ...record, path: data.roomFile(record.id), durability, limits, log, presence, now });
    const { records, defaultRoom } = this.#firstRooms(data);
    const save = (next: RoomRecord[]): Promise<void> => data.save({ name, rooms: next, defaultRoom });
    const rooms = new Rooms(
      {
        limits,
        now,
        make,
        save,
        onCreated: (room) => {
          for (const peer of members.full) peer.tell({ type: 'room', room: room.info });
        },
      },
      records,
    );
    const start = rooms.get(defaultRoom);
    if (start) rooms.startIn(start);
    await save(records).catch((error: Error) => {
      throw new StartError('storage_failed', `The data directory ${data.path} cannot be written: ${error.message}`);
    });
    const helloDeadline = new HelloDeadline(limits, clock, (peer) => {
      peer.refuse('hello_required');
      peer.close('helloRequired', 'no hello in time');
    });
    const stopping = (): boolean => this.#stopping !== null;
    return {
      ...{ id: data.hubId, name, limits, clock, log, members, rooms, helloDeadline },
      get stopping() {
        return stopping();
      },
    };
  }

  /** The rooms there are, with the one that everybody starts in among them. */
  #firstRooms({ record }: DataDir): { records: RoomRecord[]; defaultRoom: string } {
    const records = [...(record?.rooms ?? [])];
    const wanted = this.#options.room;
    const name = named(wanted, simpleDefaults.room, 'room');
    const found =
      wanted === undefined
        ? records.find(({ id }) => id === record?.defaultRoom)
        : records.find((room) => foldName(room.name) === foldName(name));
    const room = found ?? { id: newRoomId(), name, createdAt: this.#clock.now() };
    return { records: found ? records : [room, ...records], defaultRoom: room.id };
  }

  async #open(core: Core, limits: Limits): Promise<ListeningEvent> {
    const { host = '0.0.0.0', port = 8080, portTries = 1, rendererDir = null, guests = 'plain', allowHosts = [] } = this.#options;
    const names = ownNames(allowHosts);
    const keepers: Keepers = (this.#keepers = {
      connections: new Connections(limits),
      peers: new Peers(),
      heartbeat: new Heartbeat(limits, core.clock, (peer) => {
        core.log.warn('refusal', { connection: peer.id, code: 'heartbeat', missed: peer.missed });
        peer.terminate();
      }),
    });
    const server = (this.#server = createServer({
      maxHeaderSize: limits.maxHeader,
      headersTimeout: limits.headerTimeout,
      requestTimeout: limits.headerTimeout,
      connectionsCheckingInterval: REQUEST_CHECK,
      keepAliveTimeout: limits.headerTimeout,
    }));
    if (limits.maxConnections > 0) server.maxConnections = limits.maxConnections + WAITING_ROOM;
    const health = () => ({ hub: core.name, connections: keepers.connections.total, rooms: core.rooms.size });
    server.on('request', httpHandler({ rendererDir, guests, names, health }));
    server.on(
      'upgrade',
      upgradeHandler({
        ...{ limits, log: core.log, names, guests },
        stopping: () => core.stopping,
        onSocket: (ws, socket, about) => attach({ ws, socket, ...about }, core, keepers),
      }),
    );
    const taken = await listen(server, { host, port, tries: portTries });
    const authority = `${ownHost(host)}:${String(taken)}`;
    return {
      event: 'listening',
      port: taken,
      addresses: listeningAddresses(host),
      url: `http://${authority}/`,
      ws: `ws://${authority}${SOCKET_PATH}`,
      hubId: core.id,
      name: core.name,
    };
  }

  async #stop(reason: string): Promise<void> {
    const core = this.#core;
    const keepers = this.#keepers;
    if (!core || !keepers) return this.#abandon();
    this.#server?.close();
    await stopPeers(keepers.peers, core, reason);
    this.#server?.closeAllConnections();
    keepers.heartbeat.stop();
    core.helloDeadline.stop();
    this.#presence?.stop();
    await within(core.rooms.close(), core.limits.stopTimeout * stopShares.files, core.clock);
    await this.#data?.release();
    this.#log.info('stop', { reason });
    this.#options.onEvent?.({ event: 'stopped' });
  }

  /** Gives back what a start that failed had taken. */
  async #abandon(): Promise<void> {
    this.#server?.close();
    this.#keepers?.heartbeat.stop();
    this.#core?.helloDeadline.stop();
    this.#presence?.stop();
    await this.#core?.rooms.close();
    await this.#data?.release();
  }
}

/** A hub that has not started yet. */
export const createHub = (options: HubOptions): Hub => new RunningHub(options);
