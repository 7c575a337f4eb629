/** The state of hosting: starts and stops the hub and says how it stands. */
import { Emitter } from '../shared/emitter';
import type { HostingState, HostOptions } from '../shared/ipc/chat-api';
import type { Outcome, Problem, ProblemCode } from '../shared/ipc/outcome';
import { hostAddresses } from '../shared/reach';
import { pemOf } from '../storage/keys';
import { LockedKeyError } from '../storage/key-file';
import { StorageError } from '../storage/storage-error';
import type { FailedEvent, HubEvent, ListeningEvent } from '../shared/ipc/hub-process';
import { hubFlags, startHub, type HubProcess } from './hub-process';
import type { LoadedKey } from './key-store';
import { report } from './log';

const failures: Readonly<Record<FailedEvent['code'], ProblemCode>> = {
  port_taken: 'port_taken',
  port_forbidden: 'port_forbidden',
  storage_failed: 'storage_failed',
  bad_flag: 'internal',
  internal: 'internal',
};

/** One hub at a time. */
export class Hosting {
  readonly changed = new Emitter<HostingState>();
  readonly #owner: string;
  #state: HostingState = { phase: 'off' };
  #hub: HubProcess | null = null;
  /** The latest start; an earlier one that still waits is void. */
  #start = {};
  readonly #keyFor: (dataDir: string) => Promise<LoadedKey>;
  #hubId = '';
  /** The end of the hub before. */
  #ending: Promise<void> = Promise.resolve();

  /**
   * @param owner - own member id: whoever hosts a place is its host
   * @param keyFor - the key of the hub in a folder
   */
  constructor(owner: string, keyFor: (dataDir: string) => Promise<LoadedKey>) {
    this.#owner = owner;
    this.#keyFor = keyFor;
  }

  get state(): HostingState {
    return this.#state;
  }

  /**
   * Resolves with the hub's address on this machine once it accepts connections, or with why it does not.
   * @param dataDir - where the hub keeps its rooms; hosting again from it brings them back
   */
  async start(options: HostOptions, dataDir: string): Promise<Outcome<string>> {
    await this.stop();
    this.#become({ phase: 'starting' });
    const start = (this.#start = {});
    const key = await this.#keyFor(dataDir).catch(keyProblem);
    if (this.#start !== start) return { ok: false, problem: { code: 'cancelled' } };
    if ('code' in key) {
      this.#become({ phase: 'failed', problem: key });
      return { ok: false, problem: key };
    }
    return this.#run(options, dataDir, key);
  }

  #run(options: HostOptions, dataDir: string, { key, lock }: LoadedKey): Promise<Outcome<string>> {
    return new Promise((resolve) => {
      const fail = (problem: Problem): void => {
        this.#become({ phase: 'failed', problem });
        resolve({ ok: false, problem });
      };
      // Events of a hub that was stopped or replaced meanwhile say nothing about the present one.
      const current = (): boolean => this.#hub === hub;
      const hub = startHub(hubFlags(options, dataDir, this.#owner), pemOf(key), {
        onEvent: (event) => {
          if (!current()) return;
          if (event.event === 'failed') {
            report('hub failed', { code: event.code, message: event.message });
            this.#hub = null;
            fail({ code: failures[event.code], params: { port: options.port } });
          } else {
            this.#hear(event, options);
            if (event.event !== 'listening') return;
            // Now that nobody else can be using that folder.
            void lock();
            resolve({ ok: true, value: ownAddress(event) });
          }
        },
        onExit: (code) => {
          resolve({ ok: false, problem: { code: 'cancelled' } });
          if (!current()) return;
          report('hub crashed', { code });
          this.#hub = null;
          fail({ code: 'hub_crashed' });
        },
      });
      this.#hub = hub;
    });
  }

  /**
   * Ends the hub, if there is one; everybody in it is told. The state says so at once: whoever stopped it is done with it. Resolves
   * when its process is gone and the port is free.
   */
  async stop(): Promise<void> {
    const hub = this.#hub;
    this.#hub = null;
    this.#start = {};
    if (hub) this.#ending = hub.stop();
    if (this.#state.phase !== 'off') this.#become({ phase: 'off' });
    await this.#ending;
  }

  #hear(event: Exclude<HubEvent, FailedEvent>, options: HostOptions): void {
    if (event.event === 'listening') {
      this.#hubId = event.hubId;
      this.#become(live(event, options));
    } else if (event.event === 'members') {
      if (this.#state.phase === 'live') this.#become({ ...this.#state, members: event.members });
    } else if (event.event === 'addresses') {
      if (this.#state.phase === 'live')
        this.#become({ ...this.#state, addresses: hostAddresses({ ...this.#state, addresses: event.addresses }, this.#hubId) });
    } else if (event.event === 'stopped') {
      // It ended cleanly without being asked by us: the system is shutting down.
      this.#hub = null;
      this.#become({ phase: 'off' });
    }
  }

  #become(state: HostingState): void {
    this.#state = state;
    this.changed.emit(state);
  }
}

/** Why there is no key. */
function keyProblem(error: unknown): Problem {
  report('hub key not opened', { error });
  if (error instanceof LockedKeyError) return { code: 'key_locked' };
  return { code: error instanceof StorageError ? error.code : 'storage_failed' };
}

/** As an invite would have it: over TLS, and to this hub alone. */
const ownAddress = ({ wss, hubId }: ListeningEvent): string => `${wss}#k=${hubId}`;

function live(event: ListeningEvent, options: HostOptions): HostingState {
  return {
    phase: 'live',
    name: event.name,
    port: event.port,
    wantedPort: options.port === 0 || options.port === event.port ? null : options.port,
    addresses: hostAddresses(event, event.hubId),
    guests: event.guests,
    fingerprint: event.fingerprint,
    members: [],
  };
}
