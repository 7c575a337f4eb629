/** From a notification to what it is about. */
import { onScopeDispose } from 'vue';
import { useApi } from '../bridge/key';
import { useChatStore } from '../stores/chat';
import { useLinksStore } from '../stores/links';
import { useViewStore } from '../stores/view';
import { useCalls } from './calls';

/** Shows the message whose notification was clicked, at whatever place it was said. For the root. */
export function useOpenedMessage(): void {
  const chat = useChatStore();
  const links = useLinksStore();
  const view = useViewStore();
  const { calls, attempt } = useCalls();
  const off = useApi().onOpenMessage(({ hub, room, seq }) => {
    const here = chat.hub?.id === hub;
    if (here && seq === 0) return view.open(room);
    links.awaited = { hubId: hub, host: '', room, seq };
    // It was shown while another place was open, and that one has gone since.
    if (!here) void attempt(calls.openHub(hub));
  });
  onScopeDispose(off);
}
