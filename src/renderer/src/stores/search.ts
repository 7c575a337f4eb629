/** What is looked for and what was found: it stays when the panel is closed, so that one comes back from a message to its list. */
import { defineStore } from 'pinia';
import { computed, reactive, shallowRef, watch } from 'vue';
import type { Problem } from '../../../shared/ipc/outcome';
import type { SearchCursor, SearchHit, SearchQuery } from '../../../shared/ipc/archive';
import { useApi } from '../bridge/key';
import { useChatStore } from './chat';
import { useViewStore } from './view';

/** The fields; days as a date field has them, `2026-03-05`, in this device's time. */
export interface Sought {
  text: string;
  everywhere: boolean;
  author: string;
  from: string;
  to: string;
}

const nothing = (): Sought => ({ text: '', everywhere: false, author: '', from: '', to: '' });

/** Midnight at which a day begins, so many days later; null where it is no day. */
function beginOf(day: string, later = 0): number | null {
  const at = new Date(`${day}T00:00`);
  at.setDate(at.getDate() + later);
  return Number.isNaN(at.getTime()) ? null : at.getTime();
}

export const useSearchStore = defineStore('search', () => {
  const api = useApi();
  const chat = useChatStore();
  const view = useViewStore();
  const sought = reactive(nothing());
  const hits = shallowRef<readonly SearchHit[]>([]);
  const more = shallowRef<SearchCursor | null>(null);
  const problem = shallowRef<Problem | null>(null);
  const busy = shallowRef(false);
  /** What `hits` answers; null where nothing was asked yet. */
  const answered = shallowRef<SearchQuery | null>(null);
  let turn = 0;

  const query = computed<SearchQuery>(() => {
    const [from, until] = [beginOf(sought.from), beginOf(sought.to, 1)];
    const author = sought.author.trim();
    return {
      text: sought.text,
      room: sought.everywhere ? null : (view.room?.id ?? null),
      ...(author === '' ? {} : { author }),
      ...(from === null ? {} : { from }),
      ...(until === null ? {} : { to: until - 1 }),
    };
  });
  /** There is something to look for. */
  const asks = computed(() => sought.text.trim() !== '' || Object.keys(query.value).length > 2);

  async function ask(next: SearchQuery, before: SearchCursor | null): Promise<void> {
    const mine = (turn += 1);
    busy.value = true;
    const page = await api.search(before === null ? next : { ...next, before });
    if (mine !== turn) return;
    busy.value = false;
    problem.value = page.ok ? null : page.problem;
    if (!page.ok) return;
    hits.value = before === null ? page.value.hits : [...hits.value, ...page.value.hits];
    more.value = page.value.more;
    answered.value = next;
  }

  /** Asks anew; with nothing to look for the device gets ready. */
  const run = (): Promise<void> => ask(query.value, null);

  /** Adds the next page. */
  async function next(): Promise<void> {
    if (more.value && answered.value && !busy.value) await ask(answered.value, more.value);
  }

  watch(
    () => (view.panel === 'search' ? JSON.stringify(query.value) : null),
    (now) => {
      if (now !== null) void run();
    },
    { immediate: true },
  );
  watch(
    () => chat.hub?.id,
    () => {
      turn += 1;
      Object.assign(sought, nothing());
      [hits.value, more.value, problem.value, busy.value, answered.value] = [[], null, null, false, null];
    },
  );

  return { sought, hits, more, problem, busy, answered, asks, next };
});
