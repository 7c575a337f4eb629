// @ts-check
/** `npm test`: everything. Brings what it needs, ends with a line `N passed, N failed`. With `--e2e`: those specs alone. */
import { mkdir, readFile, rm } from 'node:fs/promises';
import { ensureBrowser } from './ensure-browser.mjs';
import { staticSteps, step } from './steps.mjs';

const only = process.argv.includes('--e2e');
const report = 'artifacts/test-report.json';
await mkdir('artifacts', { recursive: true });
await rm(report, { force: true });

process.env['HEARTH_CHROMIUM'] = await ensureBrowser();
const steady = only || (await staticSteps());
const built = await step('build', ['electron-vite', 'build']);
const projects = only ? ['--project', 'e2e'] : [];
const reporters = ['--reporter', 'default', '--reporter', 'json', `--outputFile.json=${report}`];
const tested = await step('tests', ['vitest', 'run', ...projects, ...reporters], { show: true });

const {
  numPassedTests: passed = 0,
  numFailedTests: failed = 0,
  numPendingTests: skipped = 0,
} = await readFile(report, 'utf8').then(JSON.parse, () => ({}));
// A step that is not a test and went wrong, or a suite that never started, counts as one failure: the line must not look well.
const broken = [steady, built, tested || failed > 0].filter((fine) => !fine).length;
console.log(`${passed} passed, ${failed + broken} failed${skipped > 0 ? `, ${skipped} skipped` : ''}`);
process.exit(steady && built && tested && passed > 0 ? 0 : 1);
