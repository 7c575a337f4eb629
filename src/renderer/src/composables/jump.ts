/** From something that was found to where it was said. */
import type { SearchHit } from '../../../shared/ipc/archive';
import { useWords } from '../i18n/use';
import { titleOf } from '../logic/places';
import { useChatStore } from '../stores/chat';
import { useTimelineStore } from '../stores/timelines';
import { useViewStore } from '../stores/view';
import { useVoiceStore } from '../stores/voice';
import { useCalls, useProblems } from './calls';

/** The panel covers the conversation; styles/layout.css says the same. */
const COVERED = '(width < 900px)';

/** Shows a message among those around it. */
export function useJump(): (hit: Pick<SearchHit, 'room' | 'seq'>) => Promise<void> {
  const chat = useChatStore();
  const view = useViewStore();
  const timelines = useTimelineStore();
  const voice = useVoiceStore();
  const { sentence } = useProblems();
  const { calls } = useCalls();
  const { t } = useWords();
  return async (hit) => {
    const room = chat.hub?.rooms.find(({ id }) => id === hit.room);
    if (!room?.joined) return voice.show(t('search.notIn', { room: room ? titleOf(room) : '' }));
    // A conversation that was closed is looked at again.
    if (room.wishes.hidden) await calls.setRoomWishes(room.id, { hidden: false });
    const key = await timelines.around(hit.room, hit.seq);
    const { problem } = timelines.of(hit.room);
    if (key === null) return voice.show(problem ? sentence(problem) : t('search.gone'));
    if (window.matchMedia(COVERED).matches) view.panel = null;
    view.jump(hit.room, key);
  };
}
