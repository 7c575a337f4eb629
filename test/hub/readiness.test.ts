import { describe, expect, it } from 'vitest';
import { ReadinessCheck, type ReadinessOptions } from '../../src/hub/readiness';
import { StorageError } from '../../src/storage/storage-error';
import { HubClock } from '../helpers/hub-clock';

const turn = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

function setUp(over: Partial<ReadinessOptions> = {}) {
  const clock = new HubClock();
  const options = { opened: () => Promise.resolve(), stopping: () => false, tryDisk: () => Promise.resolve(), clock, ...over };
  const check = new ReadinessCheck(options);
  const codes = async (): Promise<string[]> => {
    const readiness = await check.look();
    return readiness.status === 'ready' ? [] : readiness.reasons.map(({ code }) => code);
  };
  return { clock, check, codes };
}

describe('a hub is ready', () => {
  it('when its rooms are open', async () => {
    let open: () => void = () => undefined;
    const opened = new Promise<void>((resolve) => (open = resolve));
    const { codes, check } = setUp({ opened: () => opened });
    expect(await codes()).toEqual(['opening']);
    expect(await check.look()).toMatchObject({ reasons: [{ message: 'The hub is still opening its rooms.' }] });
    open();
    await turn();
    expect(await codes()).toEqual([]);
  });

  it('until it stops', async () => {
    let stopping = false;
    const { codes } = setUp({ stopping: () => stopping });
    expect(await codes()).toEqual([]);
    stopping = true;
    expect(await codes()).toEqual(['stopping']);
  });

  it('while its disk keeps what it is given', async () => {
    let disk = (): Promise<void> => Promise.reject(new StorageError('storage_full', 'full'));
    const { clock, codes } = setUp({ tryDisk: () => disk() });
    expect(await codes()).toEqual(['storage_full']);
    disk = () => Promise.reject(new Error('anything else'));
    clock.advance(2_000);
    expect(await codes()).toEqual(['storage_failed']);
    disk = () => Promise.resolve();
    clock.advance(2_000);
    expect(await codes()).toEqual([]);
  });

  it('not while its disk hangs, and does not wait for it', async () => {
    const waiting: (() => void)[] = [];
    const { clock, codes } = setUp({ tryDisk: () => new Promise((resolve) => waiting.push(resolve)) });
    const answer = codes();
    clock.advance(1_000);
    expect(await answer).toEqual(['storage_failed']);
    // Nothing is added to what it has to do.
    clock.advance(60_000);
    expect(await codes()).toEqual(['storage_failed']);
    expect(waiting).toHaveLength(1);
    waiting[0]?.();
    await turn();
    const again = codes();
    expect(waiting).toHaveLength(2);
    waiting[1]?.();
    expect(await again).toEqual([]);
  });

  it('and tries the disk once in two seconds, however many ask', async () => {
    let tries = 0;
    const { clock, codes } = setUp({ tryDisk: () => Promise.resolve(void (tries += 1)) });
    await Promise.all(Array.from({ length: 50 }, () => codes()));
    clock.advance(1_999);
    await codes();
    expect(tries).toBe(1);
    clock.advance(1);
    await codes();
    expect(tries).toBe(2);
  });
});
