/** `create`: a new room. Its maker is not in it yet; everybody hears of it. */
import { maySpeak } from '../access/writing';
import type { Command } from './command';

export const create: Command<'create'> = async ({ ref, name }, { peer }, core) => {
  if (!maySpeak(peer, core, { ref })) return;
  const made = await core.rooms.create(name);
  if (!made.ok) return peer.refuse(made.code, { ref });
  peer.tell({ type: 'created', ref, room: made.room.info });
};
