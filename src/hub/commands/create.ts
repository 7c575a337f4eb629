/** `create`: a new room. Its maker is not in it yet; everybody hears of it. */
import type { Command } from './command';

export const create: Command<'create'> = async ({ ref, name }, { peer }, core) => {
  const made = await core.rooms.create(name);
  if (!made.ok) return peer.refuse(made.code, { ref });
  peer.tell({ type: 'created', ref, room: made.room.info });
};
