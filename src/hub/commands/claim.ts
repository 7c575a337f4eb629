/** What a message with files waits for before it is one: that all of them are there, its author's, and nobody else's. */
import type { FileInfo } from '../../shared/protocol';
import type { Core } from '../core';
import type { Peer } from '../peer';
import type { Room } from '../rooms/room';
import { about } from './command';

/** Calls `go` at once where there are no files, else once they are claimed; refuses where one is not as the message says. */
export function claimed(
  frame: { room: string; id: string; files?: FileInfo[] | undefined },
  room: Room,
  peer: Peer,
  core: Core,
  go: () => void | Promise<void>,
): void | Promise<void> {
  const { files, id } = frame;
  const author = peer.member?.id;
  if (!files || author === undefined) return go();
  return core.files.claim(author, room.id, id, files).then(async (refusal) => {
    // One that was written before is answered with what became of it, also where its files are gone by now.
    if (refusal && (await room.written(author, id)) === null) return peer.refuse(refusal, about(frame));
    return go();
  });
}
