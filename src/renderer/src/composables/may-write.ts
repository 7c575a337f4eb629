/** Whether one may write in the room on screen, and if not, why and for how long. */
import { computed } from 'vue';
import { useWords } from '../i18n/use';
import { useChatStore } from '../stores/chat';
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
  const { t } = useWords();
  const format = useFormat();
  const room = computed(() => view.room);

  const mutedUntil = computed(() => chat.hub?.mutedUntil ?? null);
  const slowUntil = computed(() => {
    const { id = '', slow = 0 } = room.value ?? {};
    const last = view.sentAt.get(id);
    return slow > 0 && !chat.orders && last !== undefined ? last + slow * 1_000 : null;
  });
  const muted = useCountdown(() => mutedUntil.value);
  const slow = useCountdown(() => slowUntil.value);

  return computed<Blocked | null>(() => {
    const steady = (text: string): Blocked => ({ text, ticking: false });
    if (room.value?.gone) return steady(t('places.blocked.gone'));
    if (room.value?.archived) return steady(t('places.blocked.archived'));
    if (!chat.online || !room.value) return null;
    if (chat.role === 'guest') return steady(t('order.composer.readOnly'));
    if (muted.left.value !== null && mutedUntil.value !== null)
      return steady(t('order.composer.muted', { time: format.since(mutedUntil.value) }));
    if (room.value.locked && !chat.orders) return steady(t('order.composer.locked'));
    return slow.left.value === null ? null : { text: t('order.composer.slow', { time: slow.left.value }), ticking: true };
  });
}
