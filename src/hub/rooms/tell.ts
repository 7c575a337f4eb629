/** Tells of a room those who may know of it, and nobody else. */
import { encodeFrame, type HubFrame } from '../../shared/protocol';
import { textFrames } from '../frame-writer';
import type { Members } from '../members';
import type { Peer } from '../peer';
import type { Room } from './room';

/** Full clients of those who may know of a room. */
export function whoKnows({ place }: Pick<Room, 'place'>, members: Members): Peer[] {
  if (!place.people) return [...members.full];
  return [...place.people.keys()].flatMap((id) => members.peersOf(id)).filter(({ mode }) => mode === 'full');
}

/** How a room is now. */
export function tellRoom(room: Room, members: Members): void {
  if (room.place.people) {
    for (const peer of whoKnows(room, members)) if (peer.member) peer.tell({ type: 'room', room: room.info(peer.member.id) });
    return;
  }
  const frame: HubFrame = { type: 'room', room: room.info('') };
  const frames = textFrames([encodeFrame(frame)]);
  for (const peer of members.full) peer.sendFrames(frames);
}

/** Why one may not know of a room any more. */
export type Gone = 'removed' | 'left' | 'taken_out';

/** Takes connections out of a room of which their members may not know any more, and tells them. */
export function tellGone(room: Room, peers: readonly Peer[], why: Gone): void {
  for (const peer of peers) {
    room.leave(peer);
    if (peer.mode === 'full') peer.tell({ type: 'room_removed', room: room.id, why });
    // It has no other room.
    else peer.close('policy', 'room_unknown');
  }
}
