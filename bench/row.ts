/** One measurement against a peer, as `npm run bench -- --json` prints it. */
export interface BenchRow {
  bench: string;
  case: string;
  /** Median of Hearth's cost. */
  hearth: number;
  /** Median of the peer's cost for the same work, measured in turn with Hearth's. */
  peer: number;
  peerName: string;
  /** Median of peer / hearth over the runs: above 1, Hearth costs less. Only ratios travel from machine to machine. */
  ratio: number;
  /** Of `hearth` and `peer`. */
  unit: string;
  /** Runs of each. */
  n: number;
  /** Smallest and largest ratio of a run. */
  min: number;
  max: number;
  /** What was measured, and how. */
  how: string;
}

/** Middle of some numbers. */
export function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  const middle = sorted.length >> 1;
  return sorted.length % 2 === 1 ? (sorted[middle] as number) : ((sorted[middle - 1] as number) + (sorted[middle] as number)) / 2;
}

/** A row of paired runs: the i-th of `hearth` and of `peer` were measured next to each other. */
export function rowOf(
  about: Pick<BenchRow, 'bench' | 'case' | 'peerName' | 'unit' | 'how'>,
  hearth: readonly number[],
  peer: readonly number[],
): BenchRow {
  const ratios = hearth.map((own, i) => (peer[i] as number) / own);
  return {
    ...about,
    hearth: median(hearth),
    peer: median(peer),
    ratio: median(ratios),
    n: hearth.length,
    min: Math.min(...ratios),
    max: Math.max(...ratios),
  };
}

/** What every bench is asked. */
export interface BenchOptions {
  /** Measurements of each side. */
  runs: number;
  /** Fewer cases and shorter: to see that it works, not to quote. */
  quick: boolean;
}
