/** Writing and sending in the room on screen. */
import { computed, shallowRef, watch } from 'vue';
import { limits } from '../../../shared/protocol/limits';
import { useViewStore } from '../stores/view';
import { useCalls, useProblems } from './calls';

/** The room's draft, and why it was not taken, if it was not. */
export function useSend() {
  const view = useViewStore();
  const { calls } = useCalls();
  const { sentence } = useProblems();
  const refusal = shallowRef<string | null>(null);
  const id = computed(() => view.room?.id ?? '');

  const draft = computed({
    get: () => view.drafts.get(id.value) ?? '',
    set: (text) => {
      view.drafts.set(id.value, text);
      refusal.value = null;
    },
  });
  watch(id, () => (refusal.value = null));

  /** Empties the field at once; what is refused comes back into it. */
  async function send(): Promise<void> {
    const [room, text] = [id.value, draft.value];
    if (text.trim() === '' || text.length > limits.maxText) return;
    draft.value = '';
    view.sentAt.set(room, Date.now());
    const outcome = await calls.send(room, text);
    if (outcome.ok) return;
    // Whatever was typed meanwhile stays behind it.
    const since = view.drafts.get(room) ?? '';
    view.drafts.set(room, since ? `${text}\n${since}` : text);
    if (room === id.value) refusal.value = sentence(outcome.problem);
  }

  return { draft, refusal, send };
}
