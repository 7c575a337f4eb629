/** From a day to what was said then. */
import type { Outcome } from '../../../shared/ipc/outcome';
import { rowKey } from '../logic/rows';
import { useTimelineStore } from '../stores/timelines';
import { useViewStore } from '../stores/view';
import { useCalls } from './calls';

/** Shows the first message of a room that is not older than a time; the newest where all are. */
export function useToDate(): (room: string, at: number) => Promise<Outcome> {
  const view = useViewStore();
  const timelines = useTimelineStore();
  const { calls } = useCalls();
  return async (room, at) => {
    const found = await calls.findDate(room, at);
    if (!found.ok || found.value === null) return found.ok ? { ok: true, value: null } : found;
    const { value: seq } = found;
    await timelines.around(room, seq);
    const { entries, problem } = timelines.of(room);
    const said = entries.filter(({ kind }) => kind === 'message');
    const entry = said.find((one) => one.seq >= seq) ?? said.at(-1);
    if (!entry) return problem ? { ok: false, problem } : { ok: true, value: null };
    view.jump(room, rowKey(entry));
    return { ok: true, value: null };
  };
}
