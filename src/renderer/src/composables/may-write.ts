/** Whether one may write in the room on screen, and if not, why and for how long. */
import { computed } from 'vue';
import { useWords } from '../i18n/use';
import { retryAfter } from '../logic/problem';
import { useChatStore } from '../stores/chat';
import { useTimelineStore } from '../stores/timelines';
import { useViewStore } from '../stores/view';
import { useCountdown } from './countdown';
import { useFormat } from './format';

/** Why nothing can be sent now. `ticking`: the words change every second, and are not read out for it. */
export interface Blocked {
  text: string;
  ticking: boolean;
}

/** Null where one may write: also where nobody knows, since the hub decides. */
export function useMayWrite() {
  const chat = useChatStore();
  const view = useViewStore();
  const timelines = useTimelineStore();
  const { t } = useWords();
  const format = useFormat();
  const room = computed(() => view.room);

  /** Told by a refusal only; it holds for every room. */
  const mutedUntil = computed(() => {
    const ends = timelines
      .of(room.value?.id ?? '')
      .pending.flatMap(({ at, problem }) => (problem?.code === 'muted' ? [at + (retryAfter(problem) ?? 0)] : []));
    return ends.length > 0 ? Math.max(...ends) : null;
  });
  const slowUntil = computed(() => {
    const { id = '', slow = 0 } = room.value ?? {};
    const last = view.sentAt.get(id);
    return slow > 0 && !chat.orders && last !== undefined ? last + slow * 1_000 : null;
  });
  const muted = useCountdown(() => mutedUntil.value);
  const slow = useCountdown(() => slowUntil.value);

  return computed<Blocked | null>(() => {
    if (!chat.online || !room.value) return null;
    const steady = (text: string): Blocked => ({ text, ticking: false });
    if (chat.role === 'guest') return steady(t('order.composer.readOnly'));
    if (muted.left.value !== null && mutedUntil.value !== null)
      return steady(t('order.composer.muted', { time: format.since(mutedUntil.value) }));
    if (room.value.locked && !chat.orders) return steady(t('order.composer.locked'));
    return slow.left.value === null ? null : { text: t('order.composer.slow', { time: slow.left.value }), ticking: true };
  });
}
