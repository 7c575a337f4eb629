/** Turns of the event loop, counted: what one connection may cost others is measured in them. */
export class Turns {
  #number = 0;
  #counting = false;

  /** Number of this turn. */
  get now(): number {
    if (!this.#counting) {
      this.#counting = true;
      setImmediate(() => {
        this.#counting = false;
        this.#number += 1;
      });
    }
    return this.#number;
  }
}
