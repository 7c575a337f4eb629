import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { RoomSync } from '../../src/client/room-sync';
import type { Outcome } from '../../src/shared/ipc/outcome';
import { limits, type Entry, type HubFrame } from '../../src/shared/protocol';
import { settle } from '../helpers/fake-clock';

const entry = (seq: number): Entry => ({
  seq,
  id: `m${String(seq)}`,
  kind: 'message',
  author: { id: 'k', name: 'K' },
  at: 0,
  text: String(seq),
});
const range = (first: number, last: number): Entry[] =>
  Array.from({ length: Math.max(0, last - first + 1) }, (_, i) => entry(first + i));

/** A hub's log that answers questions when told to. */
function paperHub(length: number, pageSize = 50) {
  let last = length;
  const asked: { answer: () => void; type: string }[] = [];
  const seen: number[] = [];
  const events: string[] = [];
  const sync = (held: number | null): RoomSync =>
    new RoomSync(
      {
        room: 'r',
        ask: (question, onAnswer) =>
          new Promise((resolve) => {
            // A page holds what the log held when it was asked for, however late it arrives.
            const then = last;
            asked.push({
              type: question.type,
              answer: () => {
                if (question.type === 'join') {
                  const resync = (question.after ?? 0) > last;
                  const room = { id: 'r', name: 'r', seq: last, count: 1 };
                  const joined: Outcome<HubFrame> = { ok: true, value: { type: 'joined', ref: 1, room, members: [], resync } };
                  onAnswer?.(joined);
                  resolve(joined);
                } else if (question.type === 'history') {
                  const after = question.after ?? 0;
                  resolve({
                    ok: true,
                    value: { entries: range(after + 1, Math.min(then, after + pageSize)) },
                  } as Outcome<unknown>);
                }
              },
            });
          }),
        onEntries: (entries) => seen.push(...entries.map(({ seq }) => seq)),
        onMembers: () => undefined,
        onReset: () => Promise.resolve(void events.push('reset')),
        onCaughtUp: () => events.push('caught up'),
        onStalled: () => events.push('stalled'),
      },
      held,
    );
  return {
    sync,
    asked,
    seen,
    events,
    write: (): Entry => entry((last += 1)),
    get last() {
      return last;
    },
  };
}

describe('RoomSync', () => {
  it('takes what one chunk of a socket brings right behind the answer to a join', async () => {
    const hub = paperHub(0);
    const sync = hub.sync(null);
    const outcome = sync.join();
    hub.asked[0]?.answer();
    expect(sync.joined).toBe(true);
    sync.take([hub.write()]);
    expect(await outcome).toMatchObject({ ok: true });
    expect(hub.seen).toEqual([1]);
  });

  it('shows every entry once and in order, however live ones, pages and losses mix', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.nat(300),
        fc.nat(300),
        fc.array(fc.constantFrom('live', 'lose', 'answer', 'double', 'lag'), { maxLength: 200 }),
        async (length, behind, steps) => {
          const hub = paperHub(length);
          const held = Math.max(0, length - behind);
          const sync = hub.sync(held);
          void sync.join();
          for (const step of steps) {
            if (step === 'answer') hub.asked.shift()?.answer();
            // Before the hub has answered `join` nothing is live.
            else if (step === 'live' && sync.joined) sync.take([hub.write()]);
            else if (step === 'lose') hub.write();
            // What is written between `lagging` and the next `joined` is not told.
            else if (step === 'lag' && sync.joined) void sync.join();
            else if (step === 'double' && hub.last > 0) sync.take([entry(hub.last)]);
            await Promise.resolve();
          }
          for (let turn = 0; turn < 200 && (hub.asked.length > 0 || turn < 3); turn += 1) {
            hub.asked.shift()?.answer();
            await settle();
          }
          // A last live entry reveals what was lost before it.
          if (sync.joined) sync.take([hub.write()]);
          for (let turn = 0; turn < 200 && (hub.asked.length > 0 || turn < 3); turn += 1) {
            hub.asked.shift()?.answer();
            await settle();
          }
          expect(hub.seen).toEqual(range(held + 1, hub.last).map(({ seq }) => seq));
        },
      ),
      { numRuns: 60 },
    );
  }, 30_000);

  it('fetches no more than the first sync of a room that is new here', async () => {
    const hub = paperHub(limits.firstSync + 500, 1_000);
    const sync = hub.sync(null);
    const joined = sync.join();
    for (let turn = 0; turn < 5; turn += 1) {
      hub.asked.shift()?.answer();
      await settle();
    }
    expect(await joined).toMatchObject({ ok: true });
    expect(hub.seen).toHaveLength(limits.firstSync);
    expect(hub.seen.at(-1)).toBe(limits.firstSync + 500);
  });

  it('starts over when the hub has less than was held', async () => {
    const hub = paperHub(3);
    const sync = hub.sync(10);
    const joined = sync.join();
    for (let turn = 0; turn < 3; turn += 1) {
      hub.asked.shift()?.answer();
      await settle();
    }
    expect(await joined).toMatchObject({ ok: true });
    expect(hub.events).toEqual(['reset', 'caught up']);
    expect(hub.seen).toEqual([1, 2, 3]);
  });

  it('asks for nothing that it heard live meanwhile', async () => {
    const hub = paperHub(10);
    const sync = hub.sync(0);
    void sync.join();
    hub.asked.shift()?.answer();
    await settle();
    sync.take([hub.write()]);
    sync.take([hub.write()]);
    hub.asked.shift()?.answer();
    await settle();
    expect(hub.seen).toEqual(range(1, 12).map(({ seq }) => seq));
    expect(hub.asked).toEqual([]);
  });

  it('keeps memory bounded while it catches up', async () => {
    const hub = paperHub(10, 5_000);
    const sync = hub.sync(0);
    void sync.join();
    hub.asked.shift()?.answer();
    await settle();
    for (let n = 0; n < limits.heldEntries * 3; n += 1) sync.take([hub.write()]);
    for (let turn = 0; turn < 6; turn += 1) {
      hub.asked.shift()?.answer();
      await settle();
    }
    expect(hub.seen).toEqual(range(1, hub.last).map(({ seq }) => seq));
  });
});
