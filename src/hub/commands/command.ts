/** What a command is. */
import type { ClientFrameOf, ClientFrameType } from '../../shared/protocol';
import type { Core } from '../core';
import type { Connection } from '../full-mode';
import type { Peer } from '../peer';
import type { Room } from '../rooms/room';

/** Answers one type of frame. A promise means that the client's next frame waits for it. */
export type Command<T extends ClientFrameType> = (
  frame: ClientFrameOf<T>,
  connection: Connection,
  core: Core,
) => void | Promise<void>;

/**
 * The room of a frame; refuses and returns null where there is none. One that is not for everybody is none for others, whatever their role: whoever
 * asks for a room goes through here, so that no frame tells of it.
 */
export function roomOf(frame: { room: string; ref?: number; id?: string }, peer: Peer, core: Core): Room | null {
  const room = core.rooms.seen(frame.room, peer.member?.id ?? '');
  if (!room) peer.refuse('room_unknown', about(frame));
  return room ?? null;
}

/** The same, for members of the room only. */
export function ownRoomOf(frame: { room: string; ref?: number; id?: string }, peer: Peer, core: Core): Room | null {
  const room = roomOf(frame, peer, core);
  if (!room || peer.rooms.has(room)) return room;
  peer.refuse('forbidden', about(frame));
  return null;
}

/** The parts of a frame that an error repeats. */
export const about = ({
  room,
  ref,
  id,
}: {
  room: string;
  ref?: number;
  id?: string;
}): { room: string; ref?: number; id?: string } => ({
  room,
  ...(ref === undefined ? {} : { ref }),
  ...(id === undefined ? {} : { id }),
});
