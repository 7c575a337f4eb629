/** Checks passwords of scripts in a thread of their own: each costs a third of a second, in which the hub would say nothing to anybody. */
import { parentPort, Worker, workerData } from 'node:worker_threads';
import { checkHere, type PasswordCheck } from './opaque';
import type { PasswordChecker } from './script-gate';

/** What the thread is told that it is for. */
const PURPOSE = 'hearth-passwords';

/** After so long without anything to do the thread ends: its WebAssembly takes 10 MiB. */
const IDLE = 60_000;

interface Answer {
  id: number;
  right: boolean;
}

/** Whether this thread was started to check passwords. */
export const isCheckWorker = (): boolean => workerData === PURPOSE;

/** In that thread: answers until it is ended. */
export function serveChecks(): void {
  parentPort?.on('message', ({ id, check }: { id: number; check: PasswordCheck }) => {
    const answer = (right: boolean): void => parentPort?.postMessage({ id, right } satisfies Answer);
    checkHere(check).then(answer, () => answer(false));
  });
}

/** A checker whose thread runs `file` and is started when it is first needed. */
export function workerChecker(file: string): PasswordChecker {
  let worker: Worker | null = null;
  let idle: NodeJS.Timeout | undefined;
  let last = 0;
  const waiting = new Map<number, { resolve(right: boolean): void; reject(error: Error): void }>();

  const end = (error: Error): void => {
    worker = null;
    for (const { reject } of waiting.values()) reject(error);
    waiting.clear();
  };

  const start = (): Worker => {
    const started = new Worker(file, { workerData: PURPOSE });
    // It keeps nobody from ending.
    started.unref();
    started.on('message', ({ id, right }: Answer) => {
      waiting.get(id)?.resolve(right);
      waiting.delete(id);
      if (waiting.size > 0) return;
      idle = setTimeout(() => {
        if (worker === started) worker = null;
        void started.terminate();
      }, IDLE);
      idle.unref();
    });
    started.on('error', end);
    return started;
  };

  return (check) =>
    new Promise((resolve, reject) => {
      clearTimeout(idle);
      worker ??= start();
      last += 1;
      waiting.set(last, { resolve, reject });
      worker.postMessage({ id: last, check });
    });
}
