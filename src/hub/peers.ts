/** All connections of a hub. */
import type { Peer } from './peer';

/** A set that can be waited for until it is empty. */
export class Peers {
  readonly #all = new Set<Peer>();
  #onEmpty: (() => void) | null = null;

  add(peer: Peer): void {
    this.#all.add(peer);
  }

  remove(peer: Peer): void {
    this.#all.delete(peer);
    if (this.#all.size === 0) this.#onEmpty?.();
  }

  [Symbol.iterator](): IterableIterator<Peer> {
    return this.#all.values();
  }

  /** Resolves when the last one is gone. */
  gone(): Promise<void> {
    if (this.#all.size === 0) return Promise.resolve();
    return new Promise((resolve) => (this.#onEmpty = resolve));
  }
}
