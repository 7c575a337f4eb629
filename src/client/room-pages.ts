/** What of a room is read at once: pages, single messages, and what is pinned; from this device, and from the hub where this device has no more. */
import type { Outcome } from '../shared/ipc/outcome';
import type { HistoryPage, LoadedMessages } from '../shared/ipc/talk-api';
import { isAnnotation, limits, type Entry, type HubFrameOf, type Message } from '../shared/protocol';
import type { HistoryWriter } from './history-writer';
import type { History } from './ports';
import type { RoomState } from './room-state';
import type { RoomSync, RoomSyncOptions } from './room-sync';

/** Entries of one page for the UI: some screens full. */
const PAGE = 100;

/** What the pages of a room are made from. */
export interface RoomPagesOptions {
  hub: string;
  history: History;
  ask: RoomSyncOptions['ask'];
  state: RoomState;
  sync: RoomSync;
  writer: HistoryWriter;
}

/** In order, each once. */
function merged(...lists: (readonly Entry[])[]): Entry[] {
  const bySeq = new Map(lists.flat().map((entry) => [entry.seq, entry]));
  return [...bySeq.values()].sort((a, b) => a.seq - b.seq);
}

/** One room's. */
export class RoomPages {
  readonly #options: RoomPagesOptions;

  constructor(options: RoomPagesOptions) {
    this.#options = options;
  }

  /** Entries before a sequence, or the newest for null. */
  async page(before: number | null): Promise<HistoryPage> {
    const { history, hub, state, sync, writer } = this.#options;
    const unsaved = before === null ? state.shown(writer.unsaved) : [];
    const saved = state.shown(await history.before(hub, state.id, before, PAGE));
    const newest = saved.at(-1)?.seq ?? 0;
    const here = [...saved, ...unsaved.filter(({ seq }) => seq > newest)].slice(-PAGE);
    const about = await this.#about(here);
    const first = here[0]?.seq ?? before;
    if (here.length >= PAGE) return { entries: here, about, more: (first ?? 1) > state.cleared + 1 };
    // A room that was never joined here has nothing before it either, as far as this device may know.
    if (first === null || first <= state.cleared + 1 || !sync.joined) return { entries: here, about, more: false };
    const limit = Math.min(limits.historyPage, PAGE - here.length);
    const answer = await this.#ask({ type: 'history', room: state.id, before: first, limit });
    if (!answer.ok) return { entries: here, about, more: true };
    const older = answer.value.entries.filter(({ seq }) => seq > state.cleared);
    return {
      entries: [...older, ...here],
      about: merged(about, state.shown(answer.value.about ?? [])),
      more: answer.value.more && older.length === answer.value.entries.length,
    };
  }

  /** Messages by their sequences. */
  async messages(seqs: readonly number[]): Promise<LoadedMessages> {
    const { history, hub, state, sync, writer } = this.#options;
    const wanted = [...new Set(seqs)].sort((a, b) => a - b).slice(0, limits.messagesAsked);
    const held = await Promise.all(wanted.map((seq) => history.after(hub, state.id, seq - 1, 1)));
    const here = merged(held.flat(), writer.unsaved).filter((entry) => entry.kind === 'message' && wanted.includes(entry.seq));
    const missing = wanted.filter((seq) => seq > state.cleared && !here.some((entry) => entry.seq === seq));
    const there = missing.length > 0 && sync.joined ? await this.#ask({ type: 'messages', room: state.id, seqs: missing }) : null;
    const found = there?.ok ? there.value : { entries: [], about: [] };
    return {
      entries: state.shown(merged(here, found.entries)),
      about: merged(await this.#about(here), state.shown(found.about ?? [])),
    };
  }

  /** Messages of these sequences that this device has. */
  async held(seqs: readonly number[]): Promise<Message[]> {
    const { history, hub, state, writer } = this.#options;
    const held = await Promise.all(seqs.map((seq) => history.after(hub, state.id, seq - 1, 1)));
    const found = state.shown(merged(held.flat(), writer.unsaved));
    return found.filter((entry): entry is Message => entry.kind === 'message' && seqs.includes(entry.seq));
  }

  /**
   * The first entry that is not older than a time; the newest where all are. Hubs are asked for single entries, some 20 of them for a million, for
   * what this device does not have; clocks that went back may put it a little beside.
   * @param at - ms since 1970
   * @returns its sequence; null where there is none
   */
  async dated(at: number): Promise<number | null> {
    const { history, hub, state, sync } = this.#options;
    const range = await history.range(hub, state.id);
    const older = range ? await history.count(hub, state.id, at) : 0;
    if (range && older > 0) {
      const [first] = await history.after(hub, state.id, range.first + older - 1, 1);
      return first?.seq ?? range.last;
    }
    let [from, to] = [state.cleared + 1, range?.first ?? state.seq];
    while (sync.joined && from < to) {
      const middle = Math.floor((from + to) / 2);
      const answer = await this.#ask({ type: 'history', room: state.id, before: middle + 1, limit: 1 });
      if (!answer.ok) break;
      const [entry] = answer.value.entries;
      if (entry && entry.at >= at) to = Math.min(middle, entry.seq);
      else from = middle + 1;
    }
    return to > 0 ? to : null;
  }

  /** Messages that are pinned: the hub knows, also of those that never came here. */
  async pins(): Promise<Outcome<LoadedMessages>> {
    const { state } = this.#options;
    const answer = await this.#ask({ type: 'pins', room: state.id });
    if (!answer.ok) return answer;
    const { entries, about = [] } = answer.value;
    return { ok: true, value: { entries: state.shown(entries), about: state.shown(about) } };
  }

  /** What entries behind these say about them. */
  async #about(entries: readonly Entry[]): Promise<Entry[]> {
    const { history, hub, state, writer } = this.#options;
    const [first, last] = [entries[0]?.seq, entries.at(-1)?.seq];
    if (first === undefined || last === undefined) return [];
    const shown = new Set(entries.map(({ seq }) => seq));
    const saved = await history.about(hub, state.id, first, last);
    const said = merged(saved, writer.unsaved).filter(
      (entry) => isAnnotation(entry) && entry.kind !== 'deletion' && shown.has(entry.target) && !shown.has(entry.seq),
    );
    return state.shown(said);
  }

  #ask(question: Parameters<RoomSyncOptions['ask']>[0]): Promise<Outcome<HubFrameOf<'page'>>> {
    return this.#options.ask(question) as Promise<Outcome<HubFrameOf<'page'>>>;
  }
}
