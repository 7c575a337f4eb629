/** `send`: a message. The answer is its entry, which everybody in the room gets once it is durable. */
import { cleanName, cleanText, type Body, type BodyOf, type ClientFrameOf, type ErrorCode } from '../../shared/protocol';
import { without } from '../../shared/without';
import { mayWriteIn } from '../access/writing';
import type { Core } from '../core';
import type { Peer } from '../peer';
import type { Room } from '../rooms/room';
import { claimed } from './claim';
import type { Command } from './command';
import { about, ownRoomOf } from './command';
import { enter } from './enter';

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
  return entry ? entry.kind === 'message' : seq < room.first;
}

function write(frame: ClientFrameOf<'send'>, body: Body, room: Room, peer: Peer, core: Core): void | Promise<void> {
  const { reply } = frame;
  const go = (answers: boolean): void | Promise<void> =>
    enter(frame, body, room, peer, core, () => {
      if (answers) return mayWriteIn(room, peer, core, about(frame));
      peer.refuse('message_unknown', about(frame));
      return false;
    });
  return reply === undefined ? go(true) : mayAnswer(room, reply).then(go);
}

export const send: Command<'send'> = (frame, { peer }, core) => {
  const room = ownRoomOf(frame, peer, core);
  if (!room || !peer.member) return;
  const body = bodyOf(frame, core);
  if (typeof body === 'string') return peer.refuse(body, about(frame));
  core.awareness.typing.end(room, peer.member.id);
  return claimed(frame, room, peer, core, () => write(frame, body, room, peer, core));
};
