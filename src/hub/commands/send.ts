/** `send`: a message. The answer is its entry, which everybody in the room gets once it is durable. */
import { cleanText } from '../../shared/protocol';
import { mayWriteIn } from '../access/writing';
import type { Peer } from '../peer';
import type { Room, Submitted } from '../rooms/room';
import type { Command } from './command';
import { about, ownRoomOf } from './command';

/** Keys of a frame that says nothing but a text: nearly all of them. */
const PLAIN = 4;

/** What a frame says, cleaned; or why it cannot be said. */
function bodyOf(frame: ClientFrameOf<'send'>, { limits }: Core): BodyOf<'message'> | ErrorCode {
  const captionless = frame.text === '' && frame.files !== undefined;
  const text = captionless ? { ok: true as const, text: '' } : cleanText(frame.text);
  if (!text.ok) return text.code;
  if (text.text.length > limits.maxText) return 'text_too_long';
  if (Object.keys(frame).length === PLAIN) return { kind: 'message', text: text.text };
  if ((frame.mentions?.length ?? 0) > limits.mentions) return 'bad_message';
  const { forwarded } = frame;
  const body = { kind: 'message' as const, ...without(frame, ['type', 'room', 'id']), text: text.text };
  if (!forwarded) return body;
  const [author, room] = [cleanName(forwarded.author), cleanName(forwarded.room)];
  return author.ok && room.ok ? { ...body, forwarded: { author: author.text, room: room.text, at: forwarded.at } } : 'bad_name';
}

/** Whether there is, or may have been, a message to be answered. One that retention dropped may still be on the screen of who answers it. */
async function mayAnswer(room: Room, seq: number): Promise<boolean> {
  if (seq > room.seq) return false;
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
