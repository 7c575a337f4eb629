/** What is loaded of each room's log, with what is written but not confirmed, and the lines between. */
import { defineStore } from 'pinia';
import { shallowReactive, watch } from 'vue';
import type { HistoryPage, PendingMessage } from '../../../shared/ipc/talk-api';
import type { Problem } from '../../../shared/ipc/outcome';
import type { Annotation, Entry } from '../../../shared/protocol';
import { useApi } from '../bridge/key';
import { aboutOf, everyAbout } from '../logic/about';
import { rowKey, type Note } from '../logic/rows';
import { lineAt } from '../logic/unread-line';
import { append, MOST_HELD, prepend, trim, type Stretch } from '../logic/window';
import { useChatStore } from './chat';

/** Lines of Hearth's own that are remembered per room. */
const MOST_NOTES = 100;

/** Entries below the one that somebody looks for: the page that ends so far below it holds as many above it. */
const BELOW = 50;

/** One room's timeline. */
export interface Timeline extends Stretch {
  loaded: boolean;
  loading: boolean;
  problem: Problem | null;
  /** What is known to be about messages among the entries, wherever in the log it stands; oldest first. */
  about: readonly Annotation[];
  pending: readonly PendingMessage[];
  notes: readonly Note[];
  /** Where the "New" line stands. */
  newAfter: number | null;
  /** Messages of others below it, when it was put there. */
  fresh: number;
  /** Whether its reader is at the end; decides which end is dropped when there is too much. */
  atEnd: boolean;
}

const fresh = (): Timeline => ({
  entries: [],
  more: true,
  newest: true,
  loaded: false,
  loading: false,
  problem: null,
  about: [],
  pending: [],
  notes: [],
  newAfter: null,
  fresh: 0,
  atEnd: true,
});

export const useTimelineStore = defineStore('timelines', () => {
  const api = useApi();
  const chat = useChatStore();
  const timelines = shallowReactive(new Map<string, Timeline>());
  /** Counts what was fetched of a room: the answer that another one overtook is dropped. */
  const fetches = new Map<string, number>();
  let hubId: string | null = null;
  let noteId = 0;
  /** Rooms that were entered since the page was opened, with their hub. */
  const welcomed = new Set<string>();

  const of = (room: string): Timeline => timelines.get(room) ?? fresh();
  function change(room: string, part: Partial<Timeline>): void {
    const before = of(room);
    const now = { ...before, ...part };
    if (part.entries || part.about) {
      const sources = [before.about, before.entries, now.entries, part.about ?? []];
      // What is told while a page is on its way may be about messages of that page.
      now.about = now.loading ? everyAbout(...sources) : aboutOf(now.entries, ...sources);
    }
    timelines.set(room, now);
  }
  const lastSeq = (room: string): number => of(room).entries.at(-1)?.seq ?? 0;

  function note(
    room: string,
    line: { kind: 'welcome'; others: number } | Omit<Extract<Note, { kind: 'presence' }>, 'id' | 'after'>,
  ): void {
    const added = { at: Date.now(), ...line, id: (noteId += 1), after: lastSeq(room) } as Note;
    change(room, { notes: [...of(room).notes, added].slice(-MOST_NOTES) });
  }

  /** Rooms of different hubs may have the same id. */
  function guard(): void {
    const id = chat.hub?.id ?? null;
    if (id === hubId) return;
    hubId = id;
    timelines.clear();
  }

  /** Fetches a page; the answer of a room of which something else was fetched meanwhile is dropped. */
  async function fetchPage(room: string, before: number | null, take: (page: HistoryPage) => Partial<Timeline>) {
    const hub = hubId;
    const turn = (fetches.get(room) ?? 0) + 1;
    fetches.set(room, turn);
    change(room, { loading: true, problem: null });
    const page = await api.loadHistory(room, before);
    if (hub !== hubId || fetches.get(room) !== turn) return;
    const part = page.ok ? { ...take(page.value), about: everyAbout(page.value.about) } : { problem: page.problem };
    change(room, { ...part, loading: false });
  }

  /** Opens a room at its newest entries. */
  async function open(room: string): Promise<void> {
    guard();
    const view = chat.joined.find(({ id }) => id === room);
    const newAfter = view && view.unread > 0 ? view.readSeq : null;
    // With something new, where the reader is remains to be seen.
    const atEnd = newAfter === null && of(room).atEnd;
    change(room, { newAfter, atEnd, fresh: view?.unread ?? 0 });
    if (of(room).loading) return;
    if (of(room).loaded) {
      if (lineAt(of(room)) !== newAfter && of(room).newest) await reach(room);
      return;
    }
    const hub = hubId;
    await loadPending(room);
    // Somebody jumped into it meanwhile.
    if (hub !== hubId || of(room).loaded || of(room).loading) return;
    // Whoever begins to read at the line must not be shown the end first: that would count as seen.
    if (newAfter !== null && (view?.seq ?? 0) - newAfter > 2 * BELOW) await reach(room);
    if (hub !== hubId) return;
    if (!of(room).loaded) await toNewest(room);
    if (hub === hubId) welcome(room);
  }

  async function loadPending(room: string): Promise<void> {
    const hub = hubId;
    const pending = await api.loadOutbox(room);
    if (hub === hubId && of(room).pending.length === 0) change(room, { pending });
  }

  /**
   * Loads what is around a message in place of what is held, unless it is held; from there one goes on both ways.
   * @returns its key among the rows; null where it is not there
   */
  async function around(room: string, seq: number): Promise<string | null> {
    guard();
    change(room, { atEnd: false });
    if (!of(room).loaded) await loadPending(room);
    const held = (): Entry | undefined => of(room).entries.find((entry) => entry.seq === seq);
    if (!of(room).loaded || !held()) await fetchAround(room, seq);
    const entry = held();
    return entry ? rowKey(entry) : null;
  }

  /** Loads what is around the "New" line, in place of what is held. */
  async function reach(room: string): Promise<void> {
    const { newAfter } = of(room);
    if (newAfter === null) return;
    change(room, { loaded: false, entries: [], atEnd: false });
    await fetchAround(room, newAfter + 1);
  }

  /** Has what is around the "New" line loaded. @returns whether it is there */
  async function toLine(room: string): Promise<boolean> {
    const { newAfter, newest, entries } = of(room);
    if (newAfter === null) return false;
    const below = newest || (entries.at(-1)?.seq ?? 0) > newAfter;
    if (lineAt(of(room)) === null || !below) await reach(room);
    return of(room).loaded;
  }

  const fetchAround = (room: string, seq: number): Promise<void> =>
    fetchPage(room, seq + BELOW, ({ entries, more }) => {
      const known = chat.hub?.rooms.find(({ id }) => id === room)?.seq ?? 0;
      return { entries, more, newest: (entries.at(-1)?.seq ?? 0) >= Math.max(known, lastSeq(room)), loaded: true };
    });

  /** Says where one is, the first time that one is really there and it is known who else is. */
  function welcome(room: string): void {
    const view = chat.hub?.rooms.find(({ id }) => id === room);
    const count = view?.count ?? 0;
    const key = `${String(hubId)}/${room}`;
    if (!chat.online || count === 0 || !of(room).loaded || view?.kind === 'direct' || welcomed.has(key)) return;
    welcomed.add(key);
    note(room, { kind: 'welcome', others: count - 1 });
  }

  /** Loads the end of the log in place of what is held. */
  async function toNewest(room: string): Promise<void> {
    await fetchPage(room, null, ({ entries, more }) => {
      // What was told while the page was on its way follows it.
      const page = { entries, more, newest: true };
      return { ...append(page, of(room).entries, true), loaded: true };
    });
  }

  /** Loads what is before the first entry that is held. */
  async function older(room: string): Promise<void> {
    const { entries, more, loading, loaded } = of(room);
    const first = entries[0]?.seq;
    if (!more || loading || !loaded || first === undefined) return;
    await fetchPage(room, first, ({ entries: page, more: before }) => {
      const stuck = page.length === 0 && before;
      return stuck ? { problem: { code: 'not_connected' } } : prepend(of(room), page, before);
    });
  }

  /** Loads what follows the last entry that is held, where that is not the newest. */
  async function newer(room: string): Promise<void> {
    const { newest, loading } = of(room);
    if (newest || loading) return;
    const last = lastSeq(room);
    // Sequences have no gaps, so a page that ends this far above begins where what is held ends.
    await fetchPage(room, last + 101, ({ entries: page }) => {
      const held = of(room);
      const entries = [...held.entries, ...page.filter(({ seq }) => seq > last)];
      const newestSeq = chat.hub?.rooms.find(({ id }) => id === room)?.seq ?? 0;
      return { entries, newest: (entries.at(-1)?.seq ?? 0) >= newestSeq };
    });
  }

  // What was shown at once from this device is joined a moment later.
  watch(
    () => chat.joined,
    (rooms) => {
      guard();
      for (const { id } of rooms) welcome(id);
    },
  );

  api.onTimeline(({ room, entries, reset }) => {
    guard();
    if (reset) {
      const { loaded, loading } = of(room);
      timelines.delete(room);
      fetches.set(room, (fetches.get(room) ?? 0) + 1);
      if (loaded || loading) void open(room);
      return;
    }
    const timeline = of(room);
    // A room that nobody opened is read from the log when somebody does.
    if (!timeline.loaded && !timeline.loading) return;
    if (timeline.newest) change(room, { ...append(timeline, entries, timeline.atEnd), about: everyAbout(entries) });
    // What is shown further up may be what they are about.
    else change(room, { about: everyAbout(entries) });
  });
  api.onOutbox(({ room, messages }) => {
    guard();
    change(room, { pending: messages });
  });
  api.onPresence(({ room, joined, left, at }) => {
    guard();
    // Whether the other one is here stands at the top of a direct one.
    const direct = chat.hub?.rooms.find(({ id }) => id === room)?.kind === 'direct';
    if (of(room).loaded && !direct) note(room, { kind: 'presence', joined, left, at });
  });

  const setAtEnd = (room: string, atEnd: boolean): void => {
    if (of(room).atEnd !== atEnd) change(room, { atEnd });
  };
  /** Takes the "New" line away. */
  const clearNew = (room: string): void => change(room, { newAfter: null });

  /** Puts the "New" line above what comes now. */
  const markNew = (room: string, after: number, fresh: number): void => change(room, { newAfter: after, fresh });
  /** More came below it. */
  const countNew = (room: string, fresh: number): void => change(room, { fresh });
  /** Lets go of what is too much, at the end that is further from its reader. */
  const letGo = (room: string, end: 'start' | 'end'): void => {
    if (of(room).entries.length > MOST_HELD) change(room, trim(of(room), end));
  };

  return { of, open, around, toNewest, older, newer, setAtEnd, clearNew, markNew, countNew, toLine, letGo };
});
