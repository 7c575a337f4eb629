/** A thread for the last steps of logins: each costs a third of a second, in which the app would take nothing from its window or its hub. */
import { parentPort } from 'node:worker_threads';
import { finishHere, type Finished, type FinishJob } from '../client/opaque';

/** What the thread is asked. */
export interface Question {
  id: number;
  job: FinishJob;
}

/** And what it says. */
export interface Answer {
  id: number;
  finished: Finished;
}

parentPort?.on('message', ({ id, job }: Question) => {
  const answer = (finished: Finished): void => parentPort?.postMessage({ id, finished } satisfies Answer);
  finishHere(job).then(answer, () => answer(null));
});
