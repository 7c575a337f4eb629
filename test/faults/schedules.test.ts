/**
 * R1–R8, R14 in thousands of runs that nobody thought of: the real hub and real clients on a network, disks and a time of memory, where
 * everything that may go wrong does. A failure is printed with its seed and path and shrunk to the fewest steps: HEARTH_SEED and
 * HEARTH_PATH run it again, and its trace is told.
 */
import fc from 'fast-check';
import { expect, it } from 'vitest';
import { long } from '../helpers/random';
import { tellOnFailure } from '../helpers/seeded';
import { schedules } from '../helpers/simulated-steps';
import { simulate } from '../helpers/simulated-world';

const RUNS = 3_000;

/** Frames, errors and ends that some of so many runs must have met, or they tell nothing about them. */
const MET = ['page', 'left', 'created', 'rate_limited', 'storage_full', 'lagging', 'bye', '1006', '4429'];

it('R1–R8, R14: keeps every promise in any order of faults', { timeout: 3_600_000 }, async () => {
  const { HEARTH_SEED: seed = Date.now() % 1_000_000_000, HEARTH_PATH: path } = process.env;
  tellOnFailure(() => `HEARTH_SEED=${String(seed)}`);
  const met = new Map<string, number>();
  let entries = 0;
  const property = fc.asyncProperty(schedules(40), async (schedule) => {
    const { wrong, heard, entries: written, trace } = await simulate(schedule);
    entries += written;
    for (const [what, times] of heard) met.set(what, (met.get(what) ?? 0) + times);
    expect(wrong, path === undefined ? undefined : trace.join('\n')).toEqual([]);
  });
  await fc.assert(property, {
    ...{ seed: Number(seed), numRuns: long ? 20 * RUNS : RUNS },
    ...(path === undefined ? {} : { path, endOnFailure: true }),
  });
  if (path !== undefined) return;
  console.log(`seed ${String(seed)}: ${String(entries)} entries,`, Object.fromEntries(met));
  expect(MET.filter((what) => !met.has(what))).toEqual([]);
  expect(entries).toBeGreaterThan(10 * RUNS);
});
