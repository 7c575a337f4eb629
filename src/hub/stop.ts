/** The end of a hub: everybody is told, what is under way is finished, and nobody can hold it up for long. */
import { SYSTEM_NAME } from '../shared/protocol';
import type { Clock } from './clock';
import type { Core } from './core';
import type { Peers } from './peers';
import { systemText } from './rooms/encode';

const STOPPING = 'The hub is stopping.';

/** Resolves with `promise`, or after `ms` without it. */
export function within(promise: Promise<unknown>, ms: number, clock: Clock): Promise<void> {
  return new Promise((resolve) => {
    const cancel = clock.after(ms, resolve);
    const done = (): void => {
      cancel();
      resolve();
    };
    promise.then(done, done);
  });
}

/** Shares of `stopTimeout`; what is left over is for the process to end in. */
export const stopShares = { commits: 0.2, goodbyes: 0.5, files: 0.2 } as const;

/**
 * Finishes commits, says goodbye, closes with 1001, and ends what is left.
 * @param reason - one word for programs
 */
export async function stopPeers(peers: Peers, core: Core, reason: string): Promise<void> {
  const { clock, limits, rooms } = core;
  // Whoever wrote last still gets the answer, unless the disk hangs.
  await within(rooms.idle(), limits.stopTimeout * stopShares.commits, clock);
  for (const peer of peers) {
    if (peer.mode === 'full') {
      peer.tell({ type: 'bye', reason, message: STOPPING });
    } else {
      const [room] = peer.rooms;
      peer.send(systemText(room ?? { name: SYSTEM_NAME, seq: 0 }, STOPPING, clock.now()));
    }
    peer.close('goingAway', STOPPING);
  }
  await within(peers.gone(), limits.stopTimeout * stopShares.goodbyes, clock);
  for (const peer of peers) peer.terminate();
}
