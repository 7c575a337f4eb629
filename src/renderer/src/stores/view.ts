/** What this window shows: room, panel, drafts. Only the drafts outlive it. */
import { defineStore } from 'pinia';
import { computed, reactive, shallowRef, watch } from 'vue';
import { useDrafts } from './drafts';
import { useChatStore } from './chat';

/** What the panel on the right shows. */
export type Panel = 'people' | 'hosting' | 'search' | 'files' | 'pins';

/** What hosts and moderators look after, one page each, in the panel `hosting`. */
export const managePages = ['reach', 'invites', 'password', 'accounts', 'people', 'banned', 'audit', 'files'] as const;

/** One of them. */
export type ManagePage = (typeof managePages)[number];

/** Where somebody was reading: a row, and how far it was scrolled above the top, in px. */
export interface Place {
  key: string;
  past: number;
}

/** Room above a message that was jumped to, in px: what was said before it. */
const ABOVE_FOUND = 160;

export const useViewStore = defineStore('view', () => {
  const chat = useChatStore();
  /** The room that was chosen; another one is shown while it is not there. */
  const chosen = shallowRef<string | null>(null);
  const panel = shallowRef<Panel | null>(null);
  /** Within the panel `hosting`; null for its first page. */
  const page = shallowRef<ManagePage | null>(null);
  /** The page `invites` is opened to make one. */
  const inviting = shallowRef(false);
  /** In one column: the conversation rather than the list of rooms. */
  const inRoom = shallowRef(true);
  /** Counts how often a room was entered on purpose, also the one that is shown already. */
  const arrivals = shallowRef(0);
  /** The row of a message that was jumped to, as long as it is marked. */
  const found = shallowRef<string | null>(null);
  /** Counts the jumps: each begins the timeline anew, at its row. */
  const jumps = shallowRef(0);
  const drafts = useDrafts(() => chat.hub?.id ?? null);
  /** When something was sent last, by room: a slow room takes the next only after a while. */
  const sentAt = reactive(new Map<string, number>());
  /** Rooms that were left while reading above their end. */
  const places = new Map<string, Place>();

  const room = computed(() => {
    const preferred = [chosen.value, chat.hub?.defaultRoom];
    return preferred.map((id) => chat.joined.find((joined) => joined.id === id)).find(Boolean) ?? chat.joined[0] ?? null;
  });

  function open(id: string): void {
    chosen.value = id;
    inRoom.value = true;
    arrivals.value += 1;
  }

  /** Shows a row of a room that is loaded, marked for a moment. The focus is for the row, so this is no arrival. */
  function jump(id: string, key: string): void {
    places.set(id, { key, past: -ABOVE_FOUND });
    found.value = key;
    jumps.value += 1;
    chosen.value = id;
    inRoom.value = true;
  }

  /** Begins the timeline of a room anew: at its "New" line, or at its end. */
  function begin(id: string): void {
    places.delete(id);
    jumps.value += 1;
  }

  /** The next room of the list in a direction, around its ends. */
  function step(by: 1 | -1): void {
    const rooms = chat.joined;
    const index = rooms.findIndex(({ id }) => id === room.value?.id);
    const next = rooms[(index + by + rooms.length) % rooms.length];
    if (next) open(next.id);
  }

  watch(
    () => chat.hub?.id,
    () => {
      chosen.value = null;
      inRoom.value = true;
      places.clear();
      sentAt.clear();
      page.value = null;
      found.value = null;
      if (panel.value !== 'hosting') panel.value = null;
    },
  );
  watch(panel, () => (page.value = null));
  // Whoever may no longer look after something does not see it any more.
  watch(
    () => chat.orders,
    (orders) => {
      if (orders) return;
      page.value = null;
      if (panel.value === 'hosting' && chat.state.hosting.phase === 'off') panel.value = null;
    },
  );
  watch(
    () => chat.state.hosting.phase,
    (phase, before) => {
      // Whoever starts to host wants to know how others get in, and nothing else.
      if (phase === 'live' && before !== 'live') panel.value = 'hosting';
      // Hosting that ended by itself must not end unseen.
      if (phase === 'failed') panel.value = 'hosting';
      if (phase === 'off' && !chat.orders && panel.value === 'hosting') panel.value = null;
    },
    { immediate: true },
  );

  return { room, panel, page, inviting, inRoom, arrivals, found, jumps, drafts, sentAt, places, open, jump, begin, step };
});
