/** A whole hub but for its port, over a disk of memory: rooms, logs, commits, ids, retention, and guests who speak to it in frames. */
import { build } from '../../src/hub/build';
import type { Clock } from '../../src/hub/clock';
import type { Core } from '../../src/hub/core';
import { openHubFiles } from '../../src/hub/data-dir';
import { startFull } from '../../src/hub/full-mode';
import { Inbox } from '../../src/hub/inbox';
import { Log } from '../../src/hub/log';
import { RetentionPasses } from '../../src/hub/rooms/retention';
import { limits as table, type ClientFrame, type HubFrame } from '../../src/shared/protocol';
import type { CrashFs } from './crash-fs';
import { framesIn, stuckPeer } from './stuck-peer';

const FOLDER = '/hub';

/** Turns of the event loop, and ms, after both of which an answer that did not come counts as a defect: turns alone pass quickly while a timer runs. */
const PATIENCE = 20_000;
const PATIENCE_MS = 10_000;

const HOUR = 60 * 60 * 1_000;

const limits = { ...table, messageRate: 0, frameRate: 0, logLines: 0 };

/** File of a room's log. */
export const roomFileOf = (room: string): string => `${FOLDER}/rooms/${room}.json`;

/** A running hub. */
export interface PowerHub {
  core: Core;
  /** An hour later: resolves when the pass of retention that is due is over, or the one that is still under way. */
  pass(): Promise<void>;
  close(): Promise<void>;
}

/** Starts one. Its rooms keep six hours, and 6 KiB. Rejects where the disk refuses. */
export async function startPowerHub(fs: CrashFs, start: number): Promise<PowerHub> {
  let now = start;
  const never = (): (() => void) => () => undefined;
  // Its timers never ring: what is told late has no part in this, and passes are begun by hand.
  const clock: Clock = { now: () => now, elapsed: () => 0, after: never, every: never };
  const log = new Log(() => undefined, clock);
  const kept = { maxAge: 6 * HOUR, maxBytes: 6 * 1024 };
  const data = { ...(await openHubFiles(FOLDER, fs)), path: FOLDER, hubId: 'h'.repeat(43), release: () => Promise.resolve() };
  const ground = { data, limits, clock, log, stopping: () => false };
  const { core } = await build({ dataDir: FOLDER, name: 'Power' }, ground);
  const retention = new RetentionPasses(() => core.rooms.all(), kept, clock, log);
  void core.rooms.opened();
  return {
    core,
    pass() {
      now += HOUR;
      return retention.pass(now);
    },
    async close() {
      retention.stop();
      await core.rooms.close();
    },
  };
}

/** A connection of somebody to a hub. */
export class Guest {
  readonly frames: HubFrame[] = [];
  readonly #inbox: Inbox;
  readonly #chunks: Buffer[];
  #ref = 0;

  constructor(core: Core, name: string) {
    const { peer, socket } = stuckPeer(limits, core.clock);
    this.#chunks = socket.chunks;
    this.#inbox = new Inbox(peer, core.turns, 0, startFull(peer, core));
    this.send({ type: 'hello', version: 1, name, identity: { kind: 'guest', token: `token-of-${name}`.padEnd(24, '-') } });
  }

  send(frame: ClientFrame): void {
    this.#inbox.push(JSON.stringify(frame));
  }

  /** A number for a question, so that its answer can be told. */
  ref(): number {
    return (this.#ref += 1);
  }

  /** What arrived since the last call. */
  take(): HubFrame[] {
    const fresh = framesIn(Buffer.concat(this.#chunks.splice(0)));
    this.frames.push(...fresh);
    return fresh;
  }
}

/** Resolves with the first thing that `look` finds, one turn of the event loop after the other. */
export async function until<R>(what: string, look: () => R | null | undefined | false): Promise<R> {
  const start = performance.now();
  for (let turn = 0; turn < PATIENCE || performance.now() - start < PATIENCE_MS; turn += 1) {
    const found = look();
    if (found) return found;
    await new Promise((resolve) => setImmediate(resolve));
  }
  throw new Error(`no ${what}`);
}
