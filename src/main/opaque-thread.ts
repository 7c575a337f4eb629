/** Takes the last steps of logins in a thread of their own, or here where there can be none. */
import { Worker } from 'node:worker_threads';
import { finishHere, type Finish, type Finished, type FinishJob } from '../client/opaque';
import type { Answer, Question } from './opaque-worker';

/** After so long without anything to do the thread ends: its WebAssembly takes 10 MiB. */
const IDLE = 60_000;

/** @param file - of the thread's program, as it was built; it is started when it is first needed */
export function opaqueThread(file: string): Finish {
  let worker: Worker | null = null;
  let idle: NodeJS.Timeout | undefined;
  let last = 0;
  const waiting = new Map<number, { job: FinishJob; resolve(finished: Finished | Promise<Finished>): void }>();

  const start = (): Worker => {
    const started = new Worker(file);
    // It keeps nobody from ending.
    started.unref();
    started.on('message', ({ id, finished }: Answer) => {
      waiting.get(id)?.resolve(finished);
      waiting.delete(id);
      if (waiting.size > 0) return;
      idle = setTimeout(() => void started.terminate(), IDLE);
      idle.unref();
    });
    started.on('error', () => undefined);
    started.on('exit', () => {
      if (worker !== started) return;
      worker = null;
      clearTimeout(idle);
      // A person waits for it: better a window that stands still than no login.
      for (const { job, resolve } of waiting.values()) resolve(finishHere(job));
      waiting.clear();
    });
    return started;
  };

  return (job) =>
    new Promise((resolve) => {
      clearTimeout(idle);
      worker ??= start();
      last += 1;
      waiting.set(last, { job, resolve });
      worker.postMessage({ id: last, job } satisfies Question);
    });
}
