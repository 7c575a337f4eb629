/** How far this person is in the rooms of one hub: by looking, by saying so, and by what they saw on another device. */
import type { Outcome } from '../shared/ipc/outcome';
import type { CursorTeller } from './presence/cursor-teller';
import { done, failed } from './problems';
import type { Room } from './room';

/** What it needs. */
export interface ReadMarksOptions {
  rooms: ReadonlyMap<string, Room>;
  /** This room is on screen and this person looks at it. */
  seen: (room: string) => boolean;
  cursors: () => CursorTeller;
  /** A mark moved: it is to be kept, and told. */
  onRead: () => void;
}

/** One hub's. */
export class ReadMarks {
  readonly #options: ReadMarksOptions;

  constructor(options: ReadMarksOptions) {
    this.#options = options;
  }

  /** Marks a room as read if somebody is looking at it. */
  look(id: string): void {
    if (this.#options.seen(id)) this.#read(id);
  }

  /** Everything that was said in a room counts as seen, looked at or not. */
  mark(id: string): Outcome {
    if (!this.#options.rooms.has(id)) return failed('room_unknown');
    this.#read(id);
    return done;
  }

  /** Another device of this person is further. */
  elsewhere(id: string, seq: number): void {
    const { rooms, onRead } = this.#options;
    if (rooms.get(id)?.state.readTo(seq)) onRead();
  }

  /** This device keeps everything up to there. */
  kept(id: string, seq: number): void {
    const { rooms, seen, cursors } = this.#options;
    cursors().kept(id, seq);
    // What was fetched into a room that is on screen was seen, whether it was news or not.
    const readSeq = rooms.get(id)?.state.readSeq;
    if (readSeq !== undefined && seen(id)) cursors().seen(id, readSeq);
  }

  #read(id: string): void {
    const { rooms, cursors, onRead } = this.#options;
    const room = rooms.get(id);
    if (!room) return;
    const news = room.state.read();
    cursors().seen(id, room.state.readSeq);
    if (news) onRead();
  }
}
