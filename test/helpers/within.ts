/** Promises about time, kept on machines that stand still now and then. */
import { Worker } from 'node:worker_threads';
import { expect } from 'vitest';

/** Between two looks at the clock, ms, and how late a machine with something to do may wake a thread up. */
const [PERIOD, LATE] = [5, 20];

/** Sleeps and notes by how much it overslept. It is a thread of its own, so that what this one does keeps it from nothing. */
const watcher = `
  const { parentPort } = require('node:worker_threads');
  const cell = new Int32Array(new SharedArrayBuffer(4));
  let stood = 0;
  let over = false;
  parentPort.on('message', () => (over = true));
  const watch = () => {
    if (over) return parentPort.postMessage(stood);
    const start = performance.now();
    Atomics.wait(cell, 0, 0, ${String(PERIOD)});
    const late = performance.now() - start - ${String(PERIOD)};
    if (late > ${String(LATE)}) stood += late;
    setImmediate(watch);
  };
  parentPort.postMessage('ready');
  watch();
`;

/**
 * Runs what promises to be over within so many ms. What is promised is the hub's own time: while the machine gives a thread that is due
 * no processor, none of it passes.
 */
export async function within<T>(most: number, run: () => Promise<T>): Promise<T> {
  const worker = new Worker(watcher, { eval: true });
  try {
    await new Promise((resolve, reject) => worker.once('message', resolve).once('error', reject));
    const start = performance.now();
    const result = await run();
    const took = performance.now() - start;
    const told = new Promise<number>((resolve) => worker.once('message', resolve));
    worker.postMessage('over');
    const stood = await told;
    expect(took - stood, `took ${took.toFixed(0)} ms, of which the machine stood still for ${stood.toFixed(0)}`).toBeLessThan(
      most,
    );
    return result;
  } finally {
    await worker.terminate();
  }
}
