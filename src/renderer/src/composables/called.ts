/** Who can be called by name in a room, and who was: known as soon as somebody writes an `@`. */
import { shallowRef, watch } from 'vue';
import type { Member } from '../../../shared/protocol';
import { useApi } from '../bridge/key';
import { calledIn, type Called } from '../logic/mentions';

/** Follows a room and what is written in it. */
export function useCalled(room: () => string, text: () => string) {
  const api = useApi();
  const members = shallowRef<readonly Member[]>([]);
  /** Ids of those who were chosen, by name. */
  const picked = new Map<string, string>();

  watch(room, () => {
    members.value = [];
    picked.clear();
  });
  // Asked for by nobody who calls nobody: a room can have thousands.
  watch(
    [room, () => text().includes('@')] as const,
    async ([id, calls], _before, onCleanup) => {
      let stale = false;
      onCleanup(() => (stale = true));
      const there = calls ? await api.loadMembers(id) : [];
      if (!stale) members.value = there;
    },
    { immediate: true },
  );

  return {
    members,
    mentioned: (member: Member): void => void picked.set(member.name, member.id),
    in: (words: string): Called => calledIn(words, picked, members.value),
  };
}
