/** A QR code as one SVG path. */
import { encode } from 'uqr';

/** Light modules around the code: readers need four. */
const QUIET = 4;

/** Side of the square in modules, quiet zone included, and the dark modules as a path. */
export function drawQr(text: string): { size: number; path: string } {
  const { size, data } = encode(text, { ecc: 'M', border: QUIET });
  const path = data
    .flatMap((line, y) => {
      // Neighbours in a line are one stroke: no hairlines between modules, and a path a third as long.
      const runs: string[] = [];
      for (let x = 0; x < line.length; x += 1) {
        if (!line[x]) continue;
        const start = x;
        while (line[x + 1]) x += 1;
        runs.push(`M${String(start)} ${String(y)}h${String(x - start + 1)}v1h-${String(x - start + 1)}z`);
      }
      return runs;
    })
    .join('');
  return { size, path };
}
