/** Going into a room that is listed, also one with a password. */
import { useOverStore } from '../stores/over';
import { useViewStore } from '../stores/view';
import { useCalls } from './calls';

/** `join` shows the room, or asks for its password first, where the sidebar's dialog does the rest. */
export function useJoinRoom(): { join: (room: string) => Promise<void> } {
  const view = useViewStore();
  const over = useOverStore();
  const { calls, attempt } = useCalls();
  return {
    async join(room) {
      const outcome = await calls.joinRoom(room);
      // Who knew it before is let in without being asked, so the hub is asked first.
      if (!outcome.ok && outcome.problem.code === 'password_required') over.locked = room;
      else if (await attempt(Promise.resolve(outcome))) view.open(room);
    },
  };
}
