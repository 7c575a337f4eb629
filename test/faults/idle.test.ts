/** R10: thousands who say nothing: all of them are still there after a while, and a word reaches all of them at once. */
import { setTimeout as sleep } from 'node:timers/promises';
import { expect, it } from 'vitest';
import { buildHub, startBuiltHub } from '../helpers/built-hub';
import { needsFiles } from '../helpers/file-limit';
import { cleanUp, tempDir } from '../helpers/hub';
import { listeners } from '../helpers/listeners';
import { long } from '../helpers/random';
import { clientFrame } from '../helpers/raw-socket';
import { within } from '../helpers/within';

buildHub();

const COUNT = long ? 10_000 : 2_000;
/** How long they are idle, s, and between two pings, ms: at least three pings to each, and the last one judged. */
const [IDLE, HEARTBEAT] = long ? [600, 5_000] : [12, 2_000];
/** Pings a second, so many that none of them is put off. */
const RATE = (COUNT * 1_000) / HEARTBEAT;

it.skipIf(process.platform !== 'linux')(
  `R10: ${COUNT.toLocaleString('en')} idle connections are kept, and reached within a second`,
  { timeout: (IDLE + 120) * 1_000 },
  async () => {
    needsFiles(COUNT);
    const limits = { maxConnections: COUNT, heartbeat: HEARTBEAT, heartbeatRate: RATE, addressRate: 0 };
    const flags = Object.entries(limits).flatMap(([name, value]) => ['--limit', `${name}=${String(value)}`]);
    const hub = await startBuiltHub(await tempDir(), 0, flags);
    cleanUp(async () => void (await hub.end('SIGKILL')));
    let reached = 0;
    const start = performance.now();
    const all = await listeners(hub.port, COUNT, () => (reached += 1));
    const joined = performance.now() - start;
    const broadcast = async (): Promise<number> => {
      reached = 0;
      const took = await within(1_000, async () => {
        const from = performance.now();
        all[0]?.socket.write(clientFrame('to all'));
        while (reached < COUNT && performance.now() - from < 10_000) await sleep(1);
        return performance.now() - from;
      });
      expect(reached).toBe(COUNT);
      return took;
    };
    const first = await broadcast();
    await sleep(IDLE * 1_000);
    const last = await broadcast();
    expect(all.filter(({ closed }) => closed)).toHaveLength(0);
    expect(Math.min(...all.map(({ pings }) => pings))).toBeGreaterThanOrEqual(3);
    expect(hub.log()).not.toContain('"code":"heartbeat"');
    console.log(
      `${String(COUNT)} joined in ${joined.toFixed(0)} ms; a word reached all in ${first.toFixed(0)} ms, and after ${String(IDLE)} s in ${last.toFixed(0)} ms; 0 dropped`,
    );
  },
);
