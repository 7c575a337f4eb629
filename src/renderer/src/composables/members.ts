/** Who is in the room on screen. */
import { computed, shallowRef, watch } from 'vue';
import type { Member } from '../../../shared/protocol';
import { useApi } from '../bridge/key';
import { useChatStore } from '../stores/chat';
import { useViewStore } from '../stores/view';

/** The members that are listed, by name, oneself first, and how many more there are. */
export function useMembers() {
  const api = useApi();
  const chat = useChatStore();
  const view = useViewStore();
  const listed = shallowRef<Member[]>([]);

  watch(
    // The state is told whenever somebody comes or goes, also when as many came as went.
    () => [chat.state, view.room?.id] as const,
    async ([, room], _before, onCleanup) => {
      let stale = false;
      onCleanup(() => (stale = true));
      const members = room === undefined ? [] : await api.loadMembers(room);
      if (!stale) listed.value = members;
    },
    { immediate: true },
  );

  const members = computed(() => {
    const me = chat.me?.id;
    return [...listed.value].sort(
      (a, b) => Number(b.id === me) - Number(a.id === me) || a.name.localeCompare(b.name) || a.id.localeCompare(b.id),
    );
  });
  return { members, more: computed(() => Math.max(0, (view.room?.count ?? 0) - listed.value.length)) };
}
