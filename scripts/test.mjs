// @ts-check
/** `npm test`: everything. Brings what it needs, ends with a line `N passed, N failed`. With `--e2e`: those specs alone. */
import { mkdir, readFile, rm } from 'node:fs/promises';
import { ensureBrowser } from './ensure-browser.mjs';
import { failureLines, forgetFailures, readFailures } from './failures.mjs';
import { failedSteps, staticSteps, step } from './steps.mjs';

const only = process.argv.includes('--e2e');
const report = 'artifacts/test-report.json';
await mkdir('artifacts', { recursive: true });
await rm(report, { force: true });
forgetFailures();

process.env['HEARTH_CHROMIUM'] = await ensureBrowser();
const steady = only || (await staticSteps());
const built = await step('build', ['electron-vite', 'build']);
const projects = only ? ['--project', 'e2e'] : [];
const reporters = ['default', 'json', './scripts/failures.mjs'].flatMap((name) => ['--reporter', name]);
const tested = await step('tests', ['vitest', 'run', ...projects, ...reporters, `--outputFile.json=${report}`], {
  show: true,
});

const {
  numPassedTests: passed = 0,
  numFailedTests: failed = 0,
  numPendingTests: skipped = 0,
} = await readFile(report, 'utf8').then(JSON.parse, () => ({}));
// A step that is not a test and went wrong, or a suite that never started, counts as one failure: the line must not look well.
const broken = [steady, built, tested || failed > 0].filter((fine) => !fine).length;
for (const line of failureLines([...failedSteps, ...readFailures()])) console.log(line);
console.log(`${passed} passed, ${failed + broken} failed${skipped > 0 ? `, ${skipped} skipped` : ''}`);
process.exit(steady && built && tested && passed > 0 ? 0 : 1);
