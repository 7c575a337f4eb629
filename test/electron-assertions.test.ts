/** The Electron assertions are numbered E1 to E23. Each is in the title of a test, or it is not tested. */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';

it('each have a test that names them', () => {
  const files = readdirSync('test', { recursive: true, encoding: 'utf8' }).filter((path) => path.endsWith('.test.ts'));
  const titles = files.flatMap((path) => {
    const text = readFileSync(join('test', path), 'utf8');
    // A test's title, or the sentence at the head of a file that is about nothing else.
    return [
      ...text.matchAll(/(?:it|describe)(?:\.\w+\([^]*?\))?\(\s*(['`])(.*?)\1/g),
      ...text.matchAll(/^()\/\*\* (E\d+:)/g),
    ].map(([, , title]) => title);
  });
  const named = new Set(titles.flatMap((title) => title?.match(/\bE\d+\b/g) ?? []));
  const wanted = Array.from({ length: 23 }, (_, index) => `E${String(index + 1)}`);
  expect(wanted.filter((name) => !named.has(name))).toEqual([]);
});
