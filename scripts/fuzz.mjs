// @ts-check
/** `npm run fuzz`: test/faults/fuzz.test.ts with 1,000,000 cases. `--cases N` for another number, `--seed N` repeats a run. */
import { parseArgs } from 'node:util';
import { step } from './steps.mjs';

const { values } = parseArgs({
  options: { cases: { type: 'string', default: '1000000' }, seed: { type: 'string', default: String(Date.now() % 1_000_000) } },
});
const [cases, seed] = [Number(values.cases), Number(values.seed)];
if (!Number.isSafeInteger(cases) || cases < 1 || !Number.isSafeInteger(seed) || seed < 0) {
  console.error('usage: npm run fuzz -- [--cases N] [--seed N]');
  process.exit(2);
}

process.env['HEARTH_FUZZ_CASES'] = String(cases);
process.env['HEARTH_SEED'] = String(seed);
const vitest = ['vitest', 'run', '--project', 'faults', 'test/faults/fuzz.test.ts', '--disable-console-intercept'];
const passed = await step(`fuzz: ${cases.toLocaleString('en')} cases, seed ${String(seed)}`, vitest, { show: true });
process.exit(passed ? 0 : 1);
