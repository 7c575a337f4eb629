/** What the next message of the room on screen answers, and whether it is an announcement. */
import { computed } from 'vue';
import { useChatStore } from '../stores/chat';
import { useTalkStore, type NextMessage } from '../stores/talk';
import { useViewStore } from '../stores/view';

/** @param refused - whether what was sent last came back */
export function useNextMessage(refused: () => boolean) {
  const chat = useChatStore();
  const view = useViewStore();
  const talk = useTalkStore();
  const id = computed(() => view.room?.id ?? '');
  const change = (part: Partial<NextMessage>): void => talk.change(id.value, part);

  /** Takes it along with a message; what comes back into the field gets it again. */
  async function carry(sent: Promise<void>, taken: () => boolean): Promise<void> {
    const room = id.value;
    const carried = talk.nextOf(room);
    // What is no command stays in the field, with what it answers.
    if (taken()) talk.change(room, { reply: null, urgent: false });
    await sent;
    if (refused() && id.value === room) talk.change(room, carried);
  }

  return {
    /** One may say something here, also about what others said. */
    writes: computed(() => {
      const room = view.room;
      return chat.role !== 'guest' && !room?.gone && !room?.archived && (!room?.locked || chat.orders);
    }),
    next: computed(() => talk.nextOf(id.value)),
    extra: () => talk.extraOf(id.value),
    stopReply: () => change({ reply: null }),
    setUrgent: (urgent: boolean) => change({ urgent }),
    carry,
  };
}
