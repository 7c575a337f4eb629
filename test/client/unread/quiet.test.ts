import { describe, expect, it } from 'vitest';
import { isQuietNow, minuteOf, withinHours } from '../../../src/client/unread/quiet';

const at = (hours: number, minutes = 0): number => hours * 60 + minutes;

describe('hours of quiet', () => {
  it.each([
    ['over midnight, before', at(21, 59), at(22), at(7), false],
    ['over midnight, at the begin', at(22), at(22), at(7), true],
    ['over midnight, at midnight', at(0), at(22), at(7), true],
    ['over midnight, the last minute', at(6, 59), at(22), at(7), true],
    ['over midnight, at the end', at(7), at(22), at(7), false],
    ['by day, within', at(12), at(9), at(17), true],
    ['by day, at the end', at(17), at(9), at(17), false],
    ['by day, at night', at(2), at(9), at(17), false],
    ['all day', at(12), at(8), at(8), true],
  ])('%s', (_name, minute, from, to, quiet) => {
    expect(withinHours(minute, from, to)).toBe(quiet);
    expect(isQuietNow({ quietUntil: null, hours: { on: true, from, to } }, 0, minute)).toBe(quiet);
    expect(isQuietNow({ quietUntil: null, hours: { on: false, from, to } }, 0, minute)).toBe(false);
  });

  it('are by the clock on the wall', () => {
    expect(minuteOf(new Date(2026, 5, 1, 23, 30).getTime())).toBe(at(23, 30));
  });

  it('are not needed for a while that was chosen', () => {
    const settings = { quietUntil: 500, hours: { on: false, from: 0, to: 0 } };
    expect([isQuietNow(settings, 499), isQuietNow(settings, 500)]).toEqual([true, false]);
  });
});
