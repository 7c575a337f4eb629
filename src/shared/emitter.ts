/** Typed events. */

/** Ends a subscription; calling it again does nothing. */
export type Off = () => void;

/** An event source of one kind: whoever subscribes receives the remover. */
export class Emitter<T> {
  readonly #listeners = new Set<(value: T) => void>();

  /** Calls `listener` with every later value, until the returned function is called. */
  on(listener: (value: T) => void): Off {
    const own = (value: T): void => listener(value);
    this.#listeners.add(own);
    return () => this.#listeners.delete(own);
  }

  /** Tells everybody who listens now. A listener that throws stops the others: it is a defect, not a condition. */
  emit(value: T): void {
    for (const listener of [...this.#listeners]) listener(value);
  }
}
