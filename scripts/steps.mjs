// @ts-check
/** Runs the steps of check and test as child processes, quiet while they pass. */
import { spawn } from 'node:child_process';
import { stripVTControlCharacters } from 'node:util';

/** The steps that went wrong, with the end of what they said, as failures.mjs tells them. @type {import('./failures.mjs').Failure[]} */
export const failedSteps = [];

/**
 * @param {string} name - what the step is called on screen
 * @param {string[]} command - program and arguments; programs of node_modules/.bin are found
 * @param {{ show?: boolean }} [options] - `show` passes the output through as it comes
 * @returns {Promise<boolean>} whether it exited with 0
 */
export async function step(name, [program = '', ...args], { show = false } = {}) {
  const started = Date.now();
  const child = spawn('npx', ['--no-install', program, ...args], {
    stdio: ['ignore', show ? 'inherit' : 'pipe', show ? 'inherit' : 'pipe'],
    shell: process.platform === 'win32',
  });
  /** @type {Buffer[]} */
  const output = [];
  child.stdout?.on('data', (chunk) => output.push(chunk));
  child.stderr?.on('data', (chunk) => output.push(chunk));
  const code = await new Promise((resolve) => child.on('close', resolve).on('error', () => resolve(1)));
  const passed = code === 0;
  const said = Buffer.concat(output);
  if (!passed) {
    process.stdout.write(said);
    const end = stripVTControlCharacters(said.toString()).trim().split('\n').slice(-8).join('\n');
    failedSteps.push({ where: name, message: show ? 'See above.' : end });
  }
  console.log(`${passed ? 'ok  ' : 'FAIL'} ${name} (${((Date.now() - started) / 1000).toFixed(1)} s)`);
  return passed;
}

/** Types, walls and format: what needs no test to be wrong. Two at a time, as there are two cores at the least. */
export async function staticSteps() {
  const types = async () => {
    let passed = true;
    for (const [name, program] of /** @type {const} */ ([
      ['neutral', 'tsc'],
      ['node', 'tsc'],
      ['web', 'vue-tsc'],
      ['test', 'vue-tsc'],
    ])) {
      passed = (await step(`types: ${name}`, [program, '-p', `tsconfig.${name}.json`])) && passed;
    }
    return passed;
  };
  const style = async () => {
    const cache = 'node_modules/.cache';
    const linted = await step('lint and walls', [
      'eslint',
      '.',
      '--max-warnings=0',
      '--cache',
      '--cache-location',
      `${cache}/eslint/`,
    ]);
    const formatted = await step('format', [
      'prettier',
      '--check',
      '.',
      '--log-level',
      'warn',
      '--cache',
      '--cache-location',
      `${cache}/prettier/.prettier-cache`,
    ]);
    return linted && formatted;
  };
  return (await Promise.all([types(), style()])).every(Boolean);
}
