/** A job that can be called off. */
import type { Call } from './ports';

/** The side that calls it off. */
export class Job implements Call {
  #over = false;
  readonly #listeners: (() => void)[] = [];

  get over(): boolean {
    return this.#over;
  }

  onOver(listener: () => void): void {
    if (this.#over) listener();
    else this.#listeners.push(listener);
  }

  end(): void {
    if (this.#over) return;
    this.#over = true;
    for (const listener of this.#listeners.splice(0)) listener();
  }
}
