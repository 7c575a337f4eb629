/** Whom one may write to or invite: everybody who is here, was lately, or is remembered, but for scripts and those who are banned. */
import { memberPrefix, type Acquaintance } from '../../shared/protocol';
import type { Core } from '../core';

const isPerson = (id: string): boolean => id.startsWith(memberPrefix.key) || id.startsWith(memberPrefix.guest);

/** Somebody by id, as they are called now or were last; null where the hub knows nobody of this id whom one could write to. */
export function acquaintance(id: string, { access, members, rooms }: Core): Acquaintance | null {
  if (!isPerson(id) || access.members.get(id)?.banned) return null;
  const [peer] = members.peersOf(id);
  const name = peer?.member?.name ?? access.members.get(id)?.name ?? access.gone(id)?.name ?? rooms.nameOf(id);
  if (name === undefined) return null;
  const role = access.roleOf(id);
  return { id, name, ...(role === 'member' ? {} : { role }), online: peer !== undefined };
}

/** Who is here, in the order in which they came, then who is remembered. */
export function acquaintances(core: Core): Acquaintance[] {
  const ids = new Set([...core.members.list(), ...core.access.members.all()].map(({ id }) => id));
  return [...ids].flatMap((id) => acquaintance(id, core) ?? []);
}
