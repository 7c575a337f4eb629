/** What a person asks about conversations of the hub that is open. */
import type { Outcome } from '../shared/ipc/outcome';
import type { PlacesApi, RoomOptions, RoomWishes } from '../shared/ipc/places-api';
import { cleanName, cleanTopic, type Acquaintance, type HubFrameOf } from '../shared/protocol';
import type { HubLink } from './hub-link';
import { done, failed } from './problems';
import type { Ask } from './requests';

/** What it needs. */
export interface PlacesOptions {
  /** Null where no hub is open. */
  link(): HubLink | null;
}

/** PlacesApi for whichever hub is open. */
export class Places implements PlacesApi {
  readonly #link: PlacesOptions['link'];

  constructor({ link }: PlacesOptions) {
    this.#link = link;
  }

  async createRoom(raw: string, { private: hidden = false, topic = '' }: RoomOptions = {}): Promise<Outcome<string>> {
    const name = cleanName(raw);
    if (!name.ok) return failed('bad_name');
    const about = cleanTopic(topic);
    if (!about.ok) return failed('topic_too_long');
    const more = { ...(hidden ? { private: true as const } : {}), ...(about.text === '' ? {} : { topic: about.text }) };
    return this.#enter({ type: 'create', name: name.text, ...more });
  }

  async openDirect(member: string): Promise<Outcome<string>> {
    // Also while the hub is away: what is written waits.
    const rooms = [...(this.#link()?.home?.rooms.values() ?? [])];
    const there = rooms.find(({ state: { place } }) => place.other === member && !place.gone)?.state.id;
    if (!there) return this.#enter({ type: 'direct', member });
    await this.setRoomWishes(there, { hidden: false });
    return { ok: true, value: there };
  }

  /** All pages of them. */
  async loadDirectory(): Promise<Outcome<Acquaintance[]>> {
    const people: Acquaintance[] = [];
    for (;;) {
      const last = people.at(-1);
      const answer = await this.#ask<'directory'>({ type: 'directory', ...(last ? { after: last.id } : {}) });
      if (!answer.ok) return answer;
      const { members, more } = answer.value;
      people.push(...members);
      if (!more || members.length === 0) return { ok: true, value: people };
    }
  }

  async loadRoomPeople(room: string): Promise<Outcome<Acquaintance[]>> {
    const answer = await this.#ask<'people'>({ type: 'people_list', room });
    return answer.ok ? { ok: true, value: answer.value.members } : answer;
  }

  invitePeople(room: string, members: string[]): Promise<Outcome> {
    return this.#do({ type: 'people_add', room, members });
  }

  removePerson(room: string, member: string): Promise<Outcome> {
    return this.#do({ type: 'people_remove', room, member });
  }

  async setTopic(room: string, raw: string): Promise<Outcome> {
    const topic = cleanTopic(raw);
    return topic.ok ? this.#do({ type: 'topic', room, text: topic.text }) : failed('topic_too_long');
  }

  async renameRoom(room: string, raw: string): Promise<Outcome> {
    const name = cleanName(raw);
    return name.ok ? this.#do({ type: 'rename', room, name: name.text }) : failed('bad_name');
  }

  archiveRoom(room: string, on: boolean): Promise<Outcome> {
    return this.#do({ type: 'archive', room, on });
  }

  removeRoom(room: string): Promise<Outcome> {
    return this.#do({ type: 'remove', room });
  }

  async setRoomWishes(room: string, wishes: Partial<RoomWishes>): Promise<Outcome> {
    return (await this.#link()?.home?.wish(room, wishes)) ?? failed('room_unknown');
  }

  markRead(room: string): Promise<Outcome> {
    return Promise.resolve(this.#link()?.home?.marks.mark(room) ?? failed('room_unknown'));
  }

  /** A room that the hub makes or finds, joined; the value is its id. */
  async #enter(question: Ask): Promise<Outcome<string>> {
    const link = this.#link();
    const answer = await this.#ask<'created'>(question);
    if (!link || !answer.ok) return answer.ok ? failed('cancelled') : answer;
    const { room } = answer.value;
    await link.home?.list(room);
    const joined = await link.joinRoom(room.id);
    if (!joined.ok) return joined;
    await this.setRoomWishes(room.id, { hidden: false });
    return { ok: true, value: room.id };
  }

  async #do(question: Ask): Promise<Outcome> {
    const answer = await this.#ask(question);
    return answer.ok ? done : answer;
  }

  async #ask<T extends 'created' | 'directory' | 'people' | 'done'>(question: Ask): Promise<Outcome<HubFrameOf<T>>> {
    const answer = await (this.#link()?.session.ask(question) ?? failed('not_connected'));
    return answer as Outcome<HubFrameOf<T>>;
  }
}
