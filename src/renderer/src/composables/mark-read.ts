/** Taking everything that was said in a conversation as seen. */
import { useTimelineStore } from '../stores/timelines';
import { useCalls } from './calls';

/** By the id of a room: nothing of it is unread any more, and its "New" line goes. */
export function useMarkRead(): (room: string) => Promise<void> {
  const timelines = useTimelineStore();
  const { calls, attempt } = useCalls();
  return async (room) => {
    timelines.clearNew(room);
    await attempt(calls.markRead(room));
  };
}
