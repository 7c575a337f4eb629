/** A hub: start, stop, and what holds its parts together. */
import { createServer, type IncomingMessage, type Server } from 'node:http';
import type { Socket } from 'node:net';
import { join } from 'node:path';
import type { ListeningEvent } from '../shared/ipc/hub-process';
import { SOCKET_PATH } from '../shared/protocol';
import type { Limits } from '../shared/protocol';
import { keepsOrder } from './access/announce';
import { CONSOLE, type NewInvite } from './access/invites';
import { checkHere } from './access/opaque';
import { AccessWatch, noteInvites } from './access/recheck';
import { scriptGate } from './access/script-gate';
import { ownHost } from './addresses';
import { systemClock, type Clock } from './clock';
import { build } from './build';
import { attach, type Keepers } from './connection';
import { Connections } from './connections';
import type { Core } from './core';
import { CounterLines } from './counter-lines';
import { openDataDir, type DataDir } from './data-dir';
import { tryDisk } from './disk-probe';
import { Door } from './door';
import { FileSweep } from './files/sweep';
import { arrivalOf } from './gates';
import { Heartbeat } from './heartbeat';
import { httpHandler } from './http';
import { resolveLimits } from './limits';
import { listen } from './listen';
import { Log } from './log';
import type { HubOptions } from './options';
import { Peers } from './peers';
import { ReadinessCheck } from './readiness';
import type { Presence } from './rooms/presence';
import { RetentionPasses } from './rooms/retention';
import { StartError } from './start-error';
import { stopPeers, stopShares, within } from './stop';
import { loadOrMakeCertificate } from './tls/certificate';
import { createFront, type Front } from './tls/front';
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
  /**
   * An invite that makes a host of whoever shows it, once and within a day: how the one who started a hub by hand becomes its host. Null unless this
   * is the first start of the data directory and nobody is named its owner.
   */
  ownerInvite(): Promise<NewInvite | null>;
}

/** What there is of a port that was opened. */
interface Port {
  front: Front;
  http: Server;
  door: Door;
}

/** Connections above `maxConnections` that are accepted only to be told so. */
const WAITING_ROOM = 256;

const DAY = 24 * 60 * 60 * 1_000;

const MIB = 1024 * 1024;

/** How often Node looks for requests that are too slow. */
const REQUEST_CHECK = 1_000;

function checkedLimits(overrides: Partial<Limits> | undefined): Limits {
  try {
    return resolveLimits(overrides);
  } catch (error: unknown) {
    throw new StartError('bad_flag', `Limit ${(error as Error).message}.`);
  }
}

function sweepFiles(core: Core, { retainFilesDays = 0, retainFilesMb = 0 }: HubOptions): FileSweep {
  // They are only needed to know whose messages are still there.
  void core.files.store.opened().catch((error: unknown) => core.log.error('error', error));
  return new FileSweep(core.files, (id) => core.rooms.get(id), {
    maxAge: retainFilesDays * DAY,
    maxBytes: retainFilesMb * MIB,
  });
}

class RunningHub implements Hub {
  readonly #options: HubOptions;
  readonly #clock: Clock;
  readonly #log: Log;
  #data: DataDir | null = null;
  #port: Port | null = null;
  #core: Core | null = null;
  #keepers: Keepers | null = null;
  #presence: Presence | null = null;
  #retention: RetentionPasses | null = null;
  #fileSweep: FileSweep | null = null;
  #counterLines: CounterLines | null = null;
  #accessWatch: AccessWatch | null = null;
  #stopping: Promise<void> | null = null;

  constructor(options: HubOptions) {
    this.#options = options;
    this.#clock = options.clock ?? systemClock;
    this.#log = new Log(options.logSink ?? (() => undefined), this.#clock, options.logLevel);
  }

  async start(): Promise<ListeningEvent> {
    const limits = checkedLimits(this.#options.limits);
    const data = (this.#data = await openDataDir(this.#options.dataDir, this.#options.key));
    try {
      const built = await build(this.#options, {
        data,
        limits,
        clock: this.#clock,
        log: this.#log,
        stopping: () => this.#stopping !== null,
      });
      this.#presence = built.presence;
      const core = (this.#core = built.core);
      const event = await this.#open(core, data, limits);
      const { retainDays = 0, retainMb = 0 } = this.#options;
      const retained = { maxAge: retainDays * DAY, maxBytes: retainMb * MIB };
      this.#retention = new RetentionPasses(() => core.rooms.all(), retained, core.clock, core.log);
      this.#fileSweep = sweepFiles(core, this.#options);
      this.#accessWatch = new AccessWatch(core);
      this.#counterLines = new CounterLines(core.counters, core.log, core.clock);
      // In the background: the port is open, and the first hello waits for it.
      void core.rooms.opened();
      const { durability = 'power' } = this.#options;
      this.#log.info('start', {
        port: event.port,
        hub: core.name,
        id: core.id,
        rooms: core.rooms.size,
        guests: core.guests,
        durability,
      });
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

  async ownerInvite(): Promise<NewInvite | null> {
    if (!this.#core || this.#options.owner !== undefined || this.#data?.record) return null;
    const invite = await this.#core.access.invites.create({ role: 'host', label: '', hours: 24, uses: 1, by: CONSOLE });
    await noteInvites(this.#core);
    return invite;
  }

  async #open(core: Core, data: DataDir, limits: Limits): Promise<ListeningEvent> {
    const { host = '::', port = 8080, portTries = 1, rendererDir = null } = this.#options;
    const { guests, names, addressLog, clock } = core;
    const addresses = core.whereabouts.addresses();
    const certificate = await loadOrMakeCertificate({
      ...{ path: data.certificateFile, key: data.key, now: clock.now() },
      names: [...names, ...addresses.map((address) => address.host)],
    });
    const { fingerprint } = certificate;
    const keepers: Keepers = (this.#keepers = {
      connections: new Connections(limits, core.clock),
      peers: new Peers(),
      heartbeat: new Heartbeat(limits, core.clock, (peer) => {
        core.addressLog.refusal(peer.address, 'heartbeat', { connection: peer.id, missed: peer.missed });
        peer.terminate();
      }),
    });
    const http = createServer({
      maxHeaderSize: limits.maxHeader,
      headersTimeout: limits.headerTimeout,
      // Parts of files take their time; whoever brings something else is sent away at once (http.ts).
      requestTimeout: Math.max(limits.headerTimeout, limits.fileRequestTime),
      connectionsCheckingInterval: REQUEST_CHECK,
      keepAliveTimeout: limits.headerTimeout,
    });
    const sockets = limits.connectionsPerAddress > 0 ? limits.socketsPerAddress : 0;
    const door = new Door({ sockets, unauthenticated: limits.maxUnauthenticated }, addressLog, clock, core.counters);
    const front = createFront({ limits, clock, addressLog, certificate, door, http });
    this.#port = { front, http, door };
    if (limits.maxConnections > 0) front.server.maxConnections = limits.maxConnections + WAITING_ROOM;
    const readiness = this.#readiness(core);
    const health = () => ({ hub: core.name, connections: keepers.connections.total, rooms: core.rooms.size });
    const asked = (req: IncomingMessage): boolean => door.asked(req.socket, arrivalOf(req).address);
    const answer = httpHandler({
      ...{ rendererDir, guests, fingerprint, names, health, files: core.files, ready: () => readiness.look() },
      onKnown: (req, res) => void res.once('close', door.lent(req.socket)),
    });
    http.on('request', (req, res) => void (asked(req) && answer(req, res)));
    const upgrade = upgradeHandler({
      ...{ limits, clock: core.clock, addressLog, counters: core.counters, names, guests },
      scripts: scriptGate(core.access, this.#options.checkPassword ?? checkHere),
      stopping: () => core.stopping,
      onSocket: (ws, socket, about) => {
        door.upgraded(socket as Socket);
        attach({ ws, socket, ...about, onAdmitted: () => door.admitted(socket as Socket) }, core, keepers);
      },
    });
    http.on('upgrade', (req, socket, head) => void (asked(req) && upgrade(req, socket, head)));
    const taken = await listen(front.server, { host, port, tries: portTries });
    core.whereabouts.start(taken, fingerprint, (reach) => {
      this.#options.onEvent?.({ event: 'addresses', addresses: reach.addresses });
      for (const peer of core.members.full) if (keepsOrder(peer, core)) peer.tell({ type: 'reach', ...reach });
    });
    const authority = `${ownHost(host)}:${String(taken)}`;
    return {
      event: 'listening',
      port: taken,
      addresses,
      url: `http://${authority}/`,
      ws: `ws://${authority}${SOCKET_PATH}`,
      https: `https://${authority}/`,
      wss: `wss://${authority}${SOCKET_PATH}`,
      fingerprint,
      guests,
      hubId: core.id,
      name: core.name,
    };
  }

  #readiness(core: Core): ReadinessCheck {
    const path = join(this.#options.dataDir, 'rooms', 'ready.probe');
    return new ReadinessCheck({
      clock: core.clock,
      opened: () => core.rooms.opened(),
      stopping: () => core.stopping,
      tryDisk: () => tryDisk(path),
    });
  }

  async #stop(reason: string): Promise<void> {
    const core = this.#core;
    const keepers = this.#keepers;
    if (!core || !keepers) return this.#abandon();
    this.#port?.front.close();
    await stopPeers(keepers.peers, core, reason);
    this.#port?.http.closeAllConnections();
    this.#port?.door.close();
    keepers.heartbeat.stop();
    core.helloDeadline.stop();
    core.access.stop();
    core.addressLog.stop();
    core.whereabouts.stop();
    this.#presence?.stop();
    core.awareness.stop();
    this.#retention?.stop();
    this.#accessWatch?.stop();
    this.#fileSweep?.stop();
    const files = Promise.all([core.files.stop(), core.rooms.close(), core.access.save(), core.awareness.save()]);
    await within(files, core.limits.stopTimeout * stopShares.files, core.clock);
    await this.#data?.release();
    this.#counterLines?.stop();
    this.#log.info('stop', { reason });
    this.#options.onEvent?.({ event: 'stopped' });
  }

  /** Gives back what a start that failed had taken. */
  async #abandon(): Promise<void> {
    this.#port?.front.close();
    this.#keepers?.heartbeat.stop();
    this.#core?.helloDeadline.stop();
    this.#core?.access.stop();
    this.#core?.addressLog.stop();
    this.#core?.whereabouts.stop();
    this.#presence?.stop();
    this.#core?.awareness.stop();
    this.#retention?.stop();
    this.#fileSweep?.stop();
    this.#accessWatch?.stop();
    await this.#core?.rooms.close();
    await this.#data?.release();
  }
}

/** A hub that has not started yet. */
export const createHub = (options: HubOptions): Hub => new RunningHub(options);
