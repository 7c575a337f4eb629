// @ts-check
/** Loaded before the hub by measured-hub.ts: tells the parent how much memory is left in use after a collection. */
import { setTimeout as sleep } from 'node:timers/promises';

process.on('message', async () => {
  // Not in this turn: what its stack still knows would stay. Not once: what was finalized is free in the next one.
  for (let round = 0; round < 3; round += 1) {
    await globalThis.gc?.({ type: 'major', execution: 'async', flavor: 'last-resort' });
    await sleep(50);
  }
  const { rss, heapUsed, external } = process.memoryUsage();
  process.send?.({ rss, heap: heapUsed + external });
});
// It must not keep a hub alive that wants to end.
process.channel?.unref();
