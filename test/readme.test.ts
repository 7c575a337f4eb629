/** README says what is there: its files, its commands, its tests. */
import { existsSync, readFileSync } from 'node:fs';
import { expect, it } from 'vitest';

const readme = readFileSync('README.md', 'utf8');
const { scripts } = JSON.parse(readFileSync('package.json', 'utf8')) as { scripts: Record<string, string> };

it('links to files that exist', () => {
  const links = [...readme.matchAll(/\]\((?!https?:)([^)#]+)\)/g)].map(([, path]) => path ?? '');
  expect(links.length).toBeGreaterThan(10);
  expect(links.filter((path) => !existsSync(path))).toEqual([]);
});

it('names commands that exist', () => {
  const named = [...readme.matchAll(/npm (?:run (?:-s )?)?([\w:]+)/g)].map(([, name]) => name ?? '');
  expect(named.filter((name) => !(name in scripts) && name !== 'ci')).toEqual([]);
});

it('names the tests of its five systems as they are named', () => {
  const rows = [...readme.matchAll(/^\| (S\d) /gm)].map(([, name]) => name);
  const tests = [...readFileSync('test/e2e/five-systems.test.ts', 'utf8').matchAll(/^it\('(S\d): /gm)].map(([, name]) => name);
  expect(rows).toEqual(['S1', 'S2', 'S3', 'S4', 'S5']);
  expect(tests).toEqual(rows);
});
