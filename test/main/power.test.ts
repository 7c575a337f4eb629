import { EventEmitter } from 'node:events';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it, onTestFinished, vi } from 'vitest';
import { IDLE_AFTER, parseOwn, PLAIN } from '../../src/client/presence/own-presence';
import { presenceFile } from '../../src/main/presence-file';

const machine = vi.hoisted(() => ({ idle: 0, monitor: null as EventEmitter | null }));
vi.mock('electron', () => {
  const monitor = Object.assign(new EventEmitter(), { getSystemIdleTime: () => machine.idle });
  machine.monitor = monitor;
  return { powerMonitor: monitor };
});
const { watchIdle } = await import('../../src/main/power');

describe('watchIdle', () => {
  beforeEach(() => vi.useFakeTimers());
  afterEach(() => void vi.useRealTimers());

  it('says that nobody is there after five minutes, and that somebody is at the next touch', () => {
    const said: boolean[] = [];
    watchIdle((idle) => said.push(idle));
    machine.idle = IDLE_AFTER / 1_000 - 1;
    vi.advanceTimersByTime(15_000);
    expect(said.at(-1)).toBe(false);
    machine.idle = IDLE_AFTER / 1_000;
    vi.advanceTimersByTime(15_000);
    expect(said.at(-1)).toBe(true);
    machine.idle = 0;
    vi.advanceTimersByTime(15_000);
    expect(said.at(-1)).toBe(false);
  });

  it('does not wait where the screen is locked', () => {
    const said: boolean[] = [];
    watchIdle((idle) => said.push(idle));
    machine.idle = 0;
    machine.monitor?.emit('lock-screen');
    expect(said.at(-1)).toBe(true);
    vi.advanceTimersByTime(15_000);
    expect(said.at(-1)).toBe(true);
    machine.monitor?.emit('unlock-screen');
    expect(said.at(-1)).toBe(false);
  });
});

describe('presence.json', () => {
  it('keeps what was chosen, and makes nothing of what is damaged', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'hearth-presence-'));
    onTestFinished(() => rm(folder, { recursive: true, force: true }));
    const file = presenceFile(folder);
    expect(parseOwn(await file.load())).toEqual(PLAIN);
    const own = { presence: 'busy', text: 'Soldering', tellsReads: false } as const;
    await file.save(own);
    expect(parseOwn(await presenceFile(folder).load())).toEqual(own);
    await writeFile(join(folder, 'presence.json'), '{"presence":"bu');
    expect(parseOwn(await presenceFile(folder).load())).toEqual(PLAIN);
  });
});
