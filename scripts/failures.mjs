// @ts-check
/**
 * What failed, in a few lines: `npm test` says it right before its last line, so that the end of a long output is enough to know it.
 * As a reporter of vitest it writes each failure down as it happens: a run that is killed has named its failures all the same.
 */
import { appendFileSync, mkdirSync, readFileSync, rmSync } from 'node:fs';
import { dirname, relative } from 'node:path';
import { stripVTControlCharacters } from 'node:util';

/** Where the reporter writes, one failure of JSON per line, under the working directory. */
const NOTES = 'artifacts/failures.jsonl';
/** Lines that all failures may take together, and how many of its message one may at the most. */
const LINES = 60;
const MESSAGE_LINES = 8;
const WIDTH = 200;

/**
 * @typedef {object} Failure
 * @property {string} where - file › suite › test, or whatever else went wrong
 * @property {string} message - all of it
 * @property {string | undefined} [at] - `file:line` of the test that it came from
 * @property {string | undefined} [seed] - what the test said of its seed
 */

/** @returns {Failure[]} what the reporter wrote down in this folder, and nothing where it wrote nothing */
export function readFailures() {
  try {
    return readFileSync(NOTES, 'utf8')
      .split('\n')
      .filter((line) => line !== '')
      .map((line) => JSON.parse(line));
  } catch {
    return [];
  }
}

/** Forgets the failures of an earlier run. */
export const forgetFailures = () => rmSync(NOTES, { force: true });

/**
 * Says what failed in at most 60 lines: the fewer failures, the more of each.
 *
 * @param {Failure[]} failures
 * @returns {string[]} lines to print
 */
export function failureLines(failures) {
  const share = Math.max(0, Math.floor(LINES / Math.max(1, failures.length)) - 1);
  const lines = failures.slice(0, LINES - 1).flatMap(({ where, message, at, seed }) => {
    const notes = [at, seed].filter((note) => note !== undefined).slice(0, Math.max(0, share - 1));
    const said = message.split('\n').filter((line) => line.trim() !== '');
    const shown = said.slice(0, Math.min(share - notes.length, MESSAGE_LINES));
    return [`✗ ${where}`, ...[...shown, ...notes].map((line) => `    ${line}`)];
  });
  const more = failures.length - (LINES - 1);
  if (more > 0) lines.push(`… and ${more} more`);
  return lines.map((line) => (line.length > WIDTH ? `${line.slice(0, WIDTH - 1)}…` : line));
}

/** A reporter of vitest. */
export default class FailureReporter {
  /** Lines about seeds by the test that printed them. @type {Map<string, string>} */
  #seeds = new Map();

  constructor() {
    mkdirSync(dirname(NOTES), { recursive: true });
    forgetFailures();
  }

  /** @param {import('vitest').UserConsoleLog} log */
  onUserConsoleLog({ taskId, content }) {
    const line = stripVTControlCharacters(content)
      .split('\n')
      .find((text) => /\bseed \d|HEARTH_SEED=/.test(text));
    if (taskId !== undefined && line !== undefined) this.#seeds.set(taskId, line.trim());
  }

  /** @param {import('vitest/node').TestCase} test */
  onTestCaseResult(test) {
    const { state, errors = [] } = test.result();
    if (state === 'failed')
      this.#note(errors, `${test.module.relativeModuleId} › ${test.fullName.replaceAll(' > ', ' › ')}`, test.id);
  }

  /** A hook for all tests of a suite. @param {import('vitest/node').TestSuite} suite */
  onTestSuiteResult(suite) {
    this.#note(suite.errors(), `${suite.module.relativeModuleId} › ${suite.fullName.replaceAll(' > ', ' › ')}`, suite.id);
  }

  /** A file that could not be loaded. @param {import('vitest/node').TestModule} module */
  onTestModuleEnd(module) {
    this.#note(module.errors(), module.relativeModuleId, module.id);
  }

  /**
   * What was thrown where no test waits for it fails the run and belongs to no test.
   *
   * @param {readonly unknown[]} _modules
   * @param {readonly import('vitest').SerializedError[]} unhandled
   */
  onTestRunEnd(_modules, unhandled) {
    this.#note(unhandled, 'outside of any test', '');
  }

  /**
   * @param {readonly import('vitest').SerializedError[]} errors
   * @param {string} where
   * @param {string} id
   */
  #note(errors, where, id) {
    for (const { message, stacks } of errors) {
      const frame = stacks?.find(({ file }) => !file.includes('node_modules'));
      const at = frame && `at ${relative('.', frame.file)}:${frame.line}:${frame.column}`;
      /** @type {Failure} */
      const failure = { where, message: stripVTControlCharacters(message), at, seed: this.#seeds.get(id) };
      appendFileSync(NOTES, `${JSON.stringify(failure)}\n`);
    }
  }
}
