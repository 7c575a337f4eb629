/** What is pinned in the room on screen. */
import { computed, onScopeDispose, watch } from 'vue';
import { annotate } from '../../../client/annotate';
import type { Outcome } from '../../../shared/ipc/outcome';
import type { LoadedMessages } from '../../../shared/ipc/talk-api';
import { useApi } from '../bridge/key';
import { useChatStore } from '../stores/chat';
import { useTimelineStore } from '../stores/timelines';
import { useViewStore } from '../stores/view';
import { useLoaded } from './loaded';

/** What changes the list. */
const telling: ReadonlySet<string> = new Set(['pin', 'edit', 'deletion']);

const none: Outcome<LoadedMessages> = { ok: true, value: { entries: [], about: [] } };

/** Newest first, with what of one's own is not confirmed; null until it came. Asked for again when something of it changes. */
export function usePins() {
  const api = useApi();
  const chat = useChatStore();
  const view = useViewStore();
  const timelines = useTimelineStore();
  const room = computed(() => view.room?.id);
  const loaded = useLoaded(() => (room.value === undefined ? Promise.resolve(none) : api.loadPins(room.value)));
  watch([room, () => chat.online], loaded.load);
  onScopeDispose(
    api.onTimeline((event) => {
      if (event.room === room.value && event.entries.some(({ kind }) => telling.has(kind))) void loaded.load();
    }),
  );
  const pins = computed(() => {
    if (!loaded.value.value || room.value === undefined) return null;
    const { entries, about } = loaded.value.value;
    const now = [...annotate(entries, about, timelines.of(room.value).pending, chat.me).values()];
    return now.filter(({ pinned, deleted }) => pinned && !deleted).reverse();
  });
  return { room, pins, problem: loaded.problem };
}
