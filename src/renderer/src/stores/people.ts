/** A copy of what is told of people: who is there, who writes, who has what. */
import { defineStore } from 'pinia';
import { computed, shallowReactive, shallowRef, watch } from 'vue';
import type { OwnPresence, ReadCursor, TypingEvent } from '../../../shared/ipc/presence-api';
import type { Status } from '../../../shared/protocol';
import { useApi } from '../bridge/key';
import type { MessageLine } from '../logic/rows';
import { useChatStore } from './chat';

export const usePeopleStore = defineStore('people', () => {
  const api = useApi();
  const chat = useChatStore();
  const own = shallowRef<OwnPresence>({ presence: 'online', text: '', tellsReads: true });
  /** Of those of whom there is more to say than that they are there. */
  const statuses = shallowReactive(new Map<string, Status>());
  const typing = shallowReactive(new Map<string, TypingEvent>());
  const reads = shallowReactive(new Map<string, readonly ReadCursor[] | null>());
  /** The message of which somebody wants to know who has it. */
  const asked = shallowRef<{ room: string; line: MessageLine } | null>(null);
  /** The dialog in which one says what others see of oneself. */
  const choosing = shallowRef(false);

  const take = (status: Status): void => {
    if (status.presence === 'online' && status.text === undefined) statuses.delete(status.id);
    else statuses.set(status.id, status);
  };

  function forget(): void {
    statuses.clear();
    typing.clear();
    reads.clear();
    asked.value = null;
  }

  /** What was told before somebody listened. */
  async function load(): Promise<void> {
    const around = await api.loadAround();
    if (!around.ok) return;
    own.value = around.value.own;
    for (const status of around.value.statuses) take(status);
    for (const event of around.value.typing) typing.set(event.room, event);
    for (const { room, cursors } of around.value.reads) if (!reads.has(room)) reads.set(room, cursors);
  }

  watch(
    () => chat.hub?.id,
    () => {
      forget();
      void load();
    },
    { immediate: true },
  );

  api.onStatuses(({ members, all }) => {
    if (all) statuses.clear();
    for (const status of members) take(status);
  });
  api.onTyping((event) => {
    if (event.count === 0) typing.delete(event.room);
    else typing.set(event.room, event);
  });
  api.onReads(({ room, cursors }) => void reads.set(room, cursors));

  /** What one shows of oneself, as others see it. */
  const me = computed((): Status => {
    const { presence, text } = own.value;
    return { id: chat.me?.id ?? '', presence, ...(text === '' ? {} : { text }) };
  });

  /**
   * What is known of somebody.
   * @param here - they are known to be connected, as those in the room are
   * @returns null where nothing is known
   */
  function statusOf(id: string, here: boolean): Status | null {
    if (id === chat.me?.id) return me.value;
    if (!chat.online) return null;
    return statuses.get(id) ?? (here ? { id, presence: 'online' } : null);
  }

  async function setStatus(status: Pick<OwnPresence, 'presence' | 'text'>) {
    const outcome = await api.setStatus(status);
    if (outcome.ok) own.value = outcome.value;
    return outcome;
  }

  async function setTellsReads(on: boolean) {
    const outcome = await api.setTellsReads(on);
    if (outcome.ok) own.value = outcome.value;
    return outcome;
  }

  return { own, me, statuses, typing, reads, asked, choosing, statusOf, setStatus, setTellsReads };
});
