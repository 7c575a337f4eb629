/** A copy of what the bridge tells: name, hub, rooms, hosting. */
import { defineStore } from 'pinia';
import { computed, shallowRef } from 'vue';
import type { ChatState } from '../../../shared/ipc/chat-api';
import { useApi } from '../bridge/key';
import { arrange } from '../logic/places';
import { keepsOrder } from '../logic/roles';

const nothing: ChatState = {
  name: '',
  capabilities: { kind: 'browser', host: false, fixedHub: false, notifications: 'unavailable' },
  hub: null,
  hubs: [],
  hosting: { phase: 'off' },
};

export const useChatStore = defineStore('chat', () => {
  const api = useApi();
  const state = shallowRef<ChatState>(nothing);
  /** A link that asks to join a place, until it is answered. */
  const invite = shallowRef<string | null>(null);
  /** The hub was reached at least once since it was opened: "went offline" is true only then. */
  const wasReady = shallowRef(false);

  const hub = computed(() => state.value.hub);
  /** All conversations, as the list shows them. */
  const places = computed(() => arrange(hub.value?.rooms ?? []));
  /** Those that can be read, in the order of the list. */
  const joined = computed(() => {
    const { pinned, rooms, direct, archived } = places.value;
    return [...pinned, ...rooms, ...direct, ...archived];
  });
  const others = computed(() => places.value.others);
  const connection = computed(() => hub.value?.connection ?? null);
  const online = computed(() => connection.value?.phase === 'ready');
  /** Somebody else answers where a known hub was: nothing of it is shown before a person has decided. */
  const stopped = computed(() => {
    const state = connection.value;
    return state?.phase === 'closed' && state.problem.code === 'hub_changed' ? state.problem : null;
  });
  const me = computed(() => hub.value?.me ?? null);
  /** What counts: the same number as on the icon and in the tray, less those who knock. */
  const unread = computed(() => (hub.value?.rooms ?? []).reduce((sum, room) => sum + room.badge, 0));
  /** There is something to show of the hub; while one joins for the first time there is not. */
  const entered = computed(() => typeof hub.value?.id === 'string');

  /** The hub asks for more than a name, or a host has not decided yet. */
  const asked = computed(() => {
    const state = connection.value;
    return state?.phase === 'admission' || state?.phase === 'knocking' ? state : null;
  });
  const role = computed(() => hub.value?.role ?? null);
  /** Host or moderator of this hub. */
  const orders = computed(() => keepsOrder(role.value));
  /** Who knocks, told to those who may open. */
  const knocks = computed(() => (orders.value ? (hub.value?.knocks ?? []) : []));
  const hosts = computed(() => role.value === 'host');

  function take(next: ChatState): void {
    if (next.hub?.id !== hub.value?.id) wasReady.value = false;
    if (next.hub?.connection.phase === 'ready') wasReady.value = true;
    state.value = next;
  }

  /** Subscribes and asks for the first state. */
  async function start(): Promise<void> {
    api.onState(take);
    api.onInvite((link) => (invite.value = link));
    take(await api.getState());
  }

  return {
    ...{ state, invite, wasReady, hub, places, joined, others, connection, online, stopped, me, unread, entered, start },
    ...{ asked, role, orders, knocks, hosts },
  };
});
