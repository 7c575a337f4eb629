/** Keeps the document's title true. */
import { watchEffect } from 'vue';
import { windowTitle } from '../logic/title';
import { useChatStore } from '../stores/chat';

/** "(3) Workshop – Hearth": unread messages, and people at the door. */
export function useWindowTitle(): void {
  const chat = useChatStore();
  watchEffect(
    () => (document.title = windowTitle(chat.unread + chat.knocks.length, chat.entered ? (chat.hub?.name ?? null) : null)),
  );
}
