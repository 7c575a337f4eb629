/** The hub as its program, which tells how much memory it needs. */
import { once } from 'node:events';
import { join } from 'node:path';
import { startBuiltHub, unlimited, type BuiltHub } from './built-hub';

/** A hub whose memory can be asked for. */
export interface MeasuredHub extends BuiltHub {
  /** Resident bytes after everything that nobody needs was collected. */
  memory(): Promise<number>;
}

/** Starts it. @param flags - see startBuiltHub */
export async function startMeasuredHub(dataDir: string, flags: readonly string[] = unlimited): Promise<MeasuredHub> {
  const node = ['--expose-gc', '--import', join(import.meta.dirname, 'tell-memory.mjs')];
  const hub = await startBuiltHub(dataDir, 0, flags, node);
  return {
    ...hub,
    async memory() {
      const told = once(hub.child, 'message') as Promise<[{ rss: number }]>;
      hub.child.send('memory');
      return (await told)[0].rss;
    },
  };
}
