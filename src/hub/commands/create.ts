/** `create`: a new room. Its maker is not in it yet; everybody who may know of it hears of it. */
import { cleanTopic } from '../../shared/protocol';
import { mayMake } from '../access/making';
import { maySpeak } from '../access/writing';
import type { Command } from './command';

export const create: Command<'create'> = async (frame, { peer }, core) => {
  const { ref, name } = frame;
  const { member } = peer;
  if (!member || !maySpeak(peer, core, { ref })) return;
  const topic = cleanTopic(frame.topic ?? '');
  if (!topic.ok) return peer.refuse(topic.code, { ref });
  // What would be refused anyway costs nothing.
  const refusal = core.rooms.refusal(name, frame.private ? member.id : null);
  if (refusal) return peer.refuse(refusal, { ref });
  if (!mayMake(peer, core, { ref })) return;
  const made = await core.rooms.create(name, { by: member, private: frame.private ?? false, topic: topic.text });
  if (!made.ok) return peer.refuse(made.code, { ref });
  peer.tell({ type: 'created', ref, room: made.room.info(member.id) });
};
