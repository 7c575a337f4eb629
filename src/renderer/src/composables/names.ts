/** What those are called who are mentioned: from what is loaded, and from the room's members once somebody else is. */
import { computed, inject, provide, shallowRef, watch, type ComputedRef, type InjectionKey } from 'vue';
import type { Entry, Member } from '../../../shared/protocol';
import { useApi } from '../bridge/key';
import { useChatStore } from '../stores/chat';

type Names = ReadonlyMap<string, string>;

const NAMES: InjectionKey<ComputedRef<Names>> = Symbol('names');

/** For the rows below the component that calls it. */
export function provideNames(room: () => string | undefined, entries: () => readonly Entry[]): void {
  const api = useApi();
  const chat = useChatStore();
  const members = shallowRef<readonly Member[]>([]);
  const names = computed<Names>(() => {
    const known = new Map(members.value.map(({ id, name }) => [id, name]));
    for (const { author } of entries()) known.set(author.id, author.name);
    if (chat.me) known.set(chat.me.id, chat.me.name);
    return known;
  });
  /** Somebody is mentioned who said nothing here. */
  const strangers = computed(() =>
    entries().some((entry) => 'mentions' in entry && entry.mentions?.some((id) => !names.value.has(id))),
  );
  watch(
    [room, strangers] as const,
    async ([id, wanted], [before] = [undefined, false], onCleanup) => {
      let stale = false;
      onCleanup(() => (stale = true));
      if (id !== before) members.value = [];
      if (id === undefined || !wanted) return;
      const there = await api.loadMembers(id);
      if (!stale) members.value = there;
    },
    { immediate: true },
  );
  provide(NAMES, names);
}

/** Names by member id. */
export const useNames = (): ComputedRef<Names> =>
  inject(
    NAMES,
    computed<Names>(() => new Map()),
  );
