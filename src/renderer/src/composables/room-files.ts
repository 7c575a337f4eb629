/** Files of a conversation, newest first: from what is loaded of it, and further back when somebody asks. */
import { computed, shallowRef, watch } from 'vue';
import type { Entry, FileInfo, Member } from '../../../shared/protocol';
import { useTimelineStore } from '../stores/timelines';
import { useCalls, useProblems } from './calls';

/** Files that are looked for at once, and pages that are read for them at most. */
const WANTED = 20;
const PAGES = 10;

/** A file with its message. */
export interface RoomFile {
  file: FileInfo;
  seq: number;
  author: Member;
  at: number;
}

/** @param room - id of the conversation */
export function useRoomFiles(room: () => string) {
  const timelines = useTimelineStore();
  const { calls } = useCalls();
  const { sentence } = useProblems();
  const past = shallowRef<readonly Entry[]>([]);
  const more = shallowRef(true);
  const loading = shallowRef(false);
  const problem = shallowRef('');
  /** Sequence before which nothing was read yet; null for the newest page. */
  let before: number | null = null;
  let turn = 0;

  const found = computed<RoomFile[]>(() => {
    const bySeq = new Map<number, Entry>();
    const gone = new Set<number>();
    for (const entry of [...past.value, ...timelines.of(room()).entries]) {
      if (entry.kind === 'deletion') gone.add(entry.target);
      if (entry.kind === 'message' && entry.files) bySeq.set(entry.seq, entry);
    }
    return [...bySeq.values()]
      .sort((a, b) => b.seq - a.seq)
      .flatMap((entry) => {
        if (entry.kind !== 'message' || entry.deleted || gone.has(entry.seq)) return [];
        const { seq, author, at, files = [] } = entry;
        return files.map((file) => ({ file, seq, author, at }));
      });
  });

  /** Reads on until there is something to show. */
  async function older(): Promise<void> {
    if (loading.value || !more.value) return;
    const mine = turn;
    loading.value = true;
    problem.value = '';
    const had = found.value.length;
    for (let pages = 0; pages < PAGES && more.value && found.value.length < had + WANTED; pages += 1) {
      const page = await calls.loadHistory(room(), before);
      if (mine !== turn) return;
      if (!page.ok) {
        problem.value = sentence(page.problem);
        break;
      }
      const { entries } = page.value;
      past.value = [
        ...past.value,
        ...entries.filter((entry) => entry.kind === 'deletion' || (entry.kind === 'message' && entry.files)),
      ];
      before = entries[0]?.seq ?? before;
      more.value = page.value.more && entries.length > 0;
    }
    loading.value = false;
  }

  watch(
    room,
    () => {
      turn += 1;
      [past.value, more.value, loading.value, before] = [[], true, false, null];
      void older();
    },
    { immediate: true },
  );

  return { found, more, loading, problem, older };
}
