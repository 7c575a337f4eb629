/** Who waits at the door, and deciding about them. */
import { computed, watch } from 'vue';
import type { Knocking, Stay } from '../../../shared/protocol';
import { useWords } from '../i18n/use';
import { useChatStore } from '../stores/chat';
import { useVoiceStore } from '../stores/voice';
import { keepFocus } from './give-back';
import { useOrder } from './order';

/** The longest wait first. */
export function useKnocks() {
  const chat = useChatStore();
  const { t } = useWords();
  const { order } = useOrder();
  const knocks = computed(() => [...chat.knocks].sort((a, b) => a.at - b.at));
  // The card goes with what it asked; the next one is where it was.
  const stay = (): Promise<void> => keepFocus('[data-knocks] button', 'textarea', '[aria-current=page]');

  return {
    knocks,
    async admit({ id: member, name }: Knocking, how: Stay): Promise<void> {
      if (await order({ do: 'admit', member, stay: how }, t('access.knocks.admitted', { name }))) await stay();
    },
    async refuse({ id: member, name }: Knocking): Promise<void> {
      if (await order({ do: 'refuse', member }, t('access.knocks.refused', { name }))) await stay();
    },
  };
}

/** Says who knocks, once each, when there is time. */
export function useKnocksHeard(): void {
  const chat = useChatStore();
  const voice = useVoiceStore();
  const { t } = useWords();
  watch(
    () => chat.knocks,
    (now, before) => {
      const known = new Set(before?.map(({ id }) => id));
      const heard = now.filter(({ id }) => !known.has(id)).map(({ name }) => t('access.knocks.heard', { name }));
      if (heard.length > 0) voice.say(heard.join('\n'));
    },
    { immediate: true },
  );
}
