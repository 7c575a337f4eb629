/** The colours of tokens.css, as WCAG counts contrast, in every theme. */
import { readFileSync } from 'node:fs';
import { readdir, readFile } from 'node:fs/promises';
import { resolve } from 'node:path';
import { describe, expect, it } from 'vitest';

const css = readFileSync(resolve(import.meta.dirname, '../../../src/renderer/src/styles/tokens.css'), 'utf8');

type Tokens = Record<string, string>;

/** The properties of the first rule with this selector. */
function rule(selector: string): Tokens {
  const start = css.indexOf(`\n${selector} {`);
  if (start < 0) throw new Error(`no rule ${selector}`);
  const body = css.slice(start, css.indexOf('\n}', start));
  return Object.fromEntries([...body.matchAll(/(--[\w-]+): ([^;]+);/g)].map(([, name = '', value = '']) => [name, value]));
}

/** Relative luminance of an oklch colour, by way of linear sRGB (CSS Color 4 §10.2). */
function luminance(colour: string): number {
  const [lightness = 0, chroma = 0, hue = 0] = (/^oklch\(([\d. ]+)\)$/.exec(colour)?.[1] ?? '').split(' ').map(Number);
  const a = chroma * Math.cos((hue * Math.PI) / 180);
  const b = chroma * Math.sin((hue * Math.PI) / 180);
  const l = (lightness + 0.3963377774 * a + 0.2158037573 * b) ** 3;
  const m = (lightness - 0.1055613458 * a - 0.0638541728 * b) ** 3;
  const s = (lightness - 0.0894841775 * a - 1.291485548 * b) ** 3;
  const red = 4.0767416621 * l - 3.3077115913 * m + 0.2309699292 * s;
  const green = -1.2684380046 * l + 2.6097574011 * m - 0.3413193965 * s;
  const blue = -0.0041960863 * l - 0.7034186147 * m + 1.707614701 * s;
  const clip = (part: number): number => Math.min(1, Math.max(0, part));
  return 0.2126 * clip(red) + 0.7152 * clip(green) + 0.0722 * clip(blue);
}

function contrast(tokens: Tokens, front: string, back: string): number {
  const [one, other] = [luminance(tokens[front] ?? ''), luminance(tokens[back] ?? '')];
  return (Math.max(one, other) + 0.05) / (Math.min(one, other) + 0.05);
}

const light = rule(':root');
const dark = { ...light, ...rule(":root[data-theme='dark']") };
const more = rule(":root[data-contrast='more']");
const darkMore = rule(":root[data-theme='dark'][data-contrast='more']");
const grounds = ['--ground', '--ground-low', '--ground-raised', '--ground-hover', '--ground-chosen'];
const texts = [
  '--text-soft',
  '--accent-text',
  '--danger',
  '--own-name',
  ...Object.keys(light).filter((name) => /^--code-/.test(name)),
];
const least = (tokens: Tokens, fronts: readonly string[], backs: readonly string[]): number =>
  Math.min(...fronts.flatMap((front) => backs.map((back) => contrast(tokens, front, back))));

describe.each([
  ['light', light],
  ['dark', dark],
])('%s', (_name, tokens) => {
  it('is read without effort', () => {
    expect(least(tokens, ['--text'], grounds)).toBeGreaterThanOrEqual(7);
    expect(least(tokens, texts, ['--ground', '--ground-low', '--ground-raised'])).toBeGreaterThanOrEqual(4.5);
    expect(contrast(tokens, '--accent-ink', '--accent')).toBeGreaterThanOrEqual(4.5);
    expect(contrast(tokens, '--danger-ink', '--danger')).toBeGreaterThanOrEqual(4.5);
    expect(contrast(tokens, '--line-control', '--ground')).toBeGreaterThanOrEqual(3);
  });
});

describe.each([
  ['high contrast, light', { ...light, ...more }],
  ['high contrast, dark', { ...dark, ...more, ...darkMore }],
])('%s', (_name, tokens) => {
  it('has 7:1 for every text on every ground, and edges that can be seen', () => {
    expect(least(tokens, ['--text', '--live', ...texts], grounds)).toBeGreaterThanOrEqual(7);
    expect(contrast(tokens, '--accent-ink', '--accent')).toBeGreaterThanOrEqual(7);
    expect(contrast(tokens, '--danger-ink', '--danger')).toBeGreaterThanOrEqual(7);
    expect(least(tokens, ['--line', '--line-control'], ['--ground'])).toBeGreaterThanOrEqual(3);
  });
});

it('has every colour of high contrast for dark as well: a light one left over would be unreadable there', () => {
  expect(Object.keys(darkMore).sort()).toEqual(Object.keys(more).sort());
});

it('names colours nowhere else, and no left or right', async () => {
  const source = resolve(import.meta.dirname, '../../../src/renderer/src');
  const files = (await readdir(source, { recursive: true })).filter(
    (name) => /\.(vue|css)$/.test(name) && !name.endsWith('tokens.css'),
  );
  const named: string[] = [];
  for (const name of files) {
    const text = await readFile(resolve(source, name), 'utf8');
    const style = name.endsWith('.vue')
      ? [...text.matchAll(/<style[^>]*>([^]*?)<\/style>/g)].map(([, body]) => body).join('\n')
      : text;
    const colours = style.match(/#[\da-f]{3,8}\b|\b(?:rgba?|hsla?|oklch|oklab|color)\(/gi) ?? [];
    // Physical sides are wrong in half of the world.
    const sides =
      style.match(
        /(?:^|[\s;{])(?:margin|padding|border)-(?:left|right)\b|(?:^|[\s;{])(?:left|right):|text-align: (?:left|right)/g,
      ) ?? [];
    if (colours.length + sides.length > 0) named.push(`${name}: ${[...colours, ...sides].join(' ')}`);
  }
  expect(named).toEqual([]);
});
