/** Messages that others answer: from what is loaded, else from this device or the hub, several in one request. */
import { inject, onScopeDispose, provide, shallowReactive, watch, type InjectionKey, type Ref } from 'vue';
import { annotate } from '../../../client/annotate';
import { isAnnotation, type Entry, type Member } from '../../../shared/protocol';
import { useApi } from '../bridge/key';
import type { Said } from '../logic/said';
import { useChatStore } from '../stores/chat';

/** Messages of one request; the hub takes no more. */
const MOST_ASKED = 50;

/** Quoted ones that are kept beside what is loaded. */
const MOST_KEPT = 200;

/** What is known of a message that is answered. `away`: only the hub has it, and that is not there. */
export type Quoted =
  { state: 'here'; seq: number; author: Member; text: string } | { state: 'gone' | 'unknown' | 'away' | 'loading' };

/** Finds quoted messages. */
export interface Quotes {
  find: (seq: number) => Quoted | null;
  /** Fetches one that `find` has nothing of. */
  want: (seq: number) => void;
}

const QUOTES: InjectionKey<Quotes> = Symbol('quotes');

/** For the rows below the component that calls it. */
export function provideQuotes(room: () => string | undefined, entries: () => readonly Entry[], said: Readonly<Ref<Said>>): void {
  const api = useApi();
  const chat = useChatStore();
  const kept = shallowReactive(new Map<number, Quoted>());
  let wanted = new Set<number>();

  const keep = (seq: number, quoted: Quoted): void => {
    kept.delete(seq);
    kept.set(seq, quoted);
    for (const [oldest] of kept) if (kept.size > MOST_KEPT) kept.delete(oldest);
  };

  async function fetchWanted(): Promise<void> {
    const id = room();
    const hub = chat.hub?.id;
    const seqs = [...wanted].slice(0, MOST_ASKED);
    wanted = new Set([...wanted].slice(MOST_ASKED));
    if (id === undefined || seqs.length === 0) return;
    const answer = await api.loadMessages(id, seqs);
    if (id !== room() || hub !== chat.hub?.id) return;
    const found = answer.ok ? annotate(answer.value.entries, answer.value.about, [], chat.me) : null;
    for (const seq of seqs) {
      const now = found?.get(seq);
      if (!now) keep(seq, { state: answer.ok ? 'unknown' : 'away' });
      else if (now.deleted) keep(seq, { state: 'gone' });
      else keep(seq, { state: 'here', seq, author: now.message.author, text: now.text });
    }
    if (wanted.size > 0) await fetchWanted();
  }

  function find(seq: number): Quoted | null {
    const held = entries();
    // Sequences have no gaps.
    const entry = held[seq - (held[0]?.seq ?? 0)];
    if (entry?.seq !== seq) return kept.get(seq) ?? null;
    if (entry.kind !== 'message') return { state: 'unknown' };
    const now = said.value.get(seq);
    if (entry.deleted || now?.deleted) return { state: 'gone' };
    return { state: 'here', seq, author: entry.author, text: now?.text ?? entry.text };
  }

  function want(seq: number): void {
    if (kept.has(seq)) return;
    keep(seq, { state: 'loading' });
    wanted.add(seq);
    // All rows that are drawn at once ask at once.
    if (wanted.size === 1) queueMicrotask(() => void fetchWanted());
  }

  watch([room, () => chat.hub?.id], () => {
    kept.clear();
    wanted.clear();
  });
  watch(
    () => chat.online,
    (online) => {
      if (online) for (const [seq, { state }] of [...kept]) if (state === 'away') kept.delete(seq);
    },
  );
  onScopeDispose(
    api.onTimeline((event) => {
      if (event.room === room()) for (const entry of event.entries) if (isAnnotation(entry)) kept.delete(entry.target);
    }),
  );
  provide(QUOTES, { find, want });
}

/** What a row quotes. */
export const useQuotes = (): Quotes => inject(QUOTES, { find: () => null, want: () => undefined });
