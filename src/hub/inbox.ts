/** What one connection has sent and nobody has looked at yet: so much a turn, and nothing while an answer is under way. */
import type { Peer } from './peer';
import type { Turns } from './turns';

/** Takes a text, or null for a binary frame. A promise means that the next one waits for it; it never rejects. */
export type Take = (text: string | null) => void | Promise<void>;

/** Bytes that one share of a turn's budget pays for: a short frame costs one share, the longest costs about 32. */
const SHARE = 2_048;

/**
 * One chunk of a socket may hold 500 frames. Whatever is above the budget of a turn waits for the next one, in order, and so does
 * everybody who would have waited for it; meanwhile the socket is not read.
 */
export class Inbox {
  readonly #peer: Peer;
  readonly #turns: Turns;
  readonly #budget: number;
  readonly #take: Take;
  #turn = -1;
  #left = 0;
  #waiting: (string | null)[] | null = null;

  /** @param budget - shares a turn; 0 takes the limit away */
  constructor(peer: Peer, turns: Turns, budget: number, take: Take) {
    this.#peer = peer;
    this.#turns = turns;
    this.#budget = budget > 0 ? budget : Infinity;
    this.#take = take;
  }

  /** A frame arrived. */
  push(text: string | null): void {
    if (!this.#peer.open) return;
    if (this.#waiting) this.#waiting.push(text);
    else this.#look(text);
  }

  #look(text: string | null): void {
    const turn = this.#turns.now;
    if (turn !== this.#turn) {
      this.#turn = turn;
      this.#left = this.#budget;
    }
    if (this.#left <= 0) {
      this.#wait([text]);
      setImmediate(() => this.#goOn());
      return;
    }
    this.#left -= 1 + Math.floor((text?.length ?? 0) / SHARE);
    const answering = this.#take(text);
    if (!answering) return;
    this.#wait([]);
    void answering.then(() => this.#goOn());
  }

  /** What is in the socket stays there; only the rest of this chunk has to be kept. */
  #wait(texts: (string | null)[]): void {
    this.#waiting = texts;
    this.#peer.pause();
  }

  #goOn(): void {
    const rest = this.#waiting ?? [];
    this.#waiting = null;
    for (const [index, text] of rest.entries()) {
      if (!this.#peer.open) break;
      this.#look(text);
      // Set again by `#look`, which the compiler cannot see.
      const waiting = this.#waiting as (string | null)[] | null;
      if (!waiting) continue;
      waiting.push(...rest.slice(index + 1));
      return;
    }
    this.#peer.resume();
  }
}
