/** What is kept on this device of a room: into a file, out of a file, and away. */
import type { RoomView } from '../../../shared/ipc/chat-api';
import type { ExportFormat, HistoryPart } from '../../../shared/ipc/archive';
import { useWords } from '../i18n/use';
import { titleOf } from '../logic/places';
import { useChatStore } from '../stores/chat';
import { useVoiceStore } from '../stores/voice';
import { useCalls, useProblems } from './calls';
import { useFormat } from './format';

/** Every call shows what became of it at the foot of the window. */
export function useHistory() {
  const { calls, attempt } = useCalls();
  const { sentence } = useProblems();
  const chat = useChatStore();
  const voice = useVoiceStore();
  const format = useFormat();
  const { t } = useWords();

  return {
    async exportTo(room: RoomView, kind: ExportFormat): Promise<void> {
      const answer = await calls.exportRoom(room.id, kind);
      if (!answer.ok) voice.show(sentence(answer.problem));
      // A browser shows its downloads itself, and does not tell what became of them.
      else if (answer.value && chat.state.capabilities.kind === 'app')
        voice.done(t('search.history.exported', { room: titleOf(room) }));
    },
    async importInto(room: RoomView): Promise<void> {
      const answer = await calls.importRoom(room.id);
      if (!answer.ok) voice.show(sentence(answer.problem));
      else if (answer.value !== null)
        voice.done(t('search.history.imported', { n: format.number(answer.value), room: titleOf(room) }, answer.value));
    },
    /** Null where it cannot be counted. */
    async count(part: HistoryPart): Promise<number | null> {
      const answer = await calls.sumHistory(part);
      return answer.ok ? answer.value.entries : null;
    },
    async remove(part: HistoryPart): Promise<void> {
      const hub = chat.hub?.name || t('hub.unnamed');
      if (await attempt(calls.removeHistory(part))) voice.done(t('search.history.removed', { hub }));
    },
  };
}
