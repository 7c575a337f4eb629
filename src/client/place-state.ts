/** Where a room belongs on this device: what the hub says of it, what is kept of that, and what this person wants of it. */
import { noWishes, type PlaceView, type RoomWishes } from '../shared/ipc/places-api';
import type { KeptPlace } from '../shared/ipc/places-schemas';
import type { Member, Room } from '../shared/protocol';
import type { KnownRoom } from './ports';

/** Without what is counted. */
export type PlaceParts = Omit<PlaceView, 'mentions' | 'lastAt' | 'there'>;

/** Of one room. */
export class PlaceState {
  #kept: KeptPlace;

  constructor(known: KnownRoom) {
    const kept: Partial<KnownRoom> = { ...known };
    for (const key of ['id', 'name', 'joined', 'readSeq', 'deleted', 'cleared'] as const) delete kept[key];
    this.#kept = kept;
  }

  get direct(): boolean {
    return this.#kept.with !== undefined;
  }

  /** It is no longer on the hub, or no longer this person's to know of. */
  get gone(): boolean {
    return this.#kept.gone ?? false;
  }

  set gone(gone: boolean) {
    const kept: KeptPlace = { ...this.#kept };
    if (gone) kept.gone = true;
    else delete kept.gone;
    this.#kept = kept;
  }

  /** One is in it without asking, on every device. */
  get given(): boolean {
    return this.direct || this.#kept.private === true;
  }

  /** The other one of a direct room, and oneself in a room of one's own. */
  get other(): string | null {
    return this.#kept.with?.id ?? null;
  }

  /** What is kept of it. */
  get kept(): KeptPlace {
    return this.#kept;
  }

  /** What the hub lists. */
  listed({ kind, with: other, private: hidden, archived, topic, by }: Room): void {
    const { pinned, notify, mutedUntil, hiddenAt } = this.#kept;
    this.#kept = {
      ...(kind === 'direct' && other ? { with: { id: other.id, name: other.name } } : {}),
      ...(hidden ? { private: true } : {}),
      ...(archived ? { archived: true } : {}),
      ...(topic ? { topic } : {}),
      ...(by === undefined ? {} : { by }),
      ...(pinned ? { pinned } : {}),
      ...(notify ? { notify } : {}),
      ...(mutedUntil === undefined ? {} : { mutedUntil }),
      ...(hiddenAt === undefined ? {} : { hiddenAt }),
    };
  }

  /** @param seq - the room's newest */
  wish({ pinned, notify, mutedUntil, hidden }: Partial<RoomWishes>, seq: number): void {
    const kept: KeptPlace = { ...this.#kept };
    if (pinned !== undefined) {
      if (pinned) kept.pinned = true;
      else delete kept.pinned;
    }
    if (notify !== undefined) {
      if (notify === 'default') delete kept.notify;
      else kept.notify = notify;
    }
    if (mutedUntil !== undefined) {
      if (mutedUntil === null) delete kept.mutedUntil;
      else kept.mutedUntil = mutedUntil;
    }
    if (hidden !== undefined) {
      if (hidden) kept.hiddenAt = seq;
      else delete kept.hiddenAt;
    }
    this.#kept = kept;
  }

  /** @param seq - the room's newest. @param present - the other one, as they are now */
  view(seq: number, me: string | null, present: Member | undefined): PlaceParts {
    const { with: other, topic = '', by, pinned, notify, mutedUntil = null, hiddenAt } = this.#kept;
    const wishes: RoomWishes = {
      pinned: pinned ?? noWishes.pinned,
      notify: notify ?? noWishes.notify,
      mutedUntil,
      hidden: hiddenAt !== undefined && seq <= hiddenAt,
    };
    return {
      ...{ kind: other ? 'direct' : 'room', with: other ? (present ?? other) : null },
      ...{ private: this.#kept.private ?? false, archived: this.#kept.archived ?? false, gone: this.gone },
      ...{ topic, mine: by !== undefined && by === me, wishes },
    };
  }
}
