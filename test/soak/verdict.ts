/** Whether a hub stayed as it was: the first third of a run against its last third. */

/** What was seen at one moment. */
export interface Sample {
  /** Seconds since the start. */
  at: number;
  /** Bytes. */
  rss: number;
  heap: number;
  /** File descriptors besides those of connections and rooms. */
  descriptors: number;
  /** Delivery of the probes since the sample before, ms. */
  p50: number;
  p99: number;
}

/** One figure over a run. */
export interface Trend {
  name: string;
  unit: string;
  /** Medians of the thirds. */
  first: number;
  last: number;
  /** Most that `last` may be. */
  bound: number;
  /** By linear regression over all samples, per hour. */
  slope: number;
  flat: boolean;
}

/** How much more than in its first third a figure may be in the last one: a share of it, and a floor for the noise of small figures. */
interface Allowance {
  of: Exclude<keyof Sample, 'at'>;
  name: string;
  unit: string;
  /** Units of the sample in one of the trend. */
  scale: number;
  share: number;
  floor: number;
}

const MIB = 1024 * 1024;

const allowances: readonly Allowance[] = [
  // What the collector returns to the system and when is its own affair; a leak of 100 bytes a message is above this in an hour.
  { of: 'rss', name: 'RSS', unit: 'MiB', scale: MIB, share: 0.1, floor: 8 },
  { of: 'heap', name: 'heap', unit: 'MiB', scale: MIB, share: 0.1, floor: 2 },
  { of: 'descriptors', name: 'descriptors', unit: '', scale: 1, share: 0, floor: 8 },
  // Others share the machine, and the collection before each sample stops the hub for some ms.
  { of: 'p50', name: 'p50', unit: 'ms', scale: 1, share: 1, floor: 10 },
  { of: 'p99', name: 'p99', unit: 'ms', scale: 1, share: 1, floor: 100 },
];

/** What is not judged, as pools fill and code is compiled: a share of a run, and so many s at least, which RSS took to its level when it was measured. */
const WARM_UP = { share: 0.15, least: 120 } as const;

/** Fewest samples that thirds can be made of. */
const FEWEST = 6;

function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  const middle = Math.floor(sorted.length / 2);
  return sorted.length % 2 === 1 ? (sorted[middle] ?? 0) : ((sorted[middle - 1] ?? 0) + (sorted[middle] ?? 0)) / 2;
}

function slopeOf(points: readonly (readonly [number, number])[]): number {
  const mean = (values: number[]): number => values.reduce((sum, value) => sum + value, 0) / values.length;
  const [x, y] = [mean(points.map(([at]) => at)), mean(points.map(([, value]) => value))];
  const spread = points.reduce((sum, [at]) => sum + (at - x) ** 2, 0);
  return spread === 0 ? 0 : points.reduce((sum, [at, value]) => sum + (at - x) * (value - y), 0) / spread;
}

/**
 * @returns each figure with whether it stayed flat
 * @throws RangeError where there are too few samples to say
 */
export function trends(samples: readonly Sample[]): Trend[] {
  const warm = Math.max(WARM_UP.least, (samples.at(-1)?.at ?? 0) * WARM_UP.share);
  const judged = samples.filter(({ at }) => at > warm);
  if (judged.length < FEWEST) throw new RangeError(`${String(samples.length)} samples are too few for a verdict`);
  const third = Math.floor(judged.length / 3);
  return allowances.map(({ of, name, unit, scale, share, floor }) => {
    const values = judged.map((sample) => sample[of] / scale);
    const [first, last] = [median(values.slice(0, third)), median(values.slice(-third))];
    const bound = first + Math.max(floor, first * share);
    const slope = slopeOf(judged.map(({ at }, index) => [at / 3_600, values[index] ?? 0]));
    return { name, unit, first, last, bound, slope, flat: last <= bound };
  });
}
