/** Questions to the hub and their answers, matched by `ref`. */
import type { Outcome } from '../shared/ipc/outcome';
import type { ClientFrameOf, HubFrame, PlaceFrameType, FileFrameType, TrustFrameType } from '../shared/protocol';
import { failed, problemOf } from './problems';

/** A client frame that the hub answers under its `ref`. */
export type Question = ClientFrameOf<
  | 'join'
  | 'leave'
  | 'create'
  | 'history'
  | 'messages'
  | 'pins'
  | 'reads'
  | 'statuses'
  | TrustFrameType
  | PlaceFrameType
  | FileFrameType
>;
type WithoutRef<Q> = Q extends unknown ? Omit<Q, 'ref'> : never;

/** A question before it has a number. */
export type Ask = WithoutRef<Question>;

/** Open questions of one connection. */
export class Requests {
  #next = 1;
  readonly #open = new Map<number, (answer: Outcome<HubFrame>) => void>();

  /**
   * Sends a question; resolves with the frame that answers it, or with the problem.
   * @param onAnswer - called before anybody hears of the next frame, which one chunk of a socket may bring in the same turn
   */
  ask(
    question: Ask,
    send: (frame: Question) => boolean,
    onAnswer?: (answer: Outcome<HubFrame>) => void,
  ): Promise<Outcome<HubFrame>> {
    const ref = this.#next++;
    return new Promise((resolve) => {
      this.#open.set(ref, (answer) => {
        onAnswer?.(answer);
        resolve(answer);
      });
      if (!send({ ...question, ref })) this.#settle(ref, failed('not_connected'));
    });
  }

  /** Takes a frame that answers a question; false when it answers none. */
  take(frame: HubFrame): boolean {
    if (!('ref' in frame) || frame.ref === undefined || !this.#open.has(frame.ref)) return false;
    this.#settle(frame.ref, frame.type === 'error' ? { ok: false, problem: problemOf(frame) } : { ok: true, value: frame });
    return true;
  }

  /** The connection is gone: every open question has its answer now. */
  dropAll(): void {
    for (const ref of [...this.#open.keys()]) this.#settle(ref, failed('not_connected'));
  }

  #settle(ref: number, answer: Outcome<HubFrame>): void {
    const resolve = this.#open.get(ref);
    this.#open.delete(ref);
    resolve?.(answer);
  }
}
