// @ts-check
/** `npm run check`: types, lint with the walls, format, unit tests. For every commit. */
import { staticSteps, step } from './steps.mjs';

const steady = await staticSteps();
const tested = await step('unit tests', ['vitest', 'run', '--project', 'node', '--project', 'dom', '--reporter', 'dot']);
process.exit(steady && tested ? 0 : 1);
