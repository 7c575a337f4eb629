import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach } from 'vitest';
import { createHub, type Hub } from '../../src/hub/hub';
import type { HubOptions } from '../../src/hub/options';
import type { ListeningEvent } from '../../src/shared/ipc/hub-process';

/** A hub in this process, on loopback and a free port. */
export interface TestHub extends ListeningEvent {
  hub: Hub;
  dataDir: string;
  /** Lines of its log, parsed. */
  log: Record<string, unknown>[];
  stop(): Promise<void>;
}

const cleanups: (() => Promise<void>)[] = [];

/** Whatever a test started ends with it, newest first. */
afterEach(async () => {
  for (const cleanup of cleanups.splice(0).reverse()) await cleanup();
});

/** Runs after the test, before what was started earlier is ended. */
export const cleanUp = (cleanup: () => Promise<void>): void => void cleanups.push(cleanup);

/** A folder that is gone after the test. */
export async function tempDir(): Promise<string> {
  const dir = await mkdtemp(join(tmpdir(), 'hearth-hub-'));
  cleanUp(() => rm(dir, { recursive: true, force: true }));
  return dir;
}

/** Starts a hub; limits for addresses are off, because all of a test's clients have the same one. */
export async function startHub(options: Partial<HubOptions> = {}): Promise<TestHub> {
  const dataDir = options.dataDir ?? (await tempDir());
  const log: TestHub['log'] = [];
  const hub = createHub({
    host: '127.0.0.1',
    port: 0,
    name: 'Workshop',
    ...options,
    dataDir,
    limits: { connectionsPerAddress: 0, presenceGap: 10, logLines: 0, ...options.limits },
    logSink: (line) => log.push(JSON.parse(line) as Record<string, unknown>),
  });
  cleanUp(() => hub.stop());
  const event = await hub.start();
  return { ...event, hub, dataDir, log, stop: () => hub.stop() };
}
