/** Who is writing in which room, for as long as that holds. Nothing of it is kept. */
import type { HubFrame, Limits, Member } from '../../shared/protocol';
import { encodeFrame } from '../../shared/protocol';
import type { Clock } from '../clock';
import { textFrames } from '../frame-writer';
import type { Room } from '../rooms/room';
import type { HintSource } from './hints';

interface Writers {
  who: Map<string, { member: Member; until: number }>;
  /** As it was told last. */
  told: string;
  dirty: boolean;
}

/** About 100 bytes for each who writes, for six seconds; nothing for anybody else. */
export class Typing implements HintSource {
  readonly #limits: Limits;
  readonly #clock: Clock;
  readonly #poke: (inMs?: number) => void;
  readonly #rooms = new Map<Room, Writers>();

  constructor(limits: Limits, clock: Clock, poke: (inMs?: number) => void) {
    this.#limits = limits;
    this.#clock = clock;
    this.#poke = poke;
  }

  /** Somebody says that they write, or do not any more. */
  note(room: Room, { id, name }: Member, on: boolean): void {
    if (!on) return this.end(room, id);
    const writers = this.#rooms.get(room) ?? { who: new Map(), told: '', dirty: false };
    this.#rooms.set(room, writers);
    writers.dirty ||= !writers.who.has(id);
    // Last in line, so that those who stop are first.
    writers.who.delete(id);
    writers.who.set(id, { member: { id, name }, until: this.#clock.elapsed() + this.#limits.typingFor });
    if (writers.dirty) this.#poke();
  }

  /** Somebody sent what they wrote, or is gone. */
  end(room: Room, id: string): void {
    const writers = this.#rooms.get(room);
    if (!writers?.who.delete(id)) return;
    writers.dirty = true;
    this.#poke();
  }

  flush(most: number): { frames: number; again: number | null } {
    const now = this.#clock.elapsed();
    let frames = 0;
    let again: number | null = null;
    for (const [room, writers] of this.#rooms) {
      for (const [id, { until }] of writers.who) {
        if (until > now) break;
        writers.who.delete(id);
        writers.dirty = true;
      }
      if (writers.dirty && frames < most) frames += this.#tell(room, writers);
      const [first] = writers.who.values();
      if (!first && !writers.dirty) this.#rooms.delete(room);
      const due = writers.dirty ? 0 : first ? first.until - now : null;
      if (due !== null) again = Math.min(again ?? Infinity, due);
    }
    return { frames, again };
  }

  #tell(room: Room, writers: Writers): number {
    writers.dirty = false;
    const named = room.count <= this.#limits.hintNames;
    const members = named ? [...writers.who.values()].map(({ member }) => member) : [];
    const frame: HubFrame = { type: 'typing', room: room.id, members, count: writers.who.size };
    const text = encodeFrame(frame);
    if (text === writers.told) return 0;
    writers.told = text;
    const shared = textFrames([text]);
    let frames = 0;
    for (const peer of room.full) if (peer.hint(shared)) frames += 1;
    return frames;
  }
}
