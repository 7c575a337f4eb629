/** The end of `npm test`: a failure is named there, whatever kind of failure it is. */
import { execFile } from 'node:child_process';
import { mkdir, readFile, symlink, writeFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { expect, it } from 'vitest';
import { failureLines } from '../../scripts/failures.mjs';
import { tempFolder } from '../helpers/temp-folder.js';

const failure = (where: string, message: string) => ({ where, message });

it('shows a single failure with the beginning of its message, its place and its seed', () => {
  const message = Array.from({ length: 30 }, (_, i) => `line ${i}`).join('\n');
  expect(failureLines([{ ...failure('a.test.ts › b', message), at: 'at a.test.ts:7:3', seed: 'seed 42' }])).toEqual([
    '✗ a.test.ts › b',
    ...Array.from({ length: 8 }, (_, i) => `    line ${i}`),
    '    at a.test.ts:7:3',
    '    seed 42',
  ]);
});

it.each([1, 2, 9, 20, 30, 59, 60, 61, 4000])('names as many of %i failures as 60 lines can', (count) => {
  const lines = failureLines(
    Array.from({ length: count }, (_, i) => ({ ...failure(`test ${i}`, 'one\n\ntwo\nthree'), at: 'at x', seed: 'seed 1' })),
  );
  expect(lines.length).toBeLessThanOrEqual(60);
  expect(lines.filter((line) => line.startsWith('✗'))).toHaveLength(Math.min(count, 59));
  expect(lines.at(-1)?.startsWith('… and')).toBe(count > 59);
});

it('cuts a line that would fill the screen', () => {
  expect(failureLines([failure('a', 'x'.repeat(5000))])[1]).toHaveLength(200);
});

it('hears of tests, hooks, files and stray errors, each as it happens, with the seed that the test printed', async () => {
  const folder = await tempFolder();
  await mkdir(join(folder, 'test'));
  await symlink(resolve('node_modules'), join(folder, 'node_modules'), 'junction');
  await writeFile(
    join(folder, 'test/some.test.js'),
    `import { beforeAll, describe, expect, it } from 'vitest';
     import { seeded } from ${JSON.stringify(resolve('test/helpers/seeded.ts'))};
     it('passes', () => {});
     it('seeded', () => { console.log('100 rounds; seed 4711'); expect(1).toBe(2); });
     describe('with a hook', () => { beforeAll(() => { throw new Error('hook'); }); it('never begins', () => {}); });
     it('never ends', { timeout: 50 }, async () => { seeded(); await new Promise(() => undefined); });
     it('strays', async () => { setTimeout(() => { throw new Error('stray'); }); await new Promise((r) => setTimeout(r, 20)); });`,
  );
  await writeFile(join(folder, 'test/broken.test.js'), `throw new Error('not even loaded');`);
  const reporter = resolve('scripts/failures.mjs');
  await new Promise((done) => {
    const program = resolve('node_modules/vitest/vitest.mjs');
    execFile(process.execPath, [program, 'run', '--root', folder, '--reporter', reporter], { cwd: folder }, done);
  });
  const noted = (await readFile(join(folder, 'artifacts/failures.jsonl'), 'utf8'))
    .trim()
    .split('\n')
    .map((line): unknown => JSON.parse(line));
  expect(noted).toHaveLength(5);
  expect(noted).toEqual(
    expect.arrayContaining([
      {
        where: 'test/some.test.js › seeded',
        message: 'expected 1 to be 2 // Object.is equality',
        at: expect.stringMatching(/^at test.some\.test\.js:4:/) as string,
        seed: '100 rounds; seed 4711',
      },
      expect.objectContaining({ where: 'test/some.test.js › with a hook', message: 'hook' }),
      expect.objectContaining({
        where: 'test/some.test.js › never ends',
        message: expect.stringMatching(/timed out in 50ms[^]*\nHEARTH_SEED=\d+$/) as string,
      }),
      expect.objectContaining({ where: 'test/broken.test.js', message: 'not even loaded' }),
      expect.objectContaining({ where: 'outside of any test', message: 'stray' }),
    ]),
  );
}, 60_000);
