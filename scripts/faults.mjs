// @ts-check
/**
 * `npm run faults`: kills, cuts, full disks, floods, slow readers, and whether every promise was kept. `--long` takes as long as the promises
 * ask for, `--seed N` repeats a run, `--only NAME` runs one file. Seed and figures are on the screen.
 */
import { parseArgs } from 'node:util';
import { step } from './steps.mjs';

const { values } = parseArgs({
  options: { long: { type: 'boolean', default: false }, seed: { type: 'string' }, only: { type: 'string' } },
});
const seed = Number(values.seed ?? process.env['HEARTH_SEED'] ?? Date.now() % 1_000_000);
if (!Number.isInteger(seed) || seed < 0) {
  console.error('usage: npm run faults -- [--long] [--seed N] [--only NAME]');
  process.exit(2);
}
process.env['HEARTH_SEED'] = String(seed);
if (values.long) process.env['HEARTH_LONG'] = '1';

console.log(`seed ${seed}${process.env['HEARTH_LONG'] === '1' ? ', long' : ''}`);
// One file at a time: a figure that was taken beside another file's load is none.
const alone = ['--no-file-parallelism', '--reporter', 'verbose'];
const only = values.only === undefined ? [] : [`/${values.only}.test.ts`];
const passed = await step('faults', ['vitest', 'run', '--project', 'faults', ...alone, ...only], { show: true });
if (!passed)
  console.log(`Repeat it: npm run faults -- --seed ${seed}${values.only === undefined ? '' : ` --only ${values.only}`}`);
process.exit(passed ? 0 : 1);
