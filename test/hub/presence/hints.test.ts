import { describe, expect, it } from 'vitest';
import { Hints, type HintSource } from '../../../src/hub/presence/hints';
import { limits } from '../../../src/shared/protocol';
import { HubClock } from '../../helpers/hub-clock';

/** Tells as much as it has whenever it is asked, and notes when. */
function source(clock: HubClock, due: number[] = []): HintSource & { due: number[]; told: number[]; asked: number[] } {
  const told: number[] = [];
  const asked: number[] = [];
  return {
    due,
    told,
    asked,
    flush(most) {
      asked.push(most);
      let frames = 0;
      while (due.length > 0 && frames < most) frames += due.shift() as number;
      if (frames > 0) told.push(clock.elapsed());
      return { frames, again: due.length > 0 ? 0 : null };
    },
  };
}

const made = (rate: number): { clock: HubClock; hints: Hints } => {
  const clock = new HubClock();
  return { clock, hints: new Hints({ ...limits, hintGap: 500, hintRate: rate }, clock) };
};

describe('Hints', () => {
  it('tells once for all that came within a moment, and has no timer while there is nothing', () => {
    const { clock, hints } = made(2_000);
    const one = source(clock);
    hints.add(one);
    expect(clock.waiting).toBe(0);
    for (let n = 0; n < 1_000; n += 1) {
      if (n === 0) one.due.push(1);
      hints.poke();
    }
    expect(clock.waiting).toBe(1);
    clock.advance(60_000);
    expect(one.told).toEqual([500]);
    expect(clock.waiting).toBe(0);
  });

  it('pays for what it told before it tells more', () => {
    const { clock, hints } = made(2_000);
    const one = source(clock, [5_000, 3]);
    hints.add(one);
    hints.poke();
    clock.advance(500);
    expect(one.due).toEqual([3]);
    clock.advance(2_499);
    expect(one.due).toEqual([3]);
    clock.advance(1);
    expect(one.told).toEqual([500, 3_000]);
  });

  it('lets none of its sources starve the others', () => {
    const { clock, hints } = made(100);
    const loud = source(
      clock,
      Array.from({ length: 1_000 }, () => 50),
    );
    const quiet = source(clock, [1]);
    hints.add(loud);
    hints.add(quiet);
    hints.poke();
    clock.advance(5_000);
    expect(quiet.told.length).toBe(1);
  });

  it('rings earlier for whoever cannot wait, and never after its end', () => {
    const { clock, hints } = made(0);
    const one = source(clock, [1]);
    hints.add(one);
    hints.poke(6_000);
    hints.poke();
    clock.advance(500);
    expect(one.told).toEqual([500]);
    one.due.push(1);
    hints.poke();
    hints.stop();
    hints.poke();
    clock.advance(60_000);
    expect(one.told).toEqual([500]);
    expect(clock.waiting).toBe(0);
  });
});
