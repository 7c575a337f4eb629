import { describe, expect, it } from 'vitest';
import type { Entry } from '../../../src/shared/protocol';
import { append, MOST_HELD, prepend, trim, type Stretch } from '../../../src/renderer/src/logic/window';
import { ben, entry } from '../../helpers/fake-chat-api';

const log = (from: number, to: number): Entry[] =>
  Array.from({ length: to - from + 1 }, (_, index) => entry(from + index, ben, 'x'));
const stretch = (from: number, to: number, over: Partial<Stretch> = {}): Stretch => ({
  entries: log(from, to),
  more: false,
  newest: true,
  ...over,
});
const span = ({ entries }: Stretch): (number | undefined)[] => [entries[0]?.seq, entries.at(-1)?.seq];

describe('a stretch of the log', () => {
  it('grows at both ends and takes nothing twice', () => {
    expect(span(append(stretch(5, 9), log(8, 12), true))).toEqual([5, 12]);
    expect(span(prepend(stretch(5, 9), log(1, 6), false))).toEqual([1, 9]);
    expect(append(stretch(5, 9), log(8, 12), true).entries).toHaveLength(8);
  });

  it('for a reader further up, leaves what is too much for later', () => {
    const full = stretch(1, MOST_HELD);
    expect(append(full, log(MOST_HELD + 1, MOST_HELD + 2), false)).toEqual({ ...full, newest: false });
  });

  it('for a reader at the end, holds a bounded number however much arrives between pauses', () => {
    let held = stretch(1, MOST_HELD);
    for (let seq = MOST_HELD + 1; seq <= 4 * MOST_HELD; seq += 1) held = append(held, log(seq, seq), true);
    expect(held.entries.length).toBeLessThanOrEqual(MOST_HELD + 500);
    expect(held).toMatchObject({ more: true, newest: true });
    expect(held.entries.at(-1)?.seq).toBe(4 * MOST_HELD);
  });

  it('is trimmed at the end that is asked for, and knows what it no longer holds', () => {
    const long = stretch(1, MOST_HELD + 100);
    expect(span(trim(long, 'start'))).toEqual([101, MOST_HELD + 100]);
    expect(trim(long, 'start')).toMatchObject({ more: true, newest: true });
    expect(span(trim(long, 'end'))).toEqual([1, MOST_HELD]);
    expect(trim(long, 'end')).toMatchObject({ more: false, newest: false });
  });
});
