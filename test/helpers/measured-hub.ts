/** The hub as its program, which tells how much memory it needs. */
import { once } from 'node:events';
import { join } from 'node:path';
import { startBuiltHub, unlimited, type BuiltHub } from './built-hub';

/** Bytes in use after everything that nobody needs was collected. */
export interface Memory {
  /** Resident; what the allocator keeps for later is in it. */
  rss: number;
  /** Of JavaScript's objects and the buffers that belong to them. */
  heap: number;
}

/** A hub whose memory can be asked for. */
export interface MeasuredHub extends BuiltHub {
  memory(): Promise<Memory>;
}

/** Starts it. @param flags - see startBuiltHub */
export async function startMeasuredHub(dataDir: string, flags: readonly string[] = unlimited): Promise<MeasuredHub> {
  const node = ['--expose-gc', '--import', join(import.meta.dirname, 'tell-memory.mjs')];
  const hub = await startBuiltHub(dataDir, 0, flags, node);
  return {
    ...hub,
    async memory() {
      const told = once(hub.child, 'message') as Promise<[Memory]>;
      hub.child.send('memory');
      return (await told)[0];
    },
  };
}

/** Memories as people read them, in MB. */
export const inMb = (memories: readonly Memory[]): string =>
  memories.map(({ rss, heap }) => `${(rss / 1e6).toFixed(1)} (heap ${(heap / 1e6).toFixed(1)})`).join(', ');
