/** What a member says, on its way into the log: refused, known from before, or waiting for its commit. */
import { bodyOf, sameBody, type Body, type EntryFrame } from '../../shared/protocol';
import type { Core } from '../core';
import type { Peer } from '../peer';
import type { MayWrite, Room, Submitted } from '../rooms/room';
import { about } from './command';

/** Answers what was written before: the same gets the entry that it became, anything else the id's conflict. */
async function answerAgain(peer: Peer, room: Room, seq: number, id: string, body: Body): Promise<void> {
  const entry = await room.entry(seq);
  // Without an entry it was dropped by retention, and without a text it was deleted: nobody can say any more whether it was the same. Whoever's
  // message was deleted before they heard of it is told that it was there.
  const gone = entry?.kind === body.kind && 'deleted' in entry;
  if (entry && (gone || sameBody(bodyOf(entry), body))) peer.tell({ type: 'entries', room: room.id, entries: [entry] });
  else peer.refuse('conflict', { room: room.id, id });
}

/** Enters a body. The answer is its entry, which everybody in the room gets once it is durable, or an error with the room and the id. */
export function enter(frame: EntryFrame, body: Body, room: Room, peer: Peer, core: Core, may: MayWrite): void | Promise<void> {
  if (!peer.member) return;
  if (core.stopping) return peer.refuse('stopping', about(frame));
  const answer = (submitted: Submitted): void | Promise<void> => {
    if (submitted.state === 'conflict') return peer.refuse('conflict', about(frame));
    if (submitted.state === 'written') return answerAgain(peer, room, submitted.seq, frame.id, body);
  };
  // As it was when it was written; what the author may do changes.
  const author = { id: peer.member.id, name: peer.member.name };
  const submitted = room.submit(peer, author, frame.id, body, may);
  return submitted instanceof Promise ? submitted.then(answer) : answer(submitted);
}
