/** Gets what a room has to say to everybody in it: serialised once, one shared buffer, one write for each. */
import type { Entry, HubFrame } from '../../shared/protocol';
import { encodeFrame } from '../../shared/protocol';
import { textFrames } from '../frame-writer';
import type { Peer } from '../peer';
import { entriesFrames, simpleText } from './encode';

/** An entry and the connection that it came from. */
export interface Delivery {
  entry: Entry;
  from: Peer;
}

/** The connections in one room, by the form in which they are told. */
export class FanOut {
  readonly #full = new Set<Peer>();
  readonly #simple = new Set<Peer>();

  add(peer: Peer): void {
    (peer.mode === 'full' ? this.#full : this.#simple).add(peer);
  }

  remove(peer: Peer): void {
    (peer.mode === 'full' ? this.#full : this.#simple).delete(peer);
  }

  /** Entries that were committed together go out together. */
  deliver(room: { id: string; name: string }, deliveries: readonly Delivery[], pageBytes: number): void {
    if (this.#full.size > 0) {
      const entries = deliveries.map(({ entry }) => entry);
      sendAll(this.#full, textFrames(entriesFrames(room.id, entries, pageBytes)));
    }
    if (this.#simple.size === 0) return;
    const texts = deliveries.map(({ entry }) => simpleText(room.name, entry));
    const silent = new Set(deliveries.filter(({ from }) => !from.echo).map(({ from }) => from));
    const shared = textFrames(texts);
    for (const peer of this.#simple) {
      if (silent.size === 0 || !silent.has(peer)) {
        peer.sendFrames(shared);
        continue;
      }
      const others = texts.filter((_, index) => deliveries[index]?.from !== peer);
      if (others.length > 0) peer.sendFrames(textFrames(others));
    }
  }

  /** A frame for full clients. */
  tell(frame: HubFrame): void {
    if (this.#full.size > 0) sendAll(this.#full, textFrames([encodeFrame(frame)]));
  }

  /** Words of the hub for scripts that asked for notices. The text is made only if there are any. */
  notice(text: () => string): void {
    const listeners = [...this.#simple].filter(({ notices }) => notices);
    if (listeners.length > 0) sendAll(listeners, textFrames([text()]));
  }
}

function sendAll(peers: Iterable<Peer>, frames: Buffer): void {
  for (const peer of peers) peer.sendFrames(frames);
}
