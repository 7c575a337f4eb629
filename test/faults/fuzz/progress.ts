import { SeededRandom } from '../../helpers/random';

/** Cases in all, over every target. */
export const CASES = Number(process.env['HEARTH_FUZZ_CASES'] ?? 100_000);
export const { seed: SEED } = new SeededRandom();

/** Parts of all cases, by what they are thrown at. */
const shares = {
  ...{ clientFrames: 0.26, hubFrames: 0.18, parsers: 0.2 },
  ...{ commands: 0.2, webSocket: 0.08, http: 0.02 },
  // A handshake each.
  ...{ commandsTLS: 0.02, webSocketTLS: 0.03, httpTLS: 0.01 },
} as const;
type Target = keyof typeof shares;

/** How many cases a target gets. */
export const casesOf = (target: Target): number => Math.ceil(CASES * shares[target]);

let done = 0;
let told = 0;
const started = performance.now();

/** Counts cases and says now and then how many there were. */
export function count(cases = 1): void {
  done += cases;
  if (CASES <= 100_000 || done - told < CASES / 20) return;
  told = done;
  const seconds = ((performance.now() - started) / 1_000).toFixed(0);
  console.log(`${done.toLocaleString('en')} of ${CASES.toLocaleString('en')} cases, ${seconds} s`);
}

/** Cases so far. */
export const counted = (): number => done;
