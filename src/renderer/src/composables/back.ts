/** A phone's Back button goes from the panel to the room and from the room to the list, instead of leaving the page. */
import { computed, watch } from 'vue';
import { useChatStore } from '../stores/chat';
import { useViewStore } from '../stores/view';
import { useWindowEvent } from './listen';
import { ONE_COLUMN, useMedia } from './media';

/** How deep one is in the one column: the list, a room, a panel over it. */
type Depth = 0 | 1 | 2;

const depthOf = (state: unknown): number => (state as { hearth?: number } | null)?.hearth ?? 0;

/** Keeps the browser's history as long as the way back. Only for pages of a browser: the app's window has no Back. */
export function useBack(): void {
  const chat = useChatStore();
  const view = useViewStore();
  const narrow = useMedia(ONE_COLUMN);
  if (chat.state.capabilities.kind !== 'browser') return;

  const depth = computed<Depth>(() => {
    if (!narrow.value) return 0;
    if (view.panel) return 2;
    return view.inRoom && view.room ? 1 : 0;
  });

  watch(
    depth,
    (now) => {
      const before = depthOf(history.state);
      for (let level = before + 1; level <= now; level += 1) history.pushState({ hearth: level }, '');
      // One went back by the UI's own button: the browser's history follows.
      if (now < before) history.go(now - before);
    },
    { immediate: true },
  );
  useWindowEvent('popstate', () => {
    const target = depthOf(history.state);
    if (target >= depth.value) return;
    view.panel = null;
    if (target === 0) view.inRoom = false;
  });
}
