/** What 5,000 members in one room cost: counted in frames, on peers of memory. */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it, onTestFinished } from 'vitest';
import { build } from '../../../src/hub/build';
import type { Core } from '../../../src/hub/core';
import { openHubFiles } from '../../../src/hub/data-dir';
import { Log } from '../../../src/hub/log';
import type { Room } from '../../../src/hub/rooms/room';
import { limits } from '../../../src/shared/protocol';
import { HubClock } from '../../helpers/hub-clock';
import { stuckPeer } from '../../helpers/stuck-peer';

const CROWD = 5_000;

interface Crowd {
  core: Core;
  clock: HubClock;
  room: Room;
  ids: string[];
  peers: ReturnType<typeof stuckPeer>['peer'][];
  /** Frames to all of them since it was asked last. */
  frames(): number;
}

async function crowd(): Promise<Crowd> {
  const path = await mkdtemp(join(tmpdir(), 'hearth-crowd-'));
  onTestFinished(() => rm(path, { recursive: true, force: true, maxRetries: 5 }));
  const clock = new HubClock();
  const log = new Log(() => undefined, clock);
  const data = { ...(await openHubFiles(path)), path, hubId: 'h'.repeat(43) };
  const { core } = await build({ dataDir: path, name: 'Crowd' }, { data, limits, clock, log, stopping: () => false });
  const room = core.rooms.defaultRoom;
  await room.ready();
  onTestFinished(() => room.close());
  const peers: Crowd['peers'] = [];
  const sockets: ReturnType<typeof stuckPeer>['socket'][] = [];
  const ids = Array.from({ length: CROWD }, (_, n) => `k-${String(n)}`);
  for (const id of ids) {
    const { peer, socket } = stuckPeer({}, clock);
    sockets.push(socket);
    const member = { id, name: `Member ${id}` };
    core.members.enter(peer, member);
    peer.member = member;
    room.join(peer, member);
    core.awareness.joined(room, peer);
    peers.push(peer);
  }
  // A frame is one write of its own.
  const frames = (): number => sockets.reduce((sum, { chunks }) => sum + chunks.splice(0).length, 0);
  // Who came is told as well, and is none of this.
  clock.advance(60_000);
  frames();
  return { core, clock, room, ids, peers, frames };
}

it('costs 5,000 members in one room a few frames each, not one for each other', { timeout: 60_000 }, async () => {
  const { core, clock, room, ids, peers, frames } = await crowd();
  const timers = clock.waiting;
  const { awareness } = core;
  // Everybody reports one message, as they do when somebody writes.
  for (const id of ids) awareness.moved(room, id, 0, 0);
  clock.advance(60_000);
  const cursors = frames();
  expect(cursors).toBeGreaterThan(0);
  expect(cursors).toBeLessThanOrEqual(CROWD);
  for (let round = 0; round < 3; round += 1) for (const id of ids) awareness.moved(room, id, 0, null);
  clock.advance(60_000);
  expect(frames()).toBe(0);
  // Everybody types.
  for (const peer of peers) if (peer.member) awareness.typing.note(room, peer.member, true);
  clock.advance(60_000);
  const typing = frames();
  expect(typing).toBeGreaterThan(0);
  expect(typing).toBeLessThanOrEqual(3 * CROWD);
  // Everybody sits down and goes.
  for (const peer of peers) awareness.says(peer, 'away', 'Out for lunch');
  clock.advance(60_000);
  expect(frames()).toBe(0);
  // One for the file; none for a member, and none for anything that was told.
  expect(clock.waiting).toBeLessThanOrEqual(timers + 1);
});
