/** Random numbers of a test that can be had again. */
import { onTestFailed } from 'vitest';
import { SeededRandom } from './random';

/** Whatever fails the test that runs, a time-out as well, says these words at the end of its message. */
export function tellOnFailure(words: () => string): void {
  onTestFailed(({ task }) => {
    for (const error of task.result?.errors ?? []) error.message += `\n${words()}`;
  });
}

/** A generator for the test that runs, whose seed is told by whatever fails it. */
export function seeded(): SeededRandom {
  const random = new SeededRandom();
  tellOnFailure(() => `HEARTH_SEED=${String(random.seed)}`);
  return random;
}
