/** The part of ChatApi about people, for the hub that is open. */
import type { Outcome } from '../../shared/ipc/outcome';
import type { Around, MessageReads, OwnPresence, PresenceApi } from '../../shared/ipc/presence-api';
import type { Status } from '../../shared/protocol';
import { done, failed } from '../problems';
import { AwarenessEvents, type HubAwareness } from './hub-awareness';
import { OwnPresenceKeeper, type PresenceStore } from './own-presence';

/** What it needs. */
export interface AwarenessOptions {
  store: PresenceStore | undefined;
  /** Of the hub that is open; undefined while none is. */
  hub(): HubAwareness | undefined;
}

/** One person's, over all hubs. */
export class Awareness implements PresenceApi {
  readonly own: OwnPresenceKeeper;
  readonly events = new AwarenessEvents();
  readonly #hub: AwarenessOptions['hub'];

  readonly onTyping = this.events.onTyping.on.bind(this.events.onTyping);
  readonly onReads = this.events.onReads.on.bind(this.events.onReads);
  readonly onStatuses = this.events.onStatuses.on.bind(this.events.onStatuses);

  constructor({ store, hub }: AwarenessOptions) {
    this.own = new OwnPresenceKeeper(store);
    this.#hub = hub;
  }

  /** Do not disturb: nothing is announced. It counts as unread all the same. */
  get quiet(): boolean {
    return this.own.own.presence === 'busy';
  }

  typing(room: string, on: boolean): Promise<Outcome> {
    return Promise.resolve(this.#hub()?.typing(room, on) ?? done);
  }

  setStatus({ presence, text }: Pick<OwnPresence, 'presence' | 'text'>): Promise<Outcome<OwnPresence>> {
    return this.own.choose({ presence, text });
  }

  setTellsReads(on: boolean): Promise<Outcome<OwnPresence>> {
    return this.own.choose({ tellsReads: on });
  }

  async loadReads(room: string, seq: number): Promise<Outcome<MessageReads>> {
    return this.#hub()?.loadReads(room, seq) ?? failed('not_connected');
  }

  async loadStatuses(members: string[]): Promise<Outcome<Status[]>> {
    return this.#hub()?.loadStatuses(members) ?? failed('not_connected');
  }

  loadAround(): Promise<Outcome<Around>> {
    const nobody = { statuses: [], typing: [], reads: [] };
    return Promise.resolve({ ok: true, value: { own: this.own.own, ...(this.#hub()?.around ?? nobody) } });
  }
}
