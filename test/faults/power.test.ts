/** R2: the power goes at any moment of a hub's life, and nothing that was acknowledged is lost, doubled or in another place. */
import { expect, it } from 'vitest';
import { dice } from '../helpers/crash-fs';
import { PowerWorld, sumOf, type Totals } from '../helpers/power-world';
import { long } from '../helpers/random';
import { seeded, tellOnFailure } from '../helpers/seeded';

/** Cuts of one machine, one after the other: each begins with the recovery from the one before. */
const CUTS = 20;

const machines = long ? 5_000 : 500;

it(`R2: ${String(machines * CUTS)} power cuts`, { timeout: long ? 3_600_000 : 600_000 }, async () => {
  const { seed } = seeded();
  const all: Totals[] = [];
  let at = '';
  tellOnFailure(() => at);
  for (let machine = 0; machine < machines; machine += 1) {
    const world = new PowerWorld(dice(seed + machine), machine % 2 === 0 ? 0 : 0.02);
    for (let cut = 0; cut < CUTS; cut += 1) {
      at = `machine ${String(machine)}, cut ${String(cut)}`;
      expect(await world.cut()).toEqual([]);
    }
    all.push(world.totals);
  }
  const totals = sumOf(all);
  console.log(`R2, HEARTH_SEED=${String(seed)}: ${JSON.stringify(totals)}`);
  expect(totals.cuts).toBe(machines * CUTS);
  // It was the hub that was cut, and not an idle one.
  for (const count of [totals.acknowledged, totals.starting, totals.rooms, totals.dropped, totals.resent])
    expect(count).toBeGreaterThan(machines);
});
