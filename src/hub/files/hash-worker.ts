/** Hashes files in a thread of their own: 10 GiB are ten seconds in which the hub would say nothing to anybody. */
import { parentPort, Worker, workerData } from 'node:worker_threads';
import { hashesHere, type FileHashes } from './hashes';

/** What the thread is told that it is for. */
const PURPOSE = 'hearth-hashes';

/** After so long without anything to do the thread ends; what it followed is read again. */
const IDLE = 60_000;

type Asked = { do: 'follow' | 'finish'; id: number; path: string; size: number } | { do: 'forget'; path: string };

interface Answer {
  id: number;
  /** Null where the file could not be read. */
  hash: string | null;
}

/** Whether this thread was started to hash files. */
export const isHashWorker = (): boolean => workerData === PURPOSE;

/** In that thread: answers until it is ended. */
export function serveHashes(): void {
  const hashes = hashesHere();
  parentPort?.on('message', (asked: Asked) => {
    if (asked.do === 'forget') return hashes.forget(asked.path);
    if (asked.do === 'follow') return hashes.follow(asked.path, asked.size);
    const { id, path, size } = asked;
    const answer = (hash: string | null): void => parentPort?.postMessage({ id, hash } satisfies Answer);
    hashes.finish(path, size).then(answer, () => answer(null));
  });
}

/** The same through a thread that runs `file` and is started when it is first needed. */
export function workerHashes(file: string): FileHashes {
  let worker: Worker | null = null;
  let idle: NodeJS.Timeout | undefined;
  let last = 0;
  const waiting = new Map<number, { resolve(hash: string): void; reject(error: Error): void }>();

  const end = (error: Error): void => {
    worker = null;
    for (const { reject } of waiting.values()) reject(error);
    waiting.clear();
  };
  const rest = (started: Worker): void => {
    clearTimeout(idle);
    idle = setTimeout(() => {
      if (waiting.size > 0) return;
      if (worker === started) worker = null;
      void started.terminate();
    }, IDLE);
    idle.unref();
  };
  const start = (): Worker => {
    // Nothing that the hub's own process was told to load first: it may not be made for threads.
    const started = new Worker(file, { workerData: PURPOSE, execArgv: [] });
    // It keeps nobody from ending.
    started.unref();
    started.on('message', ({ id, hash }: Answer) => {
      const asked = waiting.get(id);
      waiting.delete(id);
      if (hash === null) asked?.reject(new Error('a file could not be read to be hashed'));
      else asked?.resolve(hash);
      rest(started);
    });
    started.on('error', end);
    // Also where it ends without a word, as when it finds no memory.
    started.on('exit', () => {
      if (worker === started) end(new Error('the thread that hashes files ended'));
    });
    return started;
  };
  const ask = (asked: Asked): void => {
    worker ??= start();
    worker.postMessage(asked);
    rest(worker);
  };

  return {
    follow: (path, size) => ask({ do: 'follow', id: 0, path, size }),
    finish: (path, size) =>
      new Promise<string>((resolve, reject) => {
        last += 1;
        waiting.set(last, { resolve, reject });
        ask({ do: 'finish', id: last, path, size });
      })
        // Where no thread can be had it is done here, piece by piece.
        .catch(() => hashesHere().finish(path, size)),
    forget: (path) => void (worker && ask({ do: 'forget', path })),
  };
}
