/** Finding things in the history on this device, taking it out, taking it in, and removing it. */
import type { Outcome } from '../../shared/ipc/outcome';
import type { ExportFormat, HistoryPart, HistorySum, SearchPage, SearchQuery } from '../../shared/ipc/archive';
import type { HubLink } from '../hub-link';
import type { ChatPorts } from '../ports';
import { done, failed } from '../problems';
import { Search } from '../search/search';
import { deletedIn, shown } from './conversation';
import { exported, fileNameOf, type ExportAbout } from './export';
import { missing, readExport } from './import';

/** What it needs of the chat. */
export interface ArchiveOptions {
  ports: ChatPorts;
  /** The hub that is open. */
  link: () => HubLink | null;
}

/** One person's archive: of the hub that is open, and for removing also of others. */
export class Archive {
  readonly #ports: ChatPorts;
  readonly #link: () => HubLink | null;
  #search: { hub: string; search: Search } | null = null;

  constructor({ ports, link }: ArchiveOptions) {
    this.#ports = ports;
    this.#link = link;
  }

  /** A page of what is found in the hub that is open; ends the search before. With nothing to look for it gets ready for what comes. */
  async search(query: SearchQuery): Promise<Outcome<SearchPage>> {
    const link = this.#link();
    const hub = link?.hubId ?? null;
    if (!link?.home || hub === null) return failed('not_connected');
    const all = [...link.home.rooms.values()];
    const rooms = query.room === null ? all : all.filter(({ state }) => state.id === query.room);
    if (query.room !== null && rooms.length === 0) return failed('room_unknown');
    try {
      await Promise.all(rooms.filter(({ writer }) => writer.unsaved.length > 0).map(({ writer }) => writer.flush()));
      return await this.#searchOf(hub).find(
        query,
        rooms.map(({ state }) => state.id),
      );
    } catch {
      return failed('storage_failed');
    }
  }

  /** How much `removeHistory` would remove. */
  async sumHistory(part: HistoryPart): Promise<Outcome<HistorySum>> {
    try {
      const counts = await Promise.all(
        (await this.#rooms(part)).map((room) => this.#ports.history.count(part.hub, room, part.before)),
      );
      const held = counts.filter((count) => count > 0);
      return { ok: true, value: { entries: held.reduce((sum, count) => sum + count, 0), rooms: held.length } };
    } catch {
      return failed('storage_failed');
    }
  }

  /** Removes history from this device, for ever; the hub keeps its own, and none of it is fetched again. */
  async removeHistory(part: HistoryPart): Promise<Outcome> {
    const link = this.#link();
    try {
      const rooms = await this.#rooms(part);
      if (link?.home && link.hubId === part.hub) await this.#removeOpen(link.home, rooms, part);
      else await this.#removeClosed(rooms, part);
      return done;
    } catch {
      return failed('storage_failed');
    } finally {
      if (this.#search?.hub === part.hub) this.#search.search.forget();
    }
  }

  /** Writes a conversation into a file that the person chooses. The value: whether they did. */
  async exportRoom(room: string, format: ExportFormat): Promise<Outcome<boolean>> {
    const about = this.#about(room);
    const { files, history } = this.#ports;
    if (!about) return failed('room_unknown');
    if (!files) return failed('export_failed');
    try {
      await this.#link()?.room(room)?.writer.flush();
      return {
        ok: true,
        value: await files.save(fileNameOf(about, format), exported(history, about, format)),
      };
    } catch {
      return failed('export_failed');
    }
  }

  /** Takes in what `exportRoom` wrote. The value: how many entries are new here; null where the person chose no file. */
  async importRoom(room: string): Promise<Outcome<number | null>> {
    const about = this.#about(room);
    const open = this.#link()?.room(room);
    if (!about || !open) return failed('room_unknown');
    const { history, files } = this.#ports;
    if (!files) return failed('import_failed');
    try {
      const lines = await files.open();
      if (!lines) return { ok: true, value: null };
      const read = await readExport(lines, about);
      if (!read.ok) return read;
      await open.writer.flush();
      const range = await history.range(about.hub, room);
      const first = range?.first ?? (open.state.cleared > 0 ? open.state.cleared + 1 : null);
      if (first === null) return failed('import_gap');
      const fresh = await missing(history, about, read.value, first);
      if (!fresh.ok || fresh.value.length === 0) return fresh.ok ? { ok: true, value: 0 } : fresh;
      // What was deleted since it was exported stays deleted.
      const deleted = await deletedIn(history, about);
      for (const entry of read.value) if (entry.kind === 'deletion') deleted.add(entry.target);
      await open.takeBack(shown(fresh.value, deleted));
      await this.#link()?.home?.save();
      return { ok: true, value: fresh.value.length };
    } catch {
      return failed('import_failed');
    } finally {
      if (this.#search?.hub === about.hub) this.#search.search.forget(room);
    }
  }

  /** The hub that was open is not any more. */
  leave(): void {
    this.#search?.search.close();
    this.#search = null;
  }

  #searchOf(hub: string): Search {
    if (this.#search?.hub !== hub) {
      this.leave();
      const { history, clock } = this.#ports;
      this.#search = { hub, search: new Search({ hub, history, clock }) };
    }
    return (this.#search as { search: Search }).search;
  }

  #about(room: string): ExportAbout | null {
    const link = this.#link();
    const state = link?.room(room)?.state;
    const known = link?.home?.known;
    if (!state || !known) return null;
    return { hub: known.id, hubName: known.name, room, roomName: state.name, at: this.#ports.clock.now() };
  }

  async #rooms({ hub, room }: HistoryPart): Promise<string[]> {
    return room === null ? this.#ports.history.rooms(hub) : [room];
  }

  async #removeOpen(home: NonNullable<HubLink['home']>, rooms: readonly string[], { hub, before }: HistoryPart): Promise<void> {
    try {
      for (const id of rooms) {
        const room = home.rooms.get(id);
        await (room ? room.remove(before, () => home.save()) : this.#ports.history.drop(hub, id, before));
      }
    } finally {
      // Also what went before the disk refused.
      await home.save();
    }
  }

  async #removeClosed(rooms: readonly string[], { hub, before }: HistoryPart): Promise<void> {
    const { store, history } = this.#ports;
    const known = (await store.loadHubs()).find(({ id }) => id === hub);
    try {
      for (const id of rooms) {
        const room = known?.rooms.find((one) => one.id === id);
        const range = before === null ? await history.range(hub, id) : null;
        if (known && room && range) {
          // Before it goes, so that a crash does not bring it back.
          room.cleared = Math.max(room.cleared ?? 0, range.last);
          await store.saveHub(known);
        }
        const through = await history.drop(hub, id, before);
        if (room && through !== null) room.cleared = Math.max(room.cleared ?? 0, through);
      }
    } finally {
      if (known) await store.saveHub(known);
    }
  }
}
