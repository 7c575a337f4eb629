/** `name`: a member takes another name, and everybody hears of it at once. */
import { cleanName } from '../../shared/protocol';
import { announce } from '../access/announce';
import { note } from '../access/note';
import { nameFree } from '../access/welcome';
import type { Command } from './command';

export const takeName: Command<'name'> = async ({ ref, name }, { peer }, core) => {
  const { access, members, clock } = core;
  const { member } = peer;
  if (!member) return;
  const cleaned = cleanName(name);
  if (!cleaned.ok || cleaned.text.length > core.limits.maxName) return peer.refuse('bad_name', { ref });
  const { id, name: before } = member;
  if (cleaned.text === before) return peer.tell({ type: 'done', ref });
  const retryAfter = access.names.wait(id);
  if (retryAfter > 0) return peer.refuse('rate_limited', { ref, retryAfter });
  // Also where it is refused: nobody finds out one by one who is remembered.
  access.names.count(id);
  if (!nameFree(peer, { id, name: cleaned.text }, core, ref)) return;
  const known = access.members.get(id) !== undefined;
  // From here on the name is nobody else's, also before it is on the disk.
  if (known) await access.members.change(id, cleaned.text, {}, clock.now());
  members.rename(access.enter({ id, name: cleaned.text }));
  announce({ id: peer.standing, peers: members.peersOf(id) }, core);
  if (known) await note('name', { byName: before, target: id, targetName: cleaned.text }, peer, core);
  peer.tell({ type: 'done', ref });
};
