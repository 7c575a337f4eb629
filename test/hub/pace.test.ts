import { describe, expect, it } from 'vitest';
import { CommitQueue, type Submission } from '../../src/hub/rooms/commit-queue';
import { Pace } from '../../src/hub/rooms/pace';
import type { Entry } from '../../src/shared/protocol';
import { HubClock } from '../helpers/hub-clock';
import { stuckPeer } from '../helpers/stuck-peer';

describe('Pace', () => {
  const after = (took: number, most: number) => {
    const clock = new HubClock();
    const pace = new Pace(clock, most);
    pace.measured(() => clock.advance(took));
    return { clock, pace };
  };

  it('rests twice as long as a dear flush took', async () => {
    const { clock, pace } = after(1, 5);
    const ready = pace.ready();
    expect(ready).not.toBeNull();
    clock.advance(2);
    await ready;
    expect(pace.ready()).toBeNull();
  });

  it('rests no longer than the limit', () => {
    const { clock, pace } = after(100, 5);
    clock.advance(5);
    expect(pace.ready()).toBeNull();
  });

  it('rests not at all after a cheap flush, at limit 0, or when the rest is over anyway', () => {
    expect(after(0.1, 5).pace.ready()).toBeNull();
    expect(after(50, 0).pace.ready()).toBeNull();
    const { clock, pace } = after(1, 5);
    clock.advance(10);
    expect(pace.ready()).toBeNull();
  });
});

it('what comes during a rest shares the next commit; what comes after it waits for nothing', async () => {
  const clock = new HubClock();
  const batches: number[][] = [];
  let last = 0;
  const queue = new CommitQueue(
    {
      last: () => last,
      append: () => Promise.resolve(),
      committed: (_batch, entries: Entry[]) => {
        batches.push(entries.map(({ seq }) => seq));
        last = entries.at(-1)?.seq ?? last;
        clock.advance(1);
      },
      failed: () => undefined,
    },
    new Pace(clock, 5),
  );
  const { peer } = stuckPeer();
  const submit = (): void => {
    const submission: Submission = { id: 'x', author: { id: 'k', name: 'K' }, text: '', at: 0, from: peer, waiting: [] };
    queue.add(submission);
  };
  const turns = async (): Promise<void> => {
    for (let turn = 0; turn < 6; turn += 1) await new Promise((resolve) => setImmediate(resolve));
  };
  submit();
  await turns();
  expect(batches).toEqual([[1]]);
  submit();
  await turns();
  submit();
  await turns();
  expect(batches).toEqual([[1]]);
  clock.advance(2);
  await turns();
  expect(batches).toEqual([[1], [2, 3]]);
  clock.advance(10);
  submit();
  await queue.idle();
  expect(batches).toEqual([[1], [2, 3], [4]]);
});
