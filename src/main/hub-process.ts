/** The hub that this app hosts: a process of its own, so that neither a stranger's frame nor a crash reaches the window. */
import { join } from 'node:path';
import { utilityProcess, type UtilityProcess } from 'electron';
import type { HubCommand, HubEvent } from '../shared/ipc/hub-process';
import type { HostOptions } from '../shared/ipc/chat-api';
import { limits } from '../shared/protocol';
import { report } from './log';

/** Ports tried from the one that was asked for, itself included. */
const PORT_TRIES = 20;

/** What a hub process tells, and how it ended. */
export interface HubListener {
  onEvent(event: HubEvent): void;
  /** Once, after everything else. */
  onExit(code: number): void;
}

/** A hub process that runs or is ending. */
export interface HubProcess {
  /** Lets the hub flush and tell its peers; ends it by force after `limits.stopTimeout`. Resolves when it is gone. */
  stop(): Promise<void>;
}

/**
 * Flags of the hub's command line for what a person chose.
 * @param owner - own member id: whoever hosts a place is its host
 */
export function hubFlags(options: HostOptions, dataDir: string, owner: string): string[] {
  return [
    ...['--port', String(options.port), '--port-tries', String(PORT_TRIES)],
    // With `=`, so that a name that begins with a dash is a name.
    ...[`--name=${options.name}`, `--room=${options.room}`, `--data=${dataDir}`],
    ...['--guests', options.guests, '--access', options.access],
    `--owner=${owner}`,
  ];
}

/** Starts the built hub. @param key - its private key as PEM */
export function startHub(flags: string[], key: string, listener: HubListener): HubProcess {
  const child: UtilityProcess = utilityProcess.fork(join(import.meta.dirname, 'hub.js'), flags, {
    serviceName: 'Hearth hub',
    stdio: 'inherit',
  });
  const tell = (command: HubCommand): void => child.postMessage(command);
  tell({ command: 'key', pem: key });
  const gone = new Promise<void>((resolve) => {
    child.once('exit', (code) => {
      resolve();
      listener.onExit(code);
    });
  });
  child.on('message', (event: HubEvent) => listener.onEvent(event));
  child.on('error', (type: string, location: string) => report('hub fault', { type, location }));
  return {
    async stop() {
      tell({ command: 'stop' });
      const force = setTimeout(() => child.kill(), limits.stopTimeout);
      await gone;
      clearTimeout(force);
    },
  };
}
