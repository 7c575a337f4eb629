/** `send`: a message. The answer is its entry, which everybody in the room gets once it is durable. */
import { cleanText } from '../../shared/protocol';
import { mayWriteIn } from '../access/writing';
import type { Peer } from '../peer';
import type { Room, Submitted } from '../rooms/room';
import type { Command } from './command';
import { about, ownRoomOf } from './command';

/** Answers a message that was written before: the same gets the entry that it became, another one the id's conflict. */
async function answerAgain(peer: Peer, room: Room, seq: number, id: string, text: string): Promise<void> {
  const entry = await room.entry(seq);
  // Without an entry it was dropped by retention, and without a text it was deleted: nobody can say any more whether it was the same. Whoever's
  // message was deleted before they heard of it is told that it was there.
  if (entry?.kind === 'message' && (entry.deleted || entry.text === text))
    peer.tell({ type: 'entries', room: room.id, entries: [entry] });
  else peer.refuse('conflict', { room: room.id, id });
}

export const send: Command<'send'> = (frame, { peer }, core) => {
  const room = ownRoomOf(frame, peer, core);
  if (!room || !peer.member) return;
  const { id } = frame;
  const text = cleanText(frame.text);
  if (!text.ok) return peer.refuse(text.code, about(frame));
  if (text.text.length > core.limits.maxText) return peer.refuse('text_too_long', about(frame));
  if (core.stopping) return peer.refuse('stopping', about(frame));
  const answer = (submitted: Submitted): void | Promise<void> => {
    if (submitted.state === 'conflict') return peer.refuse('conflict', about(frame));
    if (submitted.state === 'written') return answerAgain(peer, room, submitted.seq, id, text.text);
  };
  // As it was when it was written; what the author may do changes.
  const author = { id: peer.member.id, name: peer.member.name };
  const submitted = room.submit(peer, author, id, text.text, () => mayWriteIn(room, peer, core, about(frame)));
  return submitted instanceof Promise ? submitted.then(answer) : answer(submitted);
};
