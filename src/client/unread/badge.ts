/** What of the unread is worth a number on the icon, and an announcement. */
import type { RoomView } from '../../shared/ipc/chat-api';
import { FOREVER } from '../../shared/ipc/places-api';
import type { NoticeRule } from '../../shared/ipc/settings-api';

/** What a conversation is asked about. */
export type Counted = Pick<RoomView, 'joined' | 'kind' | 'unread' | 'mentions' | 'wishes'>;

/** Which of its messages count: all, those that mention one, or none. */
export type Counting = 'all' | 'mentions' | 'none';

/**
 * Of a conversation: what was wished for it comes first, then what is set for this device.
 * @param rule - what is set for this device
 * @param now - ms since 1970
 */
export function countingOf({ kind, wishes }: Pick<Counted, 'kind' | 'wishes'>, rule: NoticeRule, now: number): Counting {
  if (wishes.mutedUntil !== null && wishes.mutedUntil > now) return 'none';
  if (wishes.notify !== 'default') return wishes.notify;
  if (rule === 'direct') return kind === 'direct' ? 'all' : 'none';
  // What is said to one alone is meant for one, named or not.
  return rule === 'mentions' && kind === 'direct' ? 'all' : rule;
}

/** How many of its unread messages count. What is in no list counts nowhere: nobody could find it. */
export function badgeOf(room: Counted, rule: NoticeRule, now: number): number {
  if (!room.joined || room.wishes.hidden) return 0;
  const counting = countingOf(room, rule, now);
  if (counting === 'none') return 0;
  return counting === 'all' ? room.unread : room.mentions;
}

/** When the next mute among them ends, ms since 1970; null where none does, as those for ever. */
export function nextUnmuted(rooms: readonly Pick<Counted, 'wishes'>[], now: number): number | null {
  const ends = rooms.flatMap(({ wishes: { mutedUntil } }) =>
    mutedUntil !== null && mutedUntil > now && mutedUntil < FOREVER ? [mutedUntil] : [],
  );
  return ends.length === 0 ? null : Math.min(...ends);
}
