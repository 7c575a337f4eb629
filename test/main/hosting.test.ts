import { EventEmitter } from 'node:events';
import { generateKeyPairSync } from 'node:crypto';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { hubFlags } from '../../src/main/hub-process';
import { Hosting } from '../../src/main/hosting';
import type { LoadedKey } from '../../src/main/key-store';
import { LockedKeyError } from '../../src/storage/key-file';
import { pemOf } from '../../src/storage/keys';
import { StorageError } from '../../src/storage/storage-error';
import type { HubEvent } from '../../src/shared/ipc/hub-process';
import type { HostingState, HostOptions } from '../../src/shared/ipc/chat-api';
import { limits } from '../../src/shared/protocol';

class Child extends EventEmitter {
  posted: unknown[] = [];
  kills = 0;
  constructor(
    readonly path: string,
    readonly args: string[],
  ) {
    super();
  }
  postMessage(message: unknown): void {
    this.posted.push(message);
  }
  kill(): boolean {
    this.kills += 1;
    return this.emit('exit', 15);
  }
  tell(event: HubEvent): void {
    this.emit('message', event);
  }
}

const children = vi.hoisted(() => [] as unknown[]);
vi.mock('electron', () => ({
  utilityProcess: {
    fork(path: string, args: string[]) {
      const child = new Child(path, args);
      children.push(child);
      return child;
    },
  },
}));
const child = (at = -1): Child => children.at(at) as Child;

const options: HostOptions = { name: 'Workshop', room: 'lobby', port: 8080, guests: 'encrypted', access: 'open' };
const hubId = 'h'.repeat(43);
const owner = `k-${'o'.repeat(43)}`;
const fingerprint = { certificate: 'c'.repeat(64), publicKey: 'p'.repeat(64) };
const listening = (port = 8080): HubEvent => ({
  event: 'listening',
  port,
  addresses: [
    { name: 'lo', host: '127.0.0.1', internal: true },
    { name: 'eth0', host: '192.168.1.20', internal: false },
  ],
  url: `http://127.0.0.1:${String(port)}/`,
  ws: `ws://127.0.0.1:${String(port)}/ws`,
  https: `https://127.0.0.1:${String(port)}/`,
  wss: `wss://127.0.0.1:${String(port)}/ws`,
  fingerprint,
  guests: 'encrypted',
  hubId,
  name: 'Workshop',
});

const key = generateKeyPairSync('ec', { namedCurve: 'P-256' }).privateKey;
const lock = vi.fn(async () => undefined);
const keyFor = vi.fn<(dataDir: string) => Promise<LoadedKey>>();

let hosting: Hosting;
let states: HostingState['phase'][];
beforeEach(() => {
  vi.spyOn(process.stderr, 'write').mockReturnValue(true);
  children.length = 0;
  lock.mockClear();
  keyFor.mockReset().mockResolvedValue({ key, lock });
  hosting = new Hosting(owner, keyFor);
  states = [];
  hosting.changed.on(({ phase }) => states.push(phase));
});
afterEach(() => vi.useRealTimers());

/** Until the fork, which follows the end of an earlier hub. */
const turn = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

async function started(): Promise<Child> {
  const outcome = hosting.start(options, '/data/hub');
  await turn();
  child().tell(listening());
  expect(await outcome).toEqual({ ok: true, value: `wss://127.0.0.1:8080/ws#k=${hubId}` });
  return child();
}

describe('T15: hosting', () => {
  it('starts the built hub with what was chosen', async () => {
    const { path, args } = await started();
    expect(path).toMatch(/hub\.js$/);
    expect(args).toEqual(hubFlags(options, '/data/hub', owner));
  });

  it('hands the key over by message alone, and locks its file when the hub holds the folder', async () => {
    const outcome = hosting.start(options, '/data/hub');
    await turn();
    expect([child().posted, keyFor.mock.calls, lock.mock.calls]).toEqual([
      [{ command: 'key', pem: pemOf(key) }],
      [['/data/hub']],
      [],
    ]);
    expect(JSON.stringify(child().args)).not.toContain('PRIVATE');
    child().tell(listening());
    await outcome;
    expect(lock).toHaveBeenCalledOnce();
  });

  it.each([
    ['locked', new LockedKeyError('/data/hub/hub.key'), 'key_locked'],
    ['on a disk that fails', new StorageError('storage_full', 'no room'), 'storage_full'],
    ['a mystery', new Error('why'), 'storage_failed'],
  ])('starts nothing where the key is %s, and says so', async (_what, error, code) => {
    keyFor.mockRejectedValue(error);
    expect(await hosting.start(options, '/data/hub')).toEqual({ ok: false, problem: { code } });
    expect([children, states]).toEqual([[], ['starting', 'failed']]);
  });

  it('that is stopped while it waits for its key never starts', async () => {
    let give: (loaded: LoadedKey) => void = () => undefined;
    keyFor.mockReturnValue(new Promise((resolve) => (give = resolve)));
    const outcome = hosting.start(options, '/data/hub');
    await turn();
    await hosting.stop();
    give({ key, lock });
    expect(await outcome).toEqual({ ok: false, problem: { code: 'cancelled' } });
    expect([children, hosting.state.phase]).toEqual([[], 'off']);
  });

  it('passes names that look like flags as names', () => {
    expect(hubFlags({ ...options, name: '--help', guests: 'off', access: 'password' }, '/d', owner)).toEqual([
      '--port',
      '8080',
      '--port-tries',
      '20',
      '--name=--help',
      '--room=lobby',
      '--data=/d',
      '--guests',
      'off',
      '--access',
      'password',
      `--owner=${owner}`,
    ]);
  });

  it('follows the addresses of this computer', async () => {
    const hub = await started();
    const first = (): string | undefined => (hosting.state.phase === 'live' ? hosting.state.addresses[0]?.invite : undefined);
    expect(first()).toBe(`https://192.168.1.20:8080/#k=${hubId}`);
    hub.tell({ event: 'addresses', addresses: [{ name: 'wlan0', host: '10.0.0.9', internal: false }] });
    expect(first()).toBe(`https://10.0.0.9:8080/#k=${hubId}`);
    await Promise.all([hosting.stop(), turn().then(() => child().emit('exit', 0))]);
    hub.tell({ event: 'addresses', addresses: [{ name: 'eth0', host: '192.168.1.20', internal: false }] });
    expect(hosting.state.phase).toBe('off');
  });

  it('is live with its addresses and who is there', async () => {
    const hub = await started();
    hub.tell({ event: 'members', members: [{ id: 'k-a', name: 'Ada' }] });
    expect(hosting.state).toMatchObject({
      phase: 'live',
      name: 'Workshop',
      port: 8080,
      wantedPort: null,
      guests: 'encrypted',
      fingerprint,
    });
    expect(hosting.state).toMatchObject({
      members: [{ id: 'k-a', name: 'Ada' }],
      addresses: [{ host: '192.168.1.20' }, { host: '127.0.0.1' }],
    });
  });

  it('says which port was taken', async () => {
    const outcome = hosting.start(options, '/data/hub');
    await turn();
    child().tell(listening(8082));
    await outcome;
    expect(hosting.state).toMatchObject({ port: 8082, wantedPort: 8080 });
  });

  it.each([
    ['port_taken', 'port_taken'],
    ['port_forbidden', 'port_forbidden'],
    ['storage_failed', 'storage_failed'],
    ['bad_flag', 'internal'],
    ['internal', 'internal'],
  ] as const)('that fails with %s says %s', async (code, problem) => {
    const outcome = hosting.start(options, '/data/hub');
    await turn();
    child().tell({ event: 'failed', code, message: 'why' });
    child().emit('exit', 2);
    expect(await outcome).toEqual({ ok: false, problem: { code: problem, params: { port: 8080 } } });
    expect(states).toEqual(['starting', 'failed']);
  });

  it('that crashes says so, and can be started again', async () => {
    (await started()).emit('exit', 139);
    expect(hosting.state).toEqual({ phase: 'failed', problem: { code: 'hub_crashed' } });
    await started();
    expect(hosting.state.phase).toBe('live');
  });

  it('that crashes before it listens does not hang', async () => {
    const outcome = hosting.start(options, '/data/hub');
    await turn();
    child().emit('exit', 1);
    expect((await outcome).ok).toBe(false);
    expect(hosting.state).toEqual({ phase: 'failed', problem: { code: 'hub_crashed' } });
  });

  it('stops by asking', async () => {
    const hub = await started();
    const stopped = hosting.stop();
    expect(hub.posted.slice(1)).toEqual([{ command: 'stop' }]);
    hub.tell({ event: 'stopped' });
    hub.emit('exit', 0);
    await stopped;
    expect([hub.kills, hosting.state.phase]).toEqual([0, 'off']);
  });

  it('stops by force what does not answer', async () => {
    const hub = await started();
    vi.useFakeTimers();
    const stopped = hosting.stop();
    await vi.advanceTimersByTimeAsync(limits.stopTimeout - 1);
    expect(hub.kills).toBe(0);
    await vi.advanceTimersByTimeAsync(1);
    await stopped;
    expect([hub.kills, hosting.state.phase]).toEqual([1, 'off']);
  });

  it('hears nothing from a hub that was replaced', async () => {
    const first = await started();
    const second = hosting.start(options, '/data/hub');
    first.emit('exit', 0);
    await turn();
    expect(children).toHaveLength(2);
    first.tell({ event: 'members', members: [{ id: 'k-x', name: 'X' }] });
    first.tell({ event: 'failed', code: 'internal', message: 'late' });
    child().tell(listening(9000));
    await second;
    expect(hosting.state).toMatchObject({ phase: 'live', port: 9000, members: [] });
  });
});
