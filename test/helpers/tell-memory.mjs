// @ts-check
/** Loaded before the hub by measured-hub.ts: tells the parent how much memory is left in use after a collection. */
import { setTimeout as sleep } from 'node:timers/promises';

process.on('message', async () => {
  // What a collection frees is given back to the system by a thread of its own.
  for (let round = 0; round < 4; round += 1) {
    globalThis.gc?.();
    await sleep(25);
  }
  process.send?.({ rss: process.memoryUsage.rss() });
});
// It must not keep a hub alive that wants to end.
process.channel?.unref();
