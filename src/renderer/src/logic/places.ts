/** Where each conversation stands in the list, and what it is called. */
import type { RoomView } from '../../../shared/ipc/chat-api';

/** The list, in the order in which it is shown. */
export interface Arranged {
  pinned: RoomView[];
  rooms: RoomView[];
  direct: RoomView[];
  /** Nothing is said in them any more. */
  archived: RoomView[];
  /** One is not in them. */
  others: RoomView[];
}

/** Newest first; what nothing was said in by name, after the others. Who reads names from the list finds the same order again. */
const byActivity = (a: RoomView, b: RoomView): number =>
  b.lastAt - a.lastAt || a.name.localeCompare(b.name) || (a.id < b.id ? -1 : 1);

const byName = (a: RoomView, b: RoomView): number => a.name.localeCompare(b.name) || (a.id < b.id ? -1 : 1);

/** Puts rooms in order. */
export function arrange(rooms: readonly RoomView[]): Arranged {
  const joined = rooms.filter((room) => room.joined && !room.wishes.hidden).sort(byActivity);
  const alive = joined.filter((room) => !room.archived && !room.gone);
  const loose = alive.filter((room) => !room.wishes.pinned);
  return {
    pinned: alive.filter((room) => room.wishes.pinned),
    rooms: loose.filter(({ kind }) => kind === 'room'),
    direct: loose.filter(({ kind }) => kind === 'direct'),
    archived: joined.filter((room) => room.archived || room.gone),
    others: rooms.filter((room) => !room.joined).sort((a, b) => Number(a.archived) - Number(b.archived) || byName(a, b)),
  };
}

/** Whether somebody wants to hear nothing of it just now. */
export const isQuiet = ({ wishes }: RoomView, now: number): boolean =>
  wishes.notify === 'none' || (wishes.mutedUntil !== null && wishes.mutedUntil > now);

/** What it is called in a sentence. */
export const titleOf = ({ kind, name }: Pick<RoomView, 'kind' | 'name'>): string => (kind === 'direct' ? name : `#${name}`);
