/** A small picture drawn from a member id: the same name with another key looks different at a glance. */

/** Colour pairs that tokens.css defines: `--avatar-1-ground`, `--avatar-1-figure` and so on. */
const TONES = 12;

/** Side of one of the four tiles, in units of the drawing. */
const TILE = 12;

/** What to draw: a pair of colours, and the figure as one SVG path in a square of 24 units. */
export interface Avatar {
  tone: number;
  path: string;
}

/** FNV-1a, 32 bit, with a seed: ids are random already, this only spreads them. */
function hash(text: string, seed: number): number {
  let value = (0x811c9dc5 ^ seed) >>> 0;
  for (let index = 0; index < text.length; index += 1) value = Math.imul(value ^ text.charCodeAt(index), 0x01000193) >>> 0;
  value ^= value >>> 15;
  value = Math.imul(value, 0x2c1b3c6d) >>> 0;
  return (value ^ (value >>> 13)) >>> 0;
}

/** Tiles around their own corner at 0,0; turned by quarters and moved into place. */
type Point = readonly [x: number, y: number];

const corners: readonly Point[] = [
  [0, 0],
  [1, 0],
  [1, 1],
  [0, 1],
];

/** A quarter disc whose centre is a corner of the tile. */
function quarter(x: number, y: number, turn: number): string {
  const corner = corners[turn] as Point;
  const next = corners[(turn + 1) % 4] as Point;
  const previous = corners[(turn + 3) % 4] as Point;
  const at = ([cx, cy]: Point): string => `${String(x + cx * TILE)} ${String(y + cy * TILE)}`;
  return `M${at(corner)}L${at(next)}A${String(TILE)} ${String(TILE)} 0 0 1 ${at(previous)}Z`;
}

/** Half of the tile, cut along its diagonal. */
function triangle(x: number, y: number, turn: number): string {
  const at = ([cx, cy]: Point): string => `${String(x + cx * TILE)} ${String(y + cy * TILE)}`;
  const [a, b, c] = [0, 1, 2].map((step) => corners[(turn + step) % 4] as Point) as [Point, Point, Point];
  return `M${at(a)}L${at(b)}L${at(c)}Z`;
}

/** A disc in the middle of the tile. */
function disc(x: number, y: number): string {
  const radius = TILE / 3;
  const [cx, cy] = [x + TILE / 2, y + TILE / 2];
  const half = `a${String(radius)} ${String(radius)} 0 1 0`;
  return `M${String(cx - radius)} ${String(cy)}${half} ${String(2 * radius)} 0${half} ${String(-2 * radius)} 0Z`;
}

const shapes = [quarter, quarter, triangle, disc];

/** The picture of a member. */
export function drawAvatar(memberId: string): Avatar {
  const path = corners
    .map(([x, y], index) => {
      const bits = hash(memberId, index + 1);
      const shape = shapes[bits % shapes.length] as (x: number, y: number, turn: number) => string;
      return shape(x * TILE, y * TILE, (bits >>> 8) % 4);
    })
    .join('');
  return { tone: (hash(memberId, 0) % TONES) + 1, path };
}
