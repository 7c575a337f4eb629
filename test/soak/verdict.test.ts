import { describe, expect, it } from 'vitest';
import { trends, type Sample } from './verdict';

const MIB = 1024 * 1024;

/** Ten minutes, a sample every ten seconds. */
const run = (at: (index: number) => Partial<Sample>): Sample[] =>
  Array.from({ length: 60 }, (_, index) => ({
    ...{ at: index * 10, rss: 80 * MIB, heap: 9 * MIB, descriptors: 22, p50: 2, p99: 20 },
    ...at(index),
  }));

const grown = (samples: Sample[]): string[] =>
  trends(samples)
    .filter(({ flat }) => !flat)
    .map(({ name }) => name);

describe('the verdict of a soak', () => {
  it('is flat where nothing grows, whatever the warm-up was', () => {
    expect(grown(run(() => ({})))).toEqual([]);
    expect(grown(run((index) => (index < 12 ? { rss: 20 * MIB, p99: 3_000 } : {})))).toEqual([]);
  });

  it('forgives a peak', () => {
    expect(grown(run((index) => (index % 10 === 0 ? { rss: 200 * MIB, p99: 900 } : {})))).toEqual([]);
  });

  it.each([
    ['RSS', (index: number) => ({ rss: (80 + index / 2) * MIB })],
    ['heap', (index: number) => ({ heap: (9 + index / 10) * MIB })],
    ['descriptors', (index: number) => ({ descriptors: 22 + index })],
    ['p50', (index: number) => ({ p50: 2 + index })],
    ['p99', (index: number) => ({ p99: 20 + index * 5 })],
  ] as const)('sees that %s grows', (name, at) => {
    expect(grown(run(at))).toEqual([name]);
  });

  it('says how fast', () => {
    const [rss] = trends(run((index) => ({ rss: (80 + index / 360) * MIB })));
    expect(rss).toMatchObject({ name: 'RSS', flat: true });
    expect(rss?.slope).toBeCloseTo(1);
  });

  it('is none of a few samples', () => {
    expect(() => trends(run(() => ({})).slice(0, 18))).toThrow(RangeError);
  });
});
