import { describe, expect, it } from 'vitest';
import { Counters } from '../../src/hub/counters';
import { CommitQueue, type Submission } from '../../src/hub/rooms/commit-queue';
import { Pace } from '../../src/hub/rooms/pace';
import type { Entry } from '../../src/shared/protocol';
import { HubClock } from '../helpers/hub-clock';
import { stuckPeer } from '../helpers/stuck-peer';

/**
 * Flushes that each take `took` ms, as fast as the pace allows.
 * @param gathered - how many entries have come after so many ms
 * @returns how long each waited
 */
function waits(pace: Pace, clock: HubClock, took: number, times: number, gathered: (ms: number) => number): number[] {
  const rests: number[] = [];
  for (let n = 0; n < times; n += 1) {
    const before = clock.elapsed();
    // A rest is a timer: it is over when the clock says so.
    for (let ready = pace.ready() !== null; ready; ready = clock.waiting > 0) clock.advance(0.5);
    const rest = clock.elapsed() - before;
    rests.push(rest);
    pace.measured(gathered(took + rest), () => clock.advance(took));
  }
  return rests;
}

describe('Pace', () => {
  it('rests three times as long as a dear flush took where messages keep coming, and tries now and then whether it still pays', () => {
    const clock = new HubClock();
    const rests = waits(new Pace(clock, 5), clock, 1, 300, (ms) => ms * 2);
    expect(rests.slice(0, 31).every((rest) => rest === 0)).toBe(true);
    const later = rests.slice(64);
    expect(later.filter((rest) => rest === 3).length).toBeGreaterThan(later.length * 0.9);
    expect(later.filter((rest) => rest === 0).length).toBeGreaterThan(0);
  });

  it('rests no longer than the limit', () => {
    const clock = new HubClock();
    expect(Math.max(...waits(new Pace(clock, 5), clock, 4, 100, (ms) => ms))).toBe(5);
  });

  it('rests as long as a flush took where that is more: half of the time stays free', () => {
    const clock = new HubClock();
    expect(Math.max(...waits(new Pace(clock, 5), clock, 100, 100, (ms) => ms))).toBe(100);
  });

  it('does not rest where everybody waits for an answer before writing on', () => {
    const clock = new HubClock();
    const rests = waits(new Pace(clock, 5), clock, 1, 640, () => 10);
    expect(rests.filter((rest) => rest > 0).length).toBeLessThanOrEqual(640 / 32);
  });

  it('notices that it does not pay any more', () => {
    const clock = new HubClock();
    const pace = new Pace(clock, 5);
    waits(pace, clock, 1, 200, (ms) => ms * 2);
    const rests = waits(pace, clock, 1, 600, () => 4);
    expect(rests.slice(-100).filter((rest) => rest > 0).length).toBeLessThan(10);
  });

  it('rests never after cheap flushes and at limit 0', () => {
    for (const [took, most] of [
      [0.1, 5],
      [50, 0],
    ] as const) {
      const clock = new HubClock();
      expect(waits(new Pace(clock, most), clock, took, 200, (ms) => ms * 2)).toEqual(Array.from({ length: 200 }, () => 0));
    }
  });

  it('lets a flush that comes late begin at once', () => {
    const clock = new HubClock();
    const pace = new Pace(clock, 5);
    waits(pace, clock, 1, 200, (ms) => ms * 2);
    clock.advance(10);
    expect(pace.ready()).toBeNull();
  });
});

it('what comes during a rest shares the next commit', async () => {
  const clock = new HubClock();
  const batches: number[] = [];
  const pace = new Pace(clock, 5);
  waits(pace, clock, 1, 200, (ms) => ms * 2);
  clock.advance(10);
  let last = 0;
  const queue = new CommitQueue(
    {
      last: () => last,
      append: () => Promise.resolve(),
      committed: (_batch, entries: Entry[]) => {
        batches.push(entries.length);
        last = entries.at(-1)?.seq ?? last;
        clock.advance(1);
      },
      failed: () => undefined,
    },
    pace,
    new Counters(),
  );
  const { peer } = stuckPeer();
  const submit = (): void => {
    const submission: Submission = {
      id: 'x',
      author: { id: 'k', name: 'K' },
      body: { kind: 'message', text: '' },
      at: 0,
      from: peer,
      waiting: [],
    };
    queue.add(submission);
  };
  const turns = async (): Promise<void> => {
    for (let turn = 0; turn < 6; turn += 1) await new Promise((resolve) => setImmediate(resolve));
  };
  submit();
  await turns();
  expect(batches).toEqual([1]);
  submit();
  await turns();
  submit();
  await turns();
  expect(batches).toEqual([1]);
  clock.advance(3);
  await queue.idle();
  expect(batches).toEqual([1, 2]);
});
