/** What a large file costs everybody else: no memory, and no waiting. */
import { setImmediate as nextTurn } from 'node:timers/promises';
import { describe, expect, it } from 'vitest';
import { FileClient } from '../../helpers/file-client';
import { startHub } from '../../helpers/hub';

const MIB = 1024 * 1024;
const SIZE = 128 * MIB;

describe('128 MiB', () => {
  it('go through in a memory that does not grow with them, while others chat', { timeout: 60_000 }, async () => {
    const hub = await startHub({ limits: { diskReserve: 0, messageRate: 0, frameRate: 0 } });
    const ada = await FileClient.join(hub, 'Ada');
    const ben = await FileClient.join(hub, 'Ben');
    const part = Buffer.alloc(8 * MIB, 'x');
    const before = process.memoryUsage().arrayBuffers;
    let [most, on] = [0, true];
    const watch = (async () => {
      while (on) {
        most = Math.max(most, process.memoryUsage().arrayBuffers - before);
        await nextTurn();
      }
    })();
    const waits: number[] = [];
    const chat = (async () => {
      for (let n = 0; on; n += 1) {
        const begun = performance.now();
        ben.client.raw(JSON.stringify({ type: 'send', room: ben.room, id: `m-${String(n)}`, text: `word ${String(n)}` }));
        await ben.client.heard(`word ${String(n)}`);
        waits.push(performance.now() - begun);
      }
    })();
    const { file, ...first } = await ada.ready(SIZE);
    let { token } = first;
    for (let at = 0; at < SIZE; at += part.length) {
      const answer = await ada.patch({ file, token }, at, part);
      expect(answer.status).toBe(200);
      token = (answer.json?.['token'] as string | undefined) ?? '';
    }
    on = false;
    await Promise.all([watch, chat]);
    // What one turn leaves to be collected is in it; the file as a whole would be twice as much.
    expect(most).toBeLessThan(64 * MIB);
    expect(waits.length).toBeGreaterThan(10);
    // With a large margin: what is promised is that nobody waits for the file.
    expect(Math.max(...waits)).toBeLessThan(2_000);
  });
});
