/** Gets what a room has to say to everybody in it: serialised once, one shared buffer, one write for each. */
import type { Entry, HubFrame } from '../../shared/protocol';
import { encodeFrame } from '../../shared/protocol';
import type { Counters } from '../counters';
import { textFrames } from '../frame-writer';
import type { Peer } from '../peer';
import { entriesFrames, isForScripts, simpleText } from './encode';

/** An entry and the connection that it came from. */
export interface Delivery {
  entry: Entry;
  from: Peer;
}

/** The connections in one room, by the form in which they are told. */
export class FanOut {
  readonly #full = new Set<Peer>();
  readonly #simple = new Set<Peer>();
  /** Slow readers who were spared a notice and are to be told how things stand. */
  readonly #spared = new Set<Peer>();
  readonly #standing: () => HubFrame;
  readonly #counters: Counters;

  /** @param standing - what makes up for all notices that were left out */
  constructor(standing: () => HubFrame, counters: Counters) {
    this.#standing = standing;
    this.#counters = counters;
  }

  /** Full clients that hear everything: not those that lag. */
  get full(): ReadonlySet<Peer> {
    return this.#full;
  }

  add(peer: Peer): void {
    (peer.mode === 'full' ? this.#full : this.#simple).add(peer);
  }

  remove(peer: Peer): void {
    (peer.mode === 'full' ? this.#full : this.#simple).delete(peer);
    this.#spared.delete(peer);
  }

  /** Entries that were committed together go out together. Who is too slow for them is told so, and is out until it is added again. */
  deliver(room: { id: string; name: string }, deliveries: readonly Delivery[], pageBytes: number): void {
    if (this.#full.size > 0) {
      const entries = deliveries.map(({ entry }) => entry);
      for (const { text, seq } of entriesFrames(room.id, entries, pageBytes)) {
        const shared = textFrames([text]);
        this.#counters.deliveries += this.#full.size;
        for (const peer of this.#full) if (!peer.offer(shared)) this.#lags(peer, room.id, seq - 1);
      }
    }
    if (this.#simple.size === 0) return;
    const messages = deliveries.filter(({ entry }) => isForScripts(entry));
    if (messages.length === 0) return;
    const texts = messages.flatMap(({ entry }) => simpleText(room.name, entry) ?? []);
    const silent = new Set(messages.filter(({ from }) => !from.echo).map(({ from }) => from));
    const shared = textFrames(texts);
    this.#counters.deliveries += texts.length * this.#simple.size;
    for (const peer of this.#simple) {
      if (silent.size === 0 || !silent.has(peer)) {
        peer.sendFrames(shared);
        continue;
      }
      const others = texts.filter((_, index) => messages[index]?.from !== peer);
      if (others.length > 0) peer.sendFrames(textFrames(others));
    }
  }

  /** A notice for full clients. Slow ones are told how things stand once they have read what they have. */
  tell(frame: HubFrame): void {
    if (this.#full.size === 0) return;
    const shared = textFrames([encodeFrame(frame)]);
    for (const peer of this.#full) {
      if (this.#spared.has(peer)) continue;
      const drained = (): void => {
        if (this.#spared.delete(peer)) peer.tell(this.#standing());
      };
      if (!peer.notify(shared, drained)) this.#spared.add(peer);
    }
  }

  /** Words of the hub for scripts that asked for notices. The text is made only if there are any. */
  notice(text: () => string): void {
    const listeners = [...this.#simple].filter(({ notices }) => notices);
    if (listeners.length === 0) return;
    const shared = textFrames([text()]);
    for (const peer of listeners) peer.notify(shared);
  }

  /** Its next join brings it back; that answer tells who is there. */
  #lags(peer: Peer, room: string, seq: number): void {
    this.remove(peer);
    this.#counters.lagNotices += 1;
    peer.tell({ type: 'lagging', room, seq });
  }
}
